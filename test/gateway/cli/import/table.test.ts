import { gzipSync } from 'node:zlib';

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createConceptVocabulary } from '../../../../gateway/src/cli/import/concept-vocabulary.js';
import { csvImporter } from '../../../../gateway/src/cli/import/table/csv-importer.js';
import { jsonLinesImporter } from '../../../../gateway/src/cli/import/table/json-lines-importer.js';
import { findFiles } from '../../../../gateway/src/cli/import/find-files.js';
import { createTemporaryFolder } from '../../../support/temporary-folder.js';
import { publishedData } from '../fixtures/published-data.js';
import { asSent, attestationsOf, readWith } from '../fixtures/read-with.js';

const map = ['chain=1', 'address=2', 'concepts=3', 'claimType==abuse'];

describe('the CSV importer', () => {
  it('reads columns by number, without a header, also packed', async () => {
    const text = 'Ethereum,0xaa,phishing\n"bsc","0x""bb""",Fraud;scam\n';
    const plain = await readWith(csvImporter, { 'a.csv': text }, { map });
    expect(plain.map(asSent)).toMatchInlineSnapshot(`
      [
        {
          "bytesDone": 51,
          "defaults": {
            "source": {
              "kind": "COMMUNITY",
              "publisher": "a.csv",
            },
          },
          "item": {
            "address": "0xaa",
            "chain": "Ethereum",
            "claimType": "ABUSE",
            "concepts": [
              "PHISHING",
            ],
            "reference": "table/a.csv/ABUSE/81cd5eaf4c738ce2a168",
          },
          "kind": "attestation",
          "place": {
            "file": "a.csv",
            "line": 1,
          },
        },
        {
          "kind": "note",
          "message": "a.csv: the hub has no concept "Fraud"; it stands in the statement instead",
        },
        {
          "bytesDone": 51,
          "defaults": {
            "source": {
              "kind": "COMMUNITY",
              "publisher": "a.csv",
            },
          },
          "item": {
            "address": "0x"bb"",
            "chain": "bsc",
            "claimType": "ABUSE",
            "concepts": [
              "SCAM",
            ],
            "reference": "table/a.csv/ABUSE/7db78fc45c1b0e1ce3a8",
            "statement": "Classified by its source as: Fraud.",
          },
          "kind": "attestation",
          "place": {
            "file": "a.csv",
            "line": 2,
          },
        },
      ]
    `);
    const packed = await readWith(csvImporter, { 'a.csv.gz': gzipSync(text) }, { map });
    expect(attestationsOf(packed).map(({ address }) => address)).toEqual(['0xaa', '0x"bb"']);
  });

  it('reads columns by name, and every field', async () => {
    const names = 'id,ledger,account,kind,why,who,how,grade,since,until,seen,link,tags,text';
    const row =
      'k1,ETH,0xaa,sanction,because,acme,forensic,b,2020-01-02,2031-01-01,2020-02-03 04:05:06,https://x.example,scam|phishing,said';
    const mapping = `fields:
  reference: id
  chain: ledger
  address: account
  claimType: kind
  label: why
  actor: who
  method: how
  reliability: grade
  observedFrom: since
  validUntil: until
  observedTo: seen
  sourceUrl: link
  concepts: tags
  statement: text
`;
    await using folder = await createTemporaryFolder();
    const mapFile = path.join(folder.path, 'mapping.yaml');
    await writeFile(mapFile, mapping);
    const source = { publisher: 'Acme', kind: 'VENDOR' } as const;
    const work = await readWith(
      csvImporter,
      { 'a.csv': `\ufeff${names}\n${row}\n` },
      { mapFile, map: ['label==fixed'], source },
    );
    expect(work.map(asSent)).toMatchInlineSnapshot(`
      [
        {
          "bytesDone": 200,
          "defaults": {
            "source": {
              "kind": "VENDOR",
              "publisher": "Acme",
            },
          },
          "item": {
            "actor": "acme",
            "address": "0xaa",
            "chain": "ETH",
            "claimType": "SANCTION",
            "concepts": [
              "SCAM",
              "PHISHING",
            ],
            "label": "fixed",
            "method": "FORENSIC",
            "observedFrom": "2020-01-02T00:00:00Z",
            "observedTo": "2020-02-03T04:05:06Z",
            "reference": "table/a.csv/k1/e064432e9f0ae7515eb7",
            "reliability": "B",
            "source": {
              "kind": "VENDOR",
              "publisher": "Acme",
              "url": "https://x.example",
            },
            "statement": "said",
            "validUntil": "2031-01-01T00:00:00Z",
          },
          "kind": "attestation",
          "place": {
            "file": "a.csv",
            "line": 2,
          },
        },
      ]
    `);
  });

  it('keeps rows that cannot be sent, and says what it left out', async () => {
    const text = '0xaa,ABUSE,vague,soon\n,ABUSE,FORENSIC,2020-01-01\n0xbb,GOSSIP,FORENSIC,2020-01-01\n';
    const work = await readWith(
      csvImporter,
      { 'a.csv': text },
      { map: ['address=1', 'claimType=2', 'method=3', 'observedFrom=4'] },
    );
    expect(
      work.map((part) => [
        part.kind,
        'place' in part ? part.place.line : '',
        'reason' in part ? part.reason : 'message' in part ? part.message : '',
      ]),
    ).toEqual([
      ['note', '', 'a.csv: "vague" cannot be read as method; it is left out'],
      ['note', '', 'a.csv: "soon" cannot be read as observedFrom; it is left out'],
      ['attestation', 1, ''],
      ['refused-item', 2, 'EMPTY'],
      ['refused-item', 3, 'UNKNOWN_CLAIM_TYPE'],
    ]);
  });

  it('gives rows that differ references of their own, and repeats the same one', async () => {
    const text = 'ETH,0xaa,scam,x\nETH,0xaa,scam,y\nETH,0xaa,scam,x\n';
    const work = await readWith(csvImporter, { 'a.csv': text }, { map: [...map, 'actor=4'] });
    const [first, second, third] = attestationsOf(work).map(({ reference }) => reference);
    expect([second, third]).toEqual([`${String(first)}#2`, first]);
  });

  it('sends what stands before a broken row, and refuses the rest with its line', async () => {
    const work = await readWith(csvImporter, { 'a.csv': 'ETH,0xaa,scam\nETH,0xbb\nETH,0xcc,scam\n' }, { map });
    expect(work.map((part) => [part.kind, 'place' in part ? part.place.line : ''])).toEqual([
      ['attestation', 1],
      ['refused-file', 2],
    ]);
    const unclosed = await readWith(
      csvImporter,
      { 'a.csv': 'ETH,0xaa,scam\nETH,"0xbb,scam\nETH,0xcc,scam\n' },
      { map },
    );
    expect(unclosed.map(({ kind }) => kind)).toEqual(['attestation', 'refused-file']);
  });

  it('refuses a file that lacks a mapped column, or is not what its ending says', async () => {
    const missing = await readWith(csvImporter, { 'a.csv': 'a,b\n1,2\n' }, { map: ['address=c', 'claimType==ABUSE'] });
    expect(missing).toEqual([
      {
        kind: 'refused-file',
        place: { file: 'a.csv', line: 1, column: 1 },
        reason: 'there is no column "c", which is mapped to address',
      },
    ]);
    const unpacked = await readWith(csvImporter, { 'a.csv.gz': 'ETH,0xaa,scam\n' }, { map });
    expect(unpacked).toMatchObject([{ kind: 'refused-file', reason: 'cannot be read: incorrect header check' }]);
  });

  it.each([
    [[], 'No column is mapped to "address"'],
    [['address=1'], 'No column is mapped to "claimType"'],
    [['adress=1'], 'There is no field "adress" to map to'],
    [['address=0', 'claimType==ABUSE'], 'Columns count from 1'],
    [['address'], 'Expected --map field=column or field==value'],
  ])('calls the mapping %j wrong usage', async (wrong, message) => {
    await expect(readWith(csvImporter, { 'a.csv': '1\n' }, { map: wrong })).rejects.toMatchObject({
      code: 'WRONG_USAGE',
      message: expect.stringContaining(message) as string,
    });
  });

  const list = publishedData('finos-openaml/address_fraud.csv.gz');
  (list.isPresent ? it : it.skip)(`reads the published list of seven chains${list.why}`, async () => {
    const context = { concepts: createConceptVocabulary(undefined), source: {}, map };
    const chains: Record<string, number> = {};
    const references = new Set<string>();
    for await (const part of csvImporter.read(await findFiles([list.path], csvImporter.endings), context)) {
      if (part.kind !== 'attestation') continue;
      references.add(part.item.reference);
      chains[part.item.chain ?? ''] = (chains[part.item.chain ?? ''] ?? 0) + 1;
    }
    expect([chains, references.size]).toEqual([
      { Arbitrum: 244, bsc: 149, Ethereum: 244, Gnosis: 212, Linea: 228, Optimism: 230, Polygon: 100 },
      1407,
    ]);
  });
});

describe('the JSON lines importer', () => {
  const jsonMap = ['address=account.id', 'claimType==ABUSE', 'concepts=tags', 'label=why'];

  it('reads keys and paths of keys; a number stays one', async () => {
    const text = `{"account": {"id": "0xaa"}, "tags": ["scam", "phishing"], "why": "x"}\n\n{"account": {"id": 255}}\n{"why": "y"}\n`;
    const work = await readWith(jsonLinesImporter, { 'a.jsonl': text }, { map: jsonMap });
    expect(attestationsOf(work).map(({ address, concepts, label }) => [address, concepts, label])).toEqual([
      ['0xaa', ['SCAM', 'PHISHING'], 'x'],
      [255, [], undefined],
    ]);
    expect(work.at(-1)).toMatchObject({ kind: 'refused-item', reason: 'EMPTY', place: { line: 4 } });
  });

  it.each([
    ['{"account": {"id": "0xaa"}}\n{"account": \n', { line: 2, column: 13 }],
    ['{"account": {"id": "0xaa"}}\n[1]\n', { line: 2, column: 1 }],
  ])('refuses %j from the broken line on', async (text, at) => {
    const work = await readWith(jsonLinesImporter, { 'a.jsonl': text }, { map: jsonMap });
    expect(work.map(({ kind }) => kind)).toEqual(['attestation', 'refused-file']);
    expect(work.at(-1)).toMatchObject({ place: { file: 'a.jsonl', ...at } });
  });
});
