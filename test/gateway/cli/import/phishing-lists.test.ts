import { readFileSync } from 'node:fs';
import path from 'node:path';

import { etherScamDbImporter } from '../../../../gateway/src/cli/import/ether-scam-db-importer.js';
import { polkadotPhishingImporter } from '../../../../gateway/src/cli/import/polkadot-phishing-importer.js';
import { publishedData } from '../fixtures/published-data.js';
import { asSent, attestationsOf, readWith } from '../fixtures/read-with.js';

describe('the EtherScamDB importer', () => {
  it('makes an attestation of each address that a report names', async () => {
    const reports = `-
    id: 1
    name: site.example
    coin: ETH
    category: Phishing
-
    id: 2
    name: other.example
    coin: BTC
    category: Giveaway
    description: quoted words
    addresses:
        - '0xaa'
        - 0xff
`;
    const work = await readWith(etherScamDbImporter, { 'scams.yaml': reports });
    expect(work.map(asSent)).toMatchInlineSnapshot(`
      [
        {
          "kind": "note",
          "message": "the hub has no concept "Giveaway"; it is in the statement",
        },
        {
          "bytesDone": 111,
          "defaults": {
            "source": {
              "kind": "COMMUNITY",
              "publisher": "EtherScamDB",
              "url": "https://github.com/MrLuit/EtherScamDB",
            },
          },
          "item": {
            "address": "0xaa",
            "chain": "BTC",
            "claimType": "ABUSE",
            "concepts": [],
            "label": "other.example",
            "reference": "etherscamdb/2/8cd8714a91a85841ba1f",
            "statement": "Classified by its source as: Giveaway. quoted words",
          },
          "kind": "attestation",
          "place": {
            "file": "scams.yaml",
            "line": 13,
          },
        },
        {
          "kind": "note",
          "message": "the hub has no concept "Giveaway"; it is in the statement",
        },
        {
          "bytesDone": 222,
          "defaults": {
            "source": {
              "kind": "COMMUNITY",
              "publisher": "EtherScamDB",
              "url": "https://github.com/MrLuit/EtherScamDB",
            },
          },
          "item": {
            "address": 255,
            "chain": "BTC",
            "claimType": "ABUSE",
            "concepts": [],
            "label": "other.example",
            "reference": "etherscamdb/2/b28b61feec9883c9730e",
            "statement": "Classified by its source as: Giveaway. quoted words",
          },
          "kind": "attestation",
          "place": {
            "file": "scams.yaml",
            "line": 14,
          },
        },
        {
          "kind": "note",
          "message": "scams.yaml: only the addresses are imported, not the sites that reports name",
        },
      ]
    `);
  });

  it.each([
    ['a: b\n', 1, 1],
    ['- a\n', 1, 3],
    ['- id: 1\n  addresses: x\n', 2, 14],
    ["- id: 1\n  addresses: ['0xaa']\n", 1, 3],
    ['- id: [\n', 2, 1],
  ])('refuses %j, saying where', async (text, line, column) => {
    const work = await readWith(etherScamDbImporter, { 'scams.yaml': text });
    expect(work).toMatchObject([{ kind: 'refused-file', place: { file: 'scams.yaml', line } }]);
    expect(work[0]).toMatchObject({ place: { column } });
  });

  const data = publishedData('etherscamdb/scams.yaml');
  (data.isPresent ? it : it.skip)(`reads the published reports${data.why}`, async () => {
    const work = await readWith(etherScamDbImporter, { 'scams.yaml': readFileSync(data.path) });
    expect(attestationsOf(work)).toHaveLength(3251);
  });
});

describe('the polkadot-js importer', () => {
  it('states no chain, which the address says itself', async () => {
    const work = await readWith(polkadotPhishingImporter, {
      'address.json': '{"a.example": ["155d", "14Fs"], "b.example": []}',
    });
    expect(work.map(asSent)).toMatchInlineSnapshot(`
      [
        {
          "bytesDone": 0,
          "defaults": {
            "source": {
              "kind": "COMMUNITY",
              "publisher": "polkadot-js",
              "url": "https://github.com/polkadot-js/phishing",
            },
          },
          "item": {
            "address": "155d",
            "claimType": "ABUSE",
            "concepts": [
              "PHISHING",
            ],
            "label": "a.example",
            "reference": "polkadot-phishing/a.example/03b7bfdff8500aacbdf8",
          },
          "kind": "attestation",
          "place": {
            "file": "address.json",
          },
        },
        {
          "bytesDone": 0,
          "defaults": {
            "source": {
              "kind": "COMMUNITY",
              "publisher": "polkadot-js",
              "url": "https://github.com/polkadot-js/phishing",
            },
          },
          "item": {
            "address": "14Fs",
            "claimType": "ABUSE",
            "concepts": [
              "PHISHING",
            ],
            "label": "a.example",
            "reference": "polkadot-phishing/a.example/e346e491405fe708d4c2",
          },
          "kind": "attestation",
          "place": {
            "file": "address.json",
          },
        },
      ]
    `);
  });

  it.each(['[]', '{"a": "b"}', '{"a": [1]}', '{"a": '])('refuses %j', async (text) => {
    const work = await readWith(polkadotPhishingImporter, { 'address.json': text });
    expect(work).toMatchObject([{ kind: 'refused-file', place: { file: 'address.json', line: 1 } }]);
  });

  const data = publishedData('polkadot-js-phishing');
  (data.isPresent ? it : it.skip)(`reads the published list${data.why}`, async () => {
    const file = readFileSync(path.join(data.path, 'address.json'));
    expect(attestationsOf(await readWith(polkadotPhishingImporter, { 'address.json': file }))).toHaveLength(279);
  });
});
