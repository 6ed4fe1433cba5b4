import { readFileSync } from 'node:fs';
import path from 'node:path';

import { defiHackLabsImporter } from '../../../../gateway/src/cli/import/defihacklabs/defihacklabs-importer.js';
import { publishedData } from '../fixtures/published-data.js';
import { asSent, readWith } from '../fixtures/read-with.js';

const tx = `0x${'1'.repeat(64)}`;
const address = (digit: string): string => `0x${digit.repeat(40)}`;

const incident = {
  date: '20220810',
  name: 'A Protocol',
  type: 'Bridge, logic flaw',
  lost_raw: '153,037 ETH (~$30M)',
  poc: ['src/a.sol', 'src/b.sol'],
  references: ['https://x.example/1', 'https://x.example/1', 'page 5'],
  source_file: 'past/2022/README.md',
};
const addresses = [
  {
    poc: 'src/a.sol',
    total_lost_raw: '140M',
    fork: 'bsc',
    attacker: [
      { chain: null, address: address('a') },
      { chain: 'eip155:1', address: address('a') },
    ],
    attacker_contract: [{ chain: null, address: address('b') }],
    attack_tx: [
      { chain: null, tx },
      { chain: 'eip155:56', tx },
    ],
  },
  {
    poc: 'src/b.sol',
    total_lost_raw: '30000000 USD',
    fork: null,
    attacker: [{ chain: 'eip155:1', address: address('A') }],
    vulnerable_contract: [
      { chain: null, address: address('c') },
      { chain: 'eip155:1', address: '0xshort' },
    ],
  },
  { poc: 'src/lonely.sol' },
];

const lines = (values: readonly object[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');

describe('the DeFiHackLabs importer', () => {
  it('joins incidents with their addresses, and keeps in words what has no field', async () => {
    const work = await readWith(defiHackLabsImporter, {
      'incidents.jsonl': lines([incident]),
      'incident-addresses.jsonl': lines(addresses),
    });
    expect(work.map(asSent)).toMatchInlineSnapshot(`
      [
        {
          "bytesDone": 1057,
          "item": {
            "category": "BRIDGE_EXPLOIT",
            "chains": [
              "eip155:56",
              "eip155:1",
            ],
            "claims": [
              {
                "fact": "LOSS",
                "isChosen": true,
                "note": "As stated: 153,037 ETH (~$30M)",
                "source": {
                  "publisher": "DeFiHackLabs",
                  "url": "https://github.com/SunWeb3Sec/DeFiHackLabs/blob/main/past/2022/README.md",
                },
                "unit": "ETH",
                "value": "153037",
              },
              {
                "fact": "LOSS",
                "isChosen": false,
                "note": "As stated: 153,037 ETH (~$30M)",
                "source": {
                  "publisher": "DeFiHackLabs",
                  "url": "https://github.com/SunWeb3Sec/DeFiHackLabs/blob/main/past/2022/README.md",
                },
                "unit": "USD",
                "value": "30000000",
              },
            ],
            "occurred": {
              "fidelity": "DAY",
              "from": "2022-08-10T00:00:00Z",
            },
            "parties": [
              {
                "address": {
                  "chain": "eip155:56",
                  "value": "0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                },
                "role": "ATTACKER",
              },
              {
                "address": {
                  "chain": "eip155:1",
                  "value": "0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                },
                "role": "ATTACKER",
              },
              {
                "address": {
                  "chain": "eip155:56",
                  "value": "0xbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
                },
                "role": "ATTACK_CONTRACT",
              },
            ],
            "reference": "defihacklabs/src/a.sol",
            "references": [
              {
                "url": "https://x.example/1",
              },
            ],
            "summary": "Loss as stated: 140M. VULNERABLE_CONTRACT without a readable chain or address: 0xcccccccccccccccccccccccccccccccccccccccc. VULNERABLE_CONTRACT without a readable chain or address: 0xshort. Reference: page 5.",
            "techniques": [
              "Bridge, logic flaw",
            ],
            "title": "A Protocol",
            "transactions": [
              {
                "chain": "eip155:56",
                "hash": "0x1111111111111111111111111111111111111111111111111111111111111111",
              },
            ],
          },
          "kind": "incident",
          "place": {
            "file": "incidents.jsonl",
            "line": 1,
          },
        },
        {
          "kind": "note",
          "message": "the addresses of src/lonely.sol belong to no incident; they are left out",
        },
      ]
    `);
  });

  it.each([
    ['Rug Pull', 'RUG_PULL'],
    ['Private Key Compromised', 'KEY_COMPROMISE'],
    ['Bridge', 'BRIDGE_EXPLOIT'],
    ['Reentrancy', 'CONTRACT_EXPLOIT'],
    ['', 'CONTRACT_EXPLOIT'],
  ])('takes the type %j for %s', async (type, category) => {
    const work = await readWith(defiHackLabsImporter, {
      'incidents.jsonl': lines([{ ...incident, type }]),
      'incident-addresses.jsonl': '',
    });
    expect(work).toMatchObject([{ item: { category, techniques: type === '' ? [] : [type] } }]);
  });

  it.each([
    ['incidents.jsonl', '{"name": "x"}\n', 1],
    ['incidents.jsonl', `${lines([incident])}{"date": "20221301", "name": "x"}\n`, 2],
    ['incident-addresses.jsonl', '{}\n', 1],
    ['incident-addresses.jsonl', '{"poc": "p", "attacker": [{"tx": "1"}]}\n', 1],
    ['incident-addresses.jsonl', '{"poc": "p"}\n{"poc": "p"}\n', 2],
  ])('refuses a malformed %s: %j', async (file, text, line) => {
    const files = { 'incidents.jsonl': lines([incident]), 'incident-addresses.jsonl': lines(addresses), [file]: text };
    const work = await readWith(defiHackLabsImporter, files);
    expect(work.at(-1)).toMatchObject({ kind: 'refused-file', place: { file, line } });
    expect(work.filter(({ kind }) => kind === 'incident')).toHaveLength(file === 'incidents.jsonl' ? line - 1 : 0);
  });

  it('needs both files', async () => {
    await expect(readWith(defiHackLabsImporter, { 'incidents.jsonl': lines([incident]) })).rejects.toMatchObject({
      code: 'WRONG_USAGE',
      message: 'There is no incident-addresses.jsonl among the given files.',
    });
  });

  const data = publishedData('defihacklabs');
  (data.isPresent ? it : it.skip)(`reads the published extract${data.why}`, async () => {
    const names = ['incidents.jsonl', 'incident-addresses.jsonl'];
    const files = names.map((name) => [name, readFileSync(path.join(data.path, name))] as const);
    const incidents = (await readWith(defiHackLabsImporter, Object.fromEntries(files))).flatMap((part) =>
      part.kind === 'incident' ? [part.item] : [],
    );
    const sum = (count: (item: (typeof incidents)[number]) => number): number =>
      incidents.reduce((total, item) => total + count(item), 0);
    expect({
      incidents: incidents.length,
      references: new Set(incidents.map(({ reference }) => reference)).size,
      withClaims: sum(({ claims }) => Number(claims.length > 0)),
      claims: sum(({ claims }) => claims.length),
      lossInWords: sum(({ summary }) => Number(summary?.includes('Loss as stated') ?? false)),
      parties: sum(({ parties }) => parties.length),
      transactions: sum(({ transactions }) => transactions.length),
      withoutPlace: sum(({ summary }) => Number(summary?.includes('without a readable chain') ?? false)),
    }).toMatchInlineSnapshot(`
      {
        "claims": 559,
        "incidents": 583,
        "lossInWords": 129,
        "parties": 977,
        "references": 583,
        "transactions": 335,
        "withClaims": 496,
        "withoutPlace": 2,
      }
    `);
  });
});
