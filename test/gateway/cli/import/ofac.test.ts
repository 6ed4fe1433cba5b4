import { findFiles } from '../../../../gateway/src/cli/import/find-files.js';
import type { ImportWork } from '../../../../gateway/src/cli/import/import-work.js';
import { createConceptVocabulary } from '../../../../gateway/src/cli/import/concept-vocabulary.js';
import { ofacImporter } from '../../../../gateway/src/cli/import/ofac/ofac-importer.js';
import { publishedData } from '../fixtures/published-data.js';
import { asSent, attestationsOf, readWith } from '../fixtures/read-with.js';

const mixed = '0x8576acC5C05D6Ce88f4e49bf65BdF0C62F91353C';
const lower = mixed.toLowerCase();

function withoutAttestations(work: readonly ImportWork[]): Record<string, unknown>[] {
  return work.filter(({ kind }) => kind !== 'attestation').map(asSent);
}

describe('the sanctions list', () => {
  it('reads the three forms as one list each, and concludes it', async () => {
    const work = await readWith(ofacImporter, {
      '2025-03-04/sanctioned_addresses_XBT.txt': '1abc\r\n\r\n3def \r\n',
      'data-2024-08-20.csv': `date_added,address,name\n2020-09-10,${lower},"ONE, Example"\n`,
    });
    expect(work.map(asSent)).toMatchInlineSnapshot(`
      [
        {
          "bytesDone": 93,
          "defaults": {
            "list": {
              "id": "ofac-sdn/ETH",
              "version": "2024-08-20",
            },
            "source": {
              "kind": "AUTHORITY",
              "publisher": "US Treasury OFAC",
              "title": "Specially Designated Nationals and Blocked Persons List",
              "url": "https://sanctionslist.ofac.treas.gov/",
            },
          },
          "item": {
            "address": "0x8576acc5c05d6ce88f4e49bf65bdf0c62f91353c",
            "chain": "ETH",
            "claimType": "SANCTION",
            "concepts": [
              "SANCTION",
            ],
            "label": "ONE, Example",
            "method": "AUTHORITY_DATA",
            "observedFrom": "2020-09-10T00:00:00Z",
            "reference": "ofac-sdn/ETH/dcc1227388faed8c3438",
          },
          "kind": "attestation",
          "place": {
            "file": "data-2024-08-20.csv",
            "line": 2,
          },
        },
        {
          "kind": "conclude",
          "list": "ofac-sdn/ETH",
          "version": "2024-08-20",
        },
        {
          "bytesDone": 108,
          "defaults": {
            "list": {
              "id": "ofac-sdn/XBT",
              "version": "2025-03-04",
            },
            "source": {
              "kind": "AUTHORITY",
              "publisher": "US Treasury OFAC",
              "title": "Specially Designated Nationals and Blocked Persons List",
              "url": "https://sanctionslist.ofac.treas.gov/",
            },
          },
          "item": {
            "address": "1abc",
            "chain": "BTC",
            "claimType": "SANCTION",
            "concepts": [
              "SANCTION",
            ],
            "method": "AUTHORITY_DATA",
            "reference": "ofac-sdn/XBT/ad44d5782feec6fa7cf9",
          },
          "kind": "attestation",
          "place": {
            "file": "2025-03-04/sanctioned_addresses_XBT.txt",
            "line": 1,
          },
        },
        {
          "bytesDone": 108,
          "defaults": {
            "list": {
              "id": "ofac-sdn/XBT",
              "version": "2025-03-04",
            },
            "source": {
              "kind": "AUTHORITY",
              "publisher": "US Treasury OFAC",
              "title": "Specially Designated Nationals and Blocked Persons List",
              "url": "https://sanctionslist.ofac.treas.gov/",
            },
          },
          "item": {
            "address": "3def ",
            "chain": "BTC",
            "claimType": "SANCTION",
            "concepts": [
              "SANCTION",
            ],
            "method": "AUTHORITY_DATA",
            "reference": "ofac-sdn/XBT/f930f93b8fb1e30a2f08",
          },
          "kind": "attestation",
          "place": {
            "file": "2025-03-04/sanctioned_addresses_XBT.txt",
            "line": 3,
          },
        },
        {
          "kind": "conclude",
          "list": "ofac-sdn/XBT",
          "version": "2025-03-04",
        },
      ]
    `);
  });

  it('keeps the reference of an Ethereum entry, whichever form spells it', async () => {
    const references = await Promise.all(
      [
        { '2025-03-04/a_ETH.txt': `${mixed}\n` },
        { '2025-03-21/a_ETH.json': `["${mixed}"]` },
        { 'data-2024-08-20.csv': `date_added,address,name\n2020-09-10,${lower},x\n` },
      ].map(async (files) => attestationsOf(await readWith(ofacImporter, files)).map(({ reference }) => reference)),
    );
    expect(new Set(references.flat()).size).toBe(1);
  });

  it('reads versions in their order, and takes version and ticker from the options where they are given', async () => {
    const files = { '2025-03-21/b_ETH.txt': '0xaa\n', '2025-03-04/b_ETH.txt': '0xaa\n' };
    const versionsOf = (work: readonly ImportWork[]): unknown[] =>
      work.flatMap((part) => (part.kind === 'conclude' ? [`${part.list} ${part.version}`] : []));
    expect(versionsOf(await readWith(ofacImporter, files))).toEqual([
      'ofac-sdn/ETH 2025-03-04',
      'ofac-sdn/ETH 2025-03-21',
    ]);
    const options = { listVersion: '2025-04-01', ticker: 'DOGE' };
    expect(versionsOf(await readWith(ofacImporter, { 'list.txt': 'Dabc\n' }, options))).toEqual([
      'ofac-sdn/DOGE 2025-04-01',
    ]);
  });

  it('reports where two forms differ, and does not conclude such a list', async () => {
    const work = await readWith(ofacImporter, {
      '2025-03-04/a_ETH.txt': `0xaa\n0xbb\n${mixed}\n`,
      '2025-03-04/a_ETH.json': `["0xaa", "0xcc", "${lower}"]`,
    });
    expect(attestationsOf(work).map(({ address }) => address)).toEqual(['0xaa', '0xbb', mixed]);
    expect(withoutAttestations(work)).toEqual([
      {
        kind: 'finding',
        place: { file: '2025-03-04/a_ETH.json' },
        message:
          'lacks 1 of a_ETH.txt (0xbb) and has 1 that a_ETH.txt lacks (0xcc); a_ETH.txt was read, and the list not concluded',
      },
    ]);
  });

  const malformed: Readonly<Record<string, readonly [string, string, Record<string, unknown>]>> = {
    'an empty list': ['a_ETH.txt', '\n\n', { line: 1, column: 1 }],
    'an empty array': ['a_ETH.json', '[]', { line: 1, column: 1 }],
    'broken JSON': ['a_ETH.json', '["0xaa",\n "0xbb"', { line: 2, column: 8 }],
    'JSON that is no array': ['a_ETH.json', '{}', { line: 1, column: 1 }],
    'a number in the array': ['a_ETH.json', '[1]', { line: 1, column: 1 }],
    'CSV without its columns': ['2025-01-01.csv', 'address\n0xaa\n', { line: 1, column: 1 }],
    'broken CSV': ['2025-01-01.csv', `date_added,address,name\n2020-09-10,${lower}\n`, { line: 2, column: 1 }],
    'a date that is none': ['2025-01-01.csv', `date_added,address,name\nsoon,${lower},x\n`, { line: 2, column: 1 }],
    'a CSV of another ledger': [
      '2025-01-01.csv',
      'date_added,address,name\n2020-09-10,1abc,x\n',
      { line: 2, column: 1 },
    ],
  };
  it.each(Object.entries(malformed))('refuses %s, and neither sends nor concludes it', async (_, [name, text, at]) => {
    const work = await readWith(ofacImporter, { [`2025-03-04/${name}`]: text });
    expect(work).toEqual([
      { kind: 'refused-file', place: { file: `2025-03-04/${name}`, ...at }, reason: expect.any(String) as string },
    ]);
  });

  it.each([
    [{ 'list.txt': '1abc\n' }, 'states its ticker; give --ticker'],
    [{ 'a_ETH.txt': '0xaa\n' }, 'states its version; give --list-version'],
  ])('calls it wrong usage when ticker or version are stated nowhere: %j', async (files, message) => {
    await expect(readWith(ofacImporter, files)).rejects.toMatchObject({
      code: 'WRONG_USAGE',
      message: expect.stringContaining(message) as string,
    });
  });

  const lists = publishedData('ofac-sdn-addresses');
  (lists.isPresent ? it : it.skip)(`reads both published snapshots${lists.why}`, async () => {
    const files = await findFiles([lists.path], ofacImporter.endings);
    const context = { concepts: createConceptVocabulary(undefined), source: {}, map: [] };
    const counts: Record<string, number> = {};
    for await (const part of ofacImporter.read(files, context)) {
      const key =
        part.kind === 'attestation' ? `${part.defaults.list?.version ?? ''} ${part.item.chain ?? ''}` : part.kind;
      counts[key] = (counts[key] ?? 0) + 1;
    }
    const {
      ['2025-03-04 ETH']: before,
      ['2025-03-21 ETH']: after,
      ['2025-03-04 BTC']: bitcoin,
      conclude,
      finding,
    } = counts;
    expect({ before, after, bitcoin, conclude, finding }).toEqual({
      before: 153,
      after: 63,
      bitcoin: 483,
      conclude: 34,
      finding: undefined,
    });
  });
});
