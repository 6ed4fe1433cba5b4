import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { FileRefusal } from '../../../../gateway/src/cli/import/import-work.js';
import { parseFullTagPack } from '../../../../gateway/src/cli/import/tagpack/parse-full-tag-pack.js';
import { parseSimpleTagPack } from '../../../../gateway/src/cli/import/tagpack/parse-simple-tag-pack.js';
import { parseTagPack, tagPackImporter } from '../../../../gateway/src/cli/import/tagpack/tag-pack-importer.js';
import { publishedData } from '../fixtures/published-data.js';
import { attestationsOf, readWith } from '../fixtures/read-with.js';

const head = `title: A pack
creator: A crew
currency: BTC
source: https://example.org/list
`;

describe('the fast parser', () => {
  const simple: Readonly<Record<string, string>> = {
    'plain text': `${head}label: x\ntags:\n- address: 1abc\n- address: 1abd\n`,
    'quoted text': `${head}label: 'a: b'\ntags:\n- address: '0x00'\n- address: "0xAB"\n`,
    'indented tags': `${head}label: x\ntags:\n  - address: 1abc\n    label: second\n  - label: third\n    address: 1abd\n`,
    'comments and blank lines': `# about\n${head}label: x\n\ntags:\n# first\n- address: 1abc\n\n  # more\n  label: second\n`,
    'truth values': `${head}label: x\nis_cluster_definer: true\ntags:\n- address: 1abc\n  is_cluster_definer: false\n`,
    dates: `${head}label: x\nlastmod: 2022-11-16\ntags:\n- address: 1abc\n  lastmod: 2022-11-16 10:20:30.123456\n`,
    'trailing blanks': `${head}label: x   \ntags:   \n- address: '1abc '  \n  currency: BTC \n`,
    'letters of other alphabets': `${head}label: Börse 交易所\ntags:\n- address: 1abc\n  label: Обменник\n`,
    'a colon and a hash inside a word': `${head}label: http://a.b:80/#c\ntags:\n- address: 1abc\n  label: a#b:c\n`,
    'nothing after the last line': `${head}label: x\ntags:\n- address: 1abc`,
  };
  it.each(Object.entries(simple))('reads %s as the full one does', (_, text) => {
    expect(parseSimpleTagPack(text)).toEqual(parseFullTagPack(text));
  });

  const notSimple: Readonly<Record<string, string>> = {
    'a list': `${head}label: x\nconcepts: [phishing]\ntags:\n- address: 1abc\n`,
    'text over two lines': `${head}label: x\n  y\ntags:\n- address: 1abc\n`,
    'an escape': `${head}label: "a\\tb"\ntags:\n- address: 1abc\n`,
    'a doubled quote': `${head}label: 'it''s'\ntags:\n- address: 1abc\n`,
    'a comment behind a value': `${head}label: x # really\ntags:\n- address: 1abc\n`,
    'an unquoted hexadecimal number': `${head}label: x\ntags:\n- address: 0x00000000000000000000000000000000000000ff\n`,
    'an unquoted decimal number': `${head}label: x\ntags:\n- address: 12345678901234567890\n`,
    'an unquoted floating-point number': `${head}label: x\ntags:\n- address: 1e22\n`,
    null: `${head}label: ~\ntags:\n- address: 1abc\n  label: null\n`,
    'an unknown key': `${head}label: x\nflavour: sweet\ntags:\n- address: 1abc\n`,
    'a repeated key': `${head}label: x\ntags:\n- address: 1abc\n  address: 1abd\n`,
    'a tab': `${head}label: x\ntags:\n-\taddress: 1abc\n`,
    'a carriage return': `${head}label: x\r\ntags:\r\n- address: 1abc\r\n`,
    'a YAML 1.1 directive': `%YAML 1.1\n---\n${head}label: x\ntags:\n- address: 1abc\n`,
    'an anchor': `${head}label: &l x\ntags:\n- address: 1abc\n`,
    'no tags': `${head}label: x\n`,
    'an uneven indent': `${head}label: x\ntags:\n- address: 1abc\n   label: second\n`,
    'a byte order mark': `\ufeff${head}label: x\ntags:\n- address: 1abc\n`,
    'a no-break space': `${head}label: \u00a0x\ntags:\n- address: 1abc\n`,
  };
  it.each(Object.entries(notSimple))('leaves %s to the full one', (_, text) => {
    expect(parseSimpleTagPack(text)).toBeUndefined();
  });

  const packs = publishedData('graphsense-tagpacks/packs');
  (packs.isPresent ? it : it.skip)(`agrees with the full one on every published pack${packs.why}`, () => {
    const names = readdirSync(packs.path, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.yaml'),
    );
    const texts = names.map((name) => readFileSync(path.join(packs.path, name), 'utf8'));
    const simplyRead = texts.flatMap((text) => {
      const pack = parseSimpleTagPack(text);
      return pack ? [{ text, pack }] : [];
    });
    expect({ packs: names.length, simple: simplyRead.length }).toEqual({ packs: 41, simple: 39 });
    // One comparison a file: a single failing tag would otherwise print two hundred thousand.
    for (const { text, pack } of simplyRead) expect(JSON.stringify(pack)).toBe(JSON.stringify(parseFullTagPack(text)));
  });
});

describe('the TagPack importer', () => {
  it('inherits from the head, and sends what it has no field for as words', async () => {
    const pack = `title: Demo
creator: A crew
description: 'two
  lines'
lastmod: 2022-11-16
confidence: service_data
category: exchange
currency: ETH
label: Example Exchange
source: https://example.org/reserves
is_cluster_definer: true
actor: example
tags:
- address: '0x00000000000000000000000000000000000000aa'
- address: '0x00000000000000000000000000000000000000ab'
  network: TRX
  currency: USDT
  label: hot wallet
  source: a letter
  abuse: scam
  confidence: hunch
  lastmod: 2022-11-17 10:20:30.123456
  is_cluster_definer: false
  tag_type: mention
  context: '{"token": "USDT", "amount": 5}'
- address: '0x00000000000000000000000000000000000000ac'
  concepts: [phishing, black_list, juggling]
  category: ~
  lastmod: '2022-02-31'
  context: just words
`;
    const work = await readWith(tagPackImporter, { 'packs/demo.yaml': pack });
    expect(attestationsOf(work)).toMatchInlineSnapshot(`
      [
        {
          "actor": "example",
          "address": "0x00000000000000000000000000000000000000aa",
          "chain": "ETH",
          "claimType": "ATTRIBUTION",
          "concepts": [
            "EXCHANGE",
          ],
          "label": "Example Exchange",
          "method": "SERVICE_DATA",
          "observedTo": "2022-11-16T00:00:00Z",
          "reference": "tagpack/demo.yaml/ETH/09730f6f80ebe7dde36c",
          "statement": "Said of the whole address cluster.",
        },
        {
          "actor": "example",
          "address": "0x00000000000000000000000000000000000000ab",
          "chain": "TRX",
          "claimType": "MENTION",
          "concepts": [
            "EXCHANGE",
            "SCAM",
          ],
          "label": "hot wallet",
          "observedTo": "2022-11-17T10:20:30.123Z",
          "reference": "tagpack/demo.yaml/TRX/76fe2f85374d66274f36",
          "source": {
            "kind": "COMMUNITY",
            "publisher": "A crew",
            "title": "Demo: a letter",
          },
          "statement": "Currency: USDT. token: USDT; amount: 5.",
        },
        {
          "actor": "example",
          "address": "0x00000000000000000000000000000000000000ac",
          "chain": "ETH",
          "claimType": "ABUSE",
          "concepts": [
            "EXCHANGE",
            "PHISHING",
            "FROZEN_BY_ISSUER",
          ],
          "label": "Example Exchange",
          "method": "SERVICE_DATA",
          "reference": "tagpack/demo.yaml/ETH/a0236de085af2b54ed7b",
          "statement": "Said of the whole address cluster. Classified by its source as: juggling. just words",
        },
      ]
    `);
    expect(work.flatMap((part) => (part.kind === 'attestation' ? [[part.place, part.defaults]] : [])).slice(0, 2))
      .toMatchInlineSnapshot(`
      [
        [
          {
            "file": "packs/demo.yaml",
            "line": 14,
          },
          {
            "source": {
              "kind": "COMMUNITY",
              "publisher": "A crew",
              "title": "Demo",
              "url": "https://example.org/reserves",
            },
          },
        ],
        [
          {
            "file": "packs/demo.yaml",
            "line": 15,
          },
          {
            "source": {
              "kind": "COMMUNITY",
              "publisher": "A crew",
              "title": "Demo",
              "url": "https://example.org/reserves",
            },
          },
        ],
      ]
    `);
    expect(work.flatMap((part) => (part.kind === 'note' ? [part.message] : []))).toMatchInlineSnapshot(`
      [
        "demo.yaml: the confidence scale has no word "hunch"; it is read as unknown",
        "demo.yaml: the hub has no concept "juggling"; it stands in the statement instead",
        "demo.yaml: "lastmod: 2022-02-31" is no date; it is left out",
      ]
    `);
  });

  it('keeps a reference when date, confidence, actor or context change, and makes another one when the claim does', async () => {
    const tag = (more: string): string => `${head}label: x\ntags:\n- address: 1abc\n${more}`;
    const referenceOf = async (more: string, name = 'a.yaml'): Promise<unknown> =>
      attestationsOf(await readWith(tagPackImporter, { [name]: tag(more) }))[0]?.['reference'];
    const first = await referenceOf('');
    for (const change of [
      'lastmod: 2023-01-01',
      'confidence: forensic',
      'actor: b',
      "context: '{}'",
      'is_cluster_definer: true',
    ]) {
      expect(await referenceOf(`  ${change}\n`)).toBe(first);
    }
    expect(await referenceOf('', 'elsewhere/deeper/a.yaml')).toBe(first);
    const others = [
      'label: y',
      'category: exchange',
      'abuse: scam',
      'source: https://b.example',
      'network: ETH',
      'tag_type: event',
    ];
    const references = await Promise.all(others.map((change) => referenceOf(`  ${change}\n`)));
    expect(new Set([first, ...references, await referenceOf('', 'b.yaml')]).size).toBe(others.length + 2);
  });

  it('numbers repeats that differ, and not those that do not', async () => {
    const pack = `${head}label: x
tags:
- address: 1abc
- address: 1abc
  actor: b
- address: 1abc
- address: 1abc
  actor: c
- address: 1abc
  actor: b
`;
    const [first = '', ...others] = attestationsOf(await readWith(tagPackImporter, { 'a.yaml': pack })).map((item) =>
      String(item['reference']),
    );
    expect(others).toEqual([`${first}#2`, first, `${first}#3`, `${first}#2`]);
  });

  it('numbers two files of one name and title together', async () => {
    const pack = (actor: string): string => `${head}label: x\nactor: ${actor}\ntags:\n- address: 1abc\n`;
    const work = await readWith(tagPackImporter, { 'one/a.yaml': pack('b'), 'two/a.yaml': pack('c') });
    const [first, second] = attestationsOf(work).map((item) => String(item['reference']));
    expect(second).toBe(`${String(first)}#2`);
  });

  it('sends an unquoted address as the number that YAML makes of it, with the digits in words', async () => {
    const pack = `${head}label: x
tags:
- address: 0x00000000000000000000000000000000000000ff
- address: 12345678901234567890123
- address: '0x00000000000000000000000000000000000000ff'
`;
    const items = attestationsOf(await readWith(tagPackImporter, { 'a.yaml': pack }));
    expect(items.map(({ address, statement }) => [address, statement])).toEqual([
      [255, 'The file gives the address unquoted, as the number 0x00000000000000000000000000000000000000ff.'],
      [1.2345678901234568e22, 'The file gives the address unquoted, as the number 12345678901234567890123.'],
      ['0x00000000000000000000000000000000000000ff', undefined],
    ]);
    expect(new Set(items.map(({ reference }) => reference)).size).toBe(3);
  });

  it('sends a tag of a transaction as one', async () => {
    const pack = `${head}label: x\ntags:\n- tx_hash: 0xabcd\n- tx_hash: 0xabcd\n  address: 1abc\n`;
    const items = attestationsOf(await readWith(tagPackImporter, { 'a.yaml': pack }));
    expect(items.map(({ address, transaction, statement }) => ({ address, transaction, statement }))).toEqual([
      { transaction: '0xabcd' },
      { address: '1abc', statement: 'Transaction: 0xabcd.' },
    ]);
  });

  it('keeps to the lengths that the hub takes, and says so', async () => {
    const long = 'y'.repeat(600);
    const pack = `${head}label: ${long}\ntags:\n- address: 1abc\n  source: ${long}\n  context: ${long}\n`;
    const work = await readWith(tagPackImporter, { 'a.yaml': pack });
    const [item] = attestationsOf(work);
    expect(
      [item?.['label'], item?.['statement'], (item?.['source'] as { title: string }).title].map(
        (text) => String(text).length,
      ),
    ).toEqual([200, 500, 300]);
    expect(work.flatMap((part) => (part.kind === 'note' ? [part.message] : []))).toEqual([
      'a.yaml: a context was longer than a statement may be, and was cut',
      'a.yaml: a label was longer than the hub takes, and was cut',
    ]);
  });

  const malformed: Readonly<Record<string, readonly [string, string, number | undefined, number | undefined]>> = {
    'broken YAML': [`${head}label: "x\ntags:\n- address: 1abc\n`, 'Missing closing "quote', 8, 1],
    'no mapping': ['- a\n- b\n', 'expected a TagPack: a mapping with title, creator and tags', 1, 1],
    'nothing at all': ['', 'expected a TagPack: a mapping with title, creator and tags', 1, 1],
    'no tags': [`${head}label: x\n`, 'the pack has no "tags"', 1, 1],
    'empty tags': [`${head}label: x\ntags: []\n`, 'the list "tags" is empty', 6, 1],
    'tags that are no list': [`${head}label: x\ntags: many\n`, 'expected "tags" to be a list', 6, 1],
    'no title': ['creator: c\ntags:\n- address: 1abc\n', 'the head has no "title"', 1, 1],
    'no creator': ['title: t\ntags:\n- address: 1abc\n', 'the head has no "creator"', 1, 1],
    'an unknown key in the head': [
      `${head}flavour: x\ntags:\n- address: 1abc\n`,
      'unknown key "flavour" in the head',
      5,
      1,
    ],
    'an unknown key in a tag': [
      `${head}label: x\ntags:\n- address: 1abc\n  adress: 1abd\n`,
      'unknown key "adress" in a tag',
      8,
      3,
    ],
    'a repeated key': [
      `${head}label: x\ntags:\n- address: 1abc\n  label: y\n  label: z\n`,
      'Map keys must be unique',
      9,
      3,
    ],
    'a tag that is no mapping': [`${head}label: x\ntags:\n- 1abc\n`, 'expected each tag to be a mapping', 7, 3],
    'no label': [`${head}tags:\n- address: 1abc\n`, 'a tag has no label, and the head has none either', 6, 1],
    'no currency': [
      'title: t\ncreator: c\nlabel: l\nsource: s\ntags:\n- address: 1abc\n',
      'a tag has no currency or network, and the head has none either',
      6,
      1,
    ],
    'no address': [
      `${head}label: x\ntags:\n- actor: b\n`,
      'a tag has no address or tx_hash, and the head has none either',
      7,
      1,
    ],
    'an address that is a truth value': [
      `${head}label: x\ntags:\n- address: true\n`,
      'expected "address" to be text, got true unquoted',
      7,
      12,
    ],
    'a truth value that is none': [
      `${head}label: x\nis_cluster_definer: maybe\ntags:\n- address: 1abc\n`,
      'expected "is_cluster_definer" to be true or false',
      6,
      21,
    ],
    'a nested value': [`${head}label: {a: b}\ntags:\n- address: 1abc\n`, 'expected "label" to be a single value', 5, 8],
  };
  it.each(Object.entries(malformed))('refuses a file with %s, saying where', (_, [text, reason, line, column]) => {
    let refusal: unknown;
    try {
      const pack = parseTagPack(text);
      // What is inherited is known only when head and tag are put together, as the importer does.
      expect(pack.tags.length).toBeGreaterThan(0);
    } catch (error) {
      refusal = error;
    }
    if (refusal === undefined)
      return expect(refusedIn(text)).resolves.toMatchObject({ reason, place: { line, column } });
    expect(refusal).toBeInstanceOf(FileRefusal);
    const { message, line: atLine, column: atColumn } = refusal as FileRefusal;
    expect({ message, atLine, atColumn }).toEqual({
      message: expect.stringContaining(reason) as string,
      atLine: line,
      atColumn: column,
    });
    return undefined;
  });

  async function refusedIn(text: string): Promise<unknown> {
    return (await readWith(tagPackImporter, { 'a.yaml': text })).find(({ kind }) => kind === 'refused-file');
  }

  it('goes on after a file that is refused, and after one that is not UTF-8', async () => {
    const good = `${head}label: x\ntags:\n- address: 1abc\n`;
    const work = await readWith(tagPackImporter, {
      'a.yaml': 'title: [',
      'b.yaml': new Uint8Array([0x74, 0xff, 0xfe]),
      'c.yaml': good,
    });
    expect(work.map((part) => [part.kind, 'place' in part ? part.place : undefined])).toEqual([
      ['refused-file', { file: 'a.yaml', line: 1, column: 9 }],
      ['refused-file', { file: 'b.yaml', line: undefined, column: undefined }],
      ['attestation', { file: 'c.yaml', line: 7 }],
    ]);
  });

  const packs = publishedData('graphsense-tagpacks/packs');
  (packs.isPresent ? it : it.skip)(`reads every published pack, tag by tag${packs.why}`, async () => {
    const { findFiles } = await import('../../../../gateway/src/cli/import/find-files.js');
    const { createConceptVocabulary } = await import('../../../../gateway/src/cli/import/concept-vocabulary.js');
    const files = await findFiles([packs.path], tagPackImporter.endings);
    const context = { concepts: createConceptVocabulary(undefined), source: {}, map: [] };
    const counts = { kinds: {}, chains: {}, methods: {}, claimTypes: {} } as Record<string, Record<string, number>>;
    const count = (of: string, key = 'none'): void => {
      const group = (counts[of] ??= {});
      group[key] = (group[key] ?? 0) + 1;
    };
    const references = new Set<string>();
    for await (const part of tagPackImporter.read(files, context)) {
      count('kinds', part.kind);
      if (part.kind !== 'attestation') continue;
      references.add(part.item.reference);
      count('chains', part.item.chain);
      count('methods', part.item.method);
      count('claimTypes', part.item.claimType);
    }
    const chains = Object.entries(counts['chains'] ?? {}).toSorted(([, a], [, b]) => b - a);
    expect({
      files: files.length,
      kinds: counts['kinds'],
      methods: counts['methods'],
      claimTypes: counts['claimTypes'],
      currencies: chains.length,
      mostFrequent: Object.fromEntries(chains.slice(0, 12)),
      references: references.size,
    }).toMatchInlineSnapshot(`
      {
        "claimTypes": {
          "ABUSE": 89206,
          "ATTRIBUTION": 105772,
        },
        "currencies": 82,
        "files": 41,
        "kinds": {
          "attestation": 194978,
          "note": 1,
        },
        "methods": {
          "AUTHORITY_DATA": 222,
          "FORENSIC": 87276,
          "LEDGER_IMMANENT": 774,
          "SERVICE_DATA": 100955,
          "UNTRUSTED_TRANSACTION": 12,
          "WEB_CRAWL": 1816,
          "none": 3923,
        },
        "mostFrequent": {
          "BCH": 15,
          "BEP2": 25,
          "BEP20": 16,
          "BTC": 188143,
          "EOS": 10,
          "ETH": 6516,
          "KCS": 6,
          "LTC": 29,
          "TRX": 36,
          "USDC": 14,
          "USDT": 34,
          "ZEC": 8,
        },
        "references": 194973,
      }
    `);
  });
});
