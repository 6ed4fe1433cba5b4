import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Caller, Viewer } from '@alliance/schema';
import type { Database, Seeding } from '@alliance/kit';
import { addressIntelligenceSubgraph } from '@alliance/address-intelligence';

import { canonicaliseAddress } from '../../subgraphs/address-intelligence/src/domain/chain/canonicalise-address.js';
import { startTestSubgraph, type TestSubgraph } from '../support/running-subgraph.js';
import { callerOf, publicCaller } from '../support/token-issuer.js';
import { describeWithData, textOf } from './domain/chain/public-data.js';

interface Statement {
  readonly id: string;
  readonly version: number;
  readonly subject: string;
  readonly submitted: string | null;
  readonly label: string | null;
  readonly claimType: string;
  readonly state: string;
  readonly tlp: string;
  readonly concepts: readonly string[];
  readonly originator: { readonly id: string } | null;
  readonly actor: { readonly id: string } | null;
  readonly sources: readonly { readonly publisher: string; readonly title: string; readonly kind: string }[];
  readonly list: { readonly list: string; readonly version: string } | null;
}

const group = 'xian-working-group';
const inGroup = callerOf('ctma', { groups: [group] });
const outside = callerOf('demo-wallet');
const ronin = '0x098B716B8Aaf21512996dC57EB0615e2383E2f96';

let intelligence: TestSubgraph;

beforeAll(async () => {
  intelligence = await startTestSubgraph(addressIntelligenceSubgraph, { seed: 'demo' });
});

afterAll(() => intelligence[Symbol.asyncDispose]());

const seeding = (database: Database, sessionFor = (viewer: Viewer) => database.sessionFor(viewer)): Seeding => ({
  config: {} as Seeding['config'],
  sessionFor,
  asOwner: () => Promise.reject(new Error('The seed contributes in the names of members.')),
});

const readAll = async (subgraph: TestSubgraph, caller: Caller): Promise<Statement[]> => {
  const query = `query ($after: String) { attestations(first: 500, after: $after) {
    nodes { id version subject submitted label claimType state tlp concepts originator { id } actor { id }
      sources { publisher title kind } list { list version } }
    pageInfo { hasNextPage endCursor } } }`;
  const nodes: Statement[] = [];
  for (let after: string | null | undefined; after !== null;) {
    const { data, errors } = await subgraph.ask<{
      attestations: { nodes: Statement[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
    }>(caller, query, { after });
    expect(errors).toBeUndefined();
    nodes.push(...data!.attestations.nodes);
    after = data!.attestations.pageInfo.hasNextPage ? data!.attestations.pageInfo.endCursor : null;
  }
  return nodes.sort((a, b) => (a.id < b.id ? -1 : 1));
};

const screen = async (caller: Caller, value: string, fields: string): Promise<unknown> => {
  const query = `query ($value: String!) { screenAddresses(addresses: [{ value: $value }]) { screening { ${fields} } } }`;
  const { data } = await intelligence.ask<{ screenAddresses: { screening: unknown }[] }>(caller, query, { value });
  return data!.screenAddresses[0]!.screening;
};

const tally = (words: readonly string[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(words.toSorted(), (word) => word)].map(([word, same]) => [word, same.length]));

it('says as much as it means to, in the names of all members', async () => {
  const statements = await readAll(intelligence, inGroup);
  expect({
    statements: statements.length,
    addresses: new Set(statements.map(({ subject }) => subject)).size,
    chains: new Set(statements.map(({ subject }) => subject.slice(0, subject.lastIndexOf(':')))).size,
    originators: tally(statements.map(({ originator }) => originator?.id ?? 'not shown')),
    claims: tally(statements.map(({ claimType }) => claimType)),
    states: tally(statements.map(({ state }) => state)),
    markings: tally(statements.map(({ tlp }) => tlp)),
  }).toMatchInlineSnapshot(`
    {
      "addresses": 452,
      "chains": 33,
      "claims": {
        "ABUSE": 161,
        "ATTRIBUTION": 146,
        "BENIGN": 7,
        "MENTION": 1,
        "SANCTION": 178,
        "STRUCTURAL": 1,
      },
      "markings": {
        "AMBER": 2,
        "CLEAR": 489,
        "GREEN": 3,
      },
      "originators": {
        "cbarc": 244,
        "ctma": 121,
        "demo-exchange": 4,
        "demo-wallet": 1,
        "not shown": 1,
        "tencent-security": 123,
      },
      "statements": 494,
      "states": {
        "PUBLISHED": 464,
        "WITHDRAWN": 30,
      },
    }
  `);
});

it('names every address in its canonical form', async () => {
  const statements = await readAll(intelligence, inGroup);
  const reread = statements.map(({ subject }) => canonicaliseAddress({ value: subject }));
  expect(reread.map((read) => (read.ok ? read.address.id : read.message))).toEqual(
    statements.map(({ subject }) => subject),
  );
});

it('introduces just the actors of whom the statements speak', async () => {
  const { data } = await intelligence.ask<{ actors: { totalCount: number; nodes: { id: string }[] } }>(
    publicCaller,
    `{ actors(first: 500) { totalCount nodes { id } } }`,
  );
  const spokenOf = (await readAll(intelligence, publicCaller)).flatMap(({ actor }) => actor?.id ?? []);
  expect(data!.actors.nodes.map(({ id }) => id).sort()).toEqual([...new Set(spokenOf)].sort());
  expect(data!.actors.totalCount).toBe(43);
});

it('answers the first question that anybody asks', async () => {
  const fields = `band score bandOverride riskTypes ended { list }
    reasons { concept label method weight discount otherChain originator { id } rootSource }`;
  expect(await screen(publicCaller, ronin, fields)).toMatchInlineSnapshot(`
    {
      "band": "SEVERE",
      "bandOverride": "An authority's sanction list names this address.",
      "ended": [],
      "reasons": [
        {
          "concept": "SANCTION",
          "discount": "NONE",
          "label": "OFAC SDN list: LAZARUS GROUP",
          "method": "AUTHORITY_DATA",
          "originator": {
            "id": "cbarc",
          },
          "otherChain": false,
          "rootSource": "sanctionslist.ofac.treas.gov",
          "weight": 0.6,
        },
        {
          "concept": "SANCTION",
          "discount": "SAME_ROOT_SOURCE",
          "label": "Lazarus group",
          "method": "AUTHORITY_DATA",
          "originator": {
            "id": "ctma",
          },
          "otherChain": false,
          "rootSource": "sanctionslist.ofac.treas.gov",
          "weight": 0.6,
        },
        {
          "concept": "SERVICE_HACK",
          "discount": "NONE",
          "label": "Ronin bridge exploiter",
          "method": "SERVICE_DATA",
          "originator": {
            "id": "tencent-security",
          },
          "otherChain": false,
          "rootSource": "roninblockchain.substack.com/p/community-alert-ronin-validators",
          "weight": 0.5,
        },
        {
          "concept": "FINANCIAL_CRIME",
          "discount": "NONE",
          "label": "Fraud",
          "method": "UNKNOWN",
          "originator": {
            "id": "tencent-security",
          },
          "otherChain": true,
          "rootSource": "github.com/finos-labs/dtcch-2025-openaml",
          "weight": 0.025,
        },
      ],
      "riskTypes": [
        "OWNERSHIP",
        "INDIRECT",
      ],
      "score": 0.6,
    }
  `);
});

it('shows the statements of fictional members to those whom they are meant for', async () => {
  const labels = async (caller: Caller): Promise<string[]> =>
    (await readAll(intelligence, caller))
      .filter(({ sources }) => sources[0]!.publisher.endsWith('(fictional)'))
      .map(({ label, originator, tlp }) => `${tlp} ${originator?.id ?? 'anonymous'}: ${label ?? ''}`)
      .sort();
  const clear = ['CLEAR demo-wallet: Demo: look-alike address'];
  const green = [
    ...clear,
    'GREEN anonymous: Demo: in one cluster with a phishing kit',
    'GREEN demo-exchange: Demo: collects from a copied log-in page',
    'GREEN demo-exchange: Demo: on the deny list of Demo Exchange',
  ];
  const amber = [
    'AMBER demo-exchange: Demo: cash-out of former recruiters',
    'AMBER demo-exchange: Demo: collects for former recruiters',
  ];
  expect(await labels(publicCaller)).toEqual(clear);
  expect(await labels(outside)).toEqual(green);
  expect(await labels(inGroup)).toEqual([...amber, ...green]);
});

it('has fictional members say nothing without saying that it is a demonstration', async () => {
  const fictional = (await readAll(intelligence, inGroup)).filter(
    ({ originator }) => originator === null || originator.id.startsWith('demo-'),
  );
  expect(fictional).toHaveLength(6);
  expect(fictional.filter(({ label }) => !label?.startsWith('Demo: '))).toEqual([]);
});

it('names no party of a sanctions list but organisations', async () => {
  const sanctions = (await readAll(intelligence, publicCaller)).filter(({ claimType }) => claimType === 'SANCTION');
  expect(
    new Set(sanctions.map(({ sources, list }) => `${sources[0]!.kind} ${list === null ? 'no list' : 'listed'}`)),
  ).toEqual(new Set(['AUTHORITY listed']));
  expect(new Set(sanctions.flatMap(({ label }) => label ?? []))).toEqual(
    new Set(
      ['', ': CHATEX', ': GARANTEX EUROPE OU', ': GAZA NOW', ': LAZARUS GROUP', ': OKO DESIGN BUREAU']
        .concat([': SECONDEYE SOLUTION', ': SOUTHFRONT', ': SUEX OTC, S.R.O.', ': TASK FORCE RUSICH'])
        .concat([': VALERIAN LABS, INC.'])
        .map((party) => `OFAC SDN list${party}`),
    ),
  );
});

it('shows what a sanctions list has taken back as ended, and counts it no more', async () => {
  const fields = 'band ended { list endedOn otherChain explanation } reasons { concept label }';
  expect(await screen(publicCaller, '0x8589427373D6D84E98730D7795D8f6f8731FDA16', fields)).toEqual({
    band: 'LOW',
    ended: [
      {
        list: 'demo/ofac-sdn/ETH',
        endedOn: '2025-03-21',
        otherChain: false,
        explanation:
          'US Treasury OFAC has taken back the entry on demo/ofac-sdn/ETH as of 2025-03-21. It counts nothing.',
      },
    ],
    reasons: [{ concept: 'MIXING_SERVICE', label: 'tornado.cash' }],
  });
});

it('counts one data set once that two members publish', async () => {
  const fields = 'band score reasons { concept label weight discount originator { id } rootSource }';
  const locky = { concept: 'RANSOMWARE', label: 'Locky', weight: 0.5, rootSource: 'zenodo.org/record/1238041' };
  const answer = (await screen(publicCaller, '1123pJv8jzeFQaCV4w644pzQJzVWay2zcA', fields)) as {
    reasons: { discount: string; originator: { id: string } }[];
  };
  // The two weigh the same, so that their ids decide which one stands for both.
  expect(answer.reasons.map(({ originator }) => originator.id).sort()).toEqual(['cbarc', 'tencent-security']);
  expect({ ...answer, reasons: answer.reasons.map(({ originator: _, ...reason }) => reason) }).toEqual({
    band: 'HIGH',
    score: 0.5,
    reasons: [
      { ...locky, discount: 'NONE' },
      { ...locky, discount: 'SAME_ROOT_SOURCE' },
    ],
  });
});

it('finds an address of one EVM chain when it is asked for on another', async () => {
  const fields = 'reasons { label otherChain }';
  const { reasons } = (await screen(
    publicCaller,
    'eip155:8453:0x00768bc9f9a2347579ad331e80e9b80c76f4c891',
    fields,
  )) as { reasons: object[] };
  expect(reasons).toEqual(Array.from({ length: 7 }, () => ({ label: 'Fraud', otherChain: true })));
});

it('only looks when it runs again', async () => {
  const before = await readAll(intelligence, inGroup);
  intelligence.statements.length = 0;
  await addressIntelligenceSubgraph.seed!(seeding(intelligence.database));
  const writes = intelligence.statements.filter(
    (sql) => !/^\[query\] (start transaction .* read only|select|rollback)/.test(sql),
  );
  const questions = intelligence.statements.filter((sql) => /^\[query\] select (?!set_config)/.test(sql));
  // The actors, the references of each of seven markings, and whether the list is concluded.
  expect([writes, questions.length]).toEqual([[], 9]);
  expect(await readAll(intelligence, inGroup)).toEqual(before);
});

it('leaves alone what its originators have made of it since', async () => {
  await using changed = await startTestSubgraph(addressIntelligenceSubgraph, { seed: 'demo' });
  const ctma = callerOf('ctma', { groups: [group] });
  const own = (await readAll(changed, ctma)).filter(({ originator }) => originator?.id === 'ctma');
  const [corrected, withdrawn] = [own[0]!, own[1]!];
  const answers = [
    await changed.ask(
      ctma,
      `mutation ($input: CorrectAttestationInput!) { correctAttestation(input: $input) { version } }`,
      {
        input: { id: corrected.id, expectedVersion: 1, label: 'Corrected.' },
      },
    ),
    await changed.ask(
      ctma,
      `mutation ($input: WithdrawAttestationInput!) { withdrawAttestation(input: $input) { state } }`,
      {
        input: { id: withdrawn.id, reason: 'ERROR' },
      },
    ),
    await changed.ask(
      callerOf('cbarc'),
      `mutation { concludeList(input: { id: "demo/ofac-sdn/TRX", version: "2025-12-04" }) { withdrawn } }`,
    ),
  ];
  expect(answers).toEqual([
    { data: { correctAttestation: { version: 2 } } },
    { data: { withdrawAttestation: { state: 'WITHDRAWN' } } },
    { data: { concludeList: { withdrawn: 6 } } },
  ]);
  const before = await readAll(changed, ctma);
  await addressIntelligenceSubgraph.seed!(seeding(changed.database));
  expect(await readAll(changed, ctma)).toEqual(before);
});

it('goes on where it was killed, wherever that was', async () => {
  await using interrupted = await startTestSubgraph(addressIntelligenceSubgraph);
  const counts: number[] = [];
  for (let last = 1; last <= 9; last += 1) {
    let sessions = 0;
    const dying = seeding(interrupted.database, (viewer) => {
      sessions += 1;
      if (sessions > last) throw new Error('killed');
      return interrupted.database.sessionFor(viewer);
    });
    const outcome = addressIntelligenceSubgraph.seed!(dying);
    await (last === 9 ? outcome : expect(outcome).rejects.toThrow('killed'));
    counts.push((await readAll(interrupted, inGroup)).length);
  }
  const comparable = async (subgraph: TestSubgraph): Promise<unknown[]> =>
    (await readAll(subgraph, inGroup)).map(({ id: _, ...statement }) => JSON.stringify(statement)).sort();
  expect(counts.toSorted((a, b) => a - b)).toEqual(counts);
  expect(counts[0]).toBe(0);
  expect(await comparable(interrupted)).toEqual(await comparable(intelligence));
});

describeWithData('ofac-sdn-addresses', 'the seeded sanctions list', (folder) => {
  const published = (version: string, ticker: string): string[] =>
    textOf(folder, version, `sanctioned_addresses_${ticker}.txt`).trim().split('\n');

  it('holds nothing that the published list of its edition does not, and its list ETH whole', async () => {
    const listed = (await readAll(intelligence, callerOf('cbarc'))).flatMap(({ list, submitted, state }) =>
      list === null || state === 'WITHDRAWN' ? [] : [{ ...list, submitted: submitted ?? '' }],
    );
    const strangers = listed.filter(
      ({ list, version, submitted }) => !published(version, list.replace('demo/ofac-sdn/', '')).includes(submitted),
    );
    const eth = listed.filter(({ list }) => list === 'demo/ofac-sdn/ETH').map(({ submitted }) => submitted);
    expect(strangers).toEqual([]);
    expect(eth.sort()).toEqual(published('2025-03-21', 'ETH').sort());
  });

  it('has taken back what was on the list before, and is no longer', async () => {
    const gone = (await readAll(intelligence, publicCaller)).filter(({ state }) => state === 'WITHDRAWN');
    const spelt = (version: string) => published(version, 'ETH').map((address) => address.toLowerCase());
    const addresses = gone.map(({ subject }) => subject.replace('eip155:1:', ''));
    expect(addresses).toHaveLength(30);
    expect(addresses.filter((address) => !spelt('2025-03-04').includes(address))).toEqual([]);
    expect(addresses.filter((address) => spelt('2025-03-21').includes(address))).toEqual([]);
  });
});

describeWithData('.', 'the seeded lists', (root) => {
  const files: Readonly<Record<string, string>> = {
    'FINOS OpenAML': 'finos-openaml/address_fraud.csv.gz',
    'polkadot-js': 'polkadot-js-phishing/address.json',
    DeFiHackLabs: 'defihacklabs/incident-addresses.jsonl',
  };
  const fileOf = ({ publisher, title }: Statement['sources'][number]): string => {
    const known = files[publisher];
    if (known !== undefined) return known;
    if (publisher.startsWith('MyEtherWallet')) return `ethereum-lists/${title}`;
    return `graphsense-tagpacks/packs/${/\(([^()]+\.yaml)\)$/.exec(title)?.[1] ?? 'no file'}`;
  };
  const read = (file: string): string => {
    const bytes = readFileSync(path.join(root, file));
    return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  };

  it('say nothing of an address that their source does not name', async () => {
    const copied = (await readAll(intelligence, publicCaller)).filter(
      ({ claimType, sources }) => claimType !== 'SANCTION' && !sources[0]!.publisher.endsWith('(fictional)'),
    );
    const byFile = Map.groupBy(copied, ({ sources }) => fileOf(sources[0]!));
    const strangers = [...byFile].flatMap(([file, statements]) => {
      const text = read(file);
      return statements.filter(({ submitted }) => submitted === null || !text.includes(submitted));
    });
    expect([strangers, byFile.size]).toEqual([[], 29]);
  });

  it('know the actors as the ActorPack does, so that importing it changes none of them', async () => {
    interface Packed {
      readonly id: string;
      readonly label: string;
      readonly uri?: string;
      readonly categories?: string[];
      readonly jurisdictions?: string[];
      readonly aliases?: string[];
    }
    const pack = parse(read('graphsense-tagpacks/actors/graphsense.actorpack.yaml')) as { actors: Packed[] };
    const packed = new Map(pack.actors.map((actor) => [actor.id, actor]));
    const { data } = await intelligence.ask<{ actors: { nodes: Packed[] } }>(
      publicCaller,
      `{ actors(first: 500) { nodes { id label uri categories jurisdictions aliases } } }`,
    );
    expect(data!.actors.nodes).toEqual(
      data!.actors.nodes.map(({ id }) => {
        const { label, uri, categories, jurisdictions, aliases } = packed.get(id)!;
        const url = uri === undefined || uri.startsWith('http') ? (uri ?? null) : `https://${uri}`;
        return {
          id,
          label,
          uri: url,
          categories: categories ?? [],
          jurisdictions: jurisdictions ?? [],
          aliases: aliases ?? [],
        };
      }),
    );
  });
});
