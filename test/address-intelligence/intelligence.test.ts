import type { Caller } from '@alliance/schema';
import { addressIntelligenceSubgraph, intelligenceDatabase } from '@alliance/address-intelligence';

import { catalogOfEntities, readCatalog } from '../support/catalog.js';
import { startTestSubgraph, type TestSubgraph } from '../support/running-subgraph.js';
import { callerOf, publicCaller } from '../support/token-issuer.js';
import { evm, press, publishingTo, scam, screeningBy } from './support/publishing.js';

let hub: TestSubgraph;

beforeAll(async () => {
  hub = await startTestSubgraph(addressIntelligenceSubgraph);
});

afterAll(() => hub[Symbol.asyncDispose]());

const cbarc = callerOf('cbarc', { groups: ['circle'] });
const ctma = callerOf('ctma', { groups: ['circle'] });
const outsider = callerOf('demo-wallet');
const everybody: [string, Caller][] = [
  ['its originator', cbarc],
  ['a member of the group', ctma],
  ['another member', outsider],
  ['the public', publicCaller],
];

const ofac = { publisher: 'US Treasury OFAC', kind: 'AUTHORITY', url: 'https://sanctionslist.ofac.treas.gov' };

const publish = publishingTo(() => hub);
const screen = screeningBy(() => hub);

it('migrates to the very tables that the entities describe', async () => {
  expect(await readCatalog(hub.ownerUrl)).toEqual(await catalogOfEntities(intelligenceDatabase));
});

describe('publishing', () => {
  it('takes each item once, tells what became of it, and keeps what it cannot read', async () => {
    const items = [
      scam('p-1', '0x098b716B8Aaf21512996dC57EB0615e2383E2f96'),
      scam('p-2', 1234567890),
      scam('p-3', 'TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq', { chain: 'BTC' }),
      scam('p-4', evm('a')),
      scam('p-4', evm('a')),
      { reference: 'p-5', claimType: 'ABUSE', concepts: ['SCAM'] },
      scam('p-6', evm('a'), { label: 'x'.repeat(201) }),
    ];
    const first = await publish(cbarc, items);
    expect(first.results.map(({ outcome, reason }: any) => [outcome, reason])).toEqual([
      ['QUARANTINED', 'WRONG_EIP55_CHECKSUM'],
      ['QUARANTINED', 'NOT_TEXT'],
      ['QUARANTINED', 'WRONG_CHAIN'],
      ['ACCEPTED', null],
      ['UNCHANGED', null],
      ['QUARANTINED', 'EMPTY'],
      ['QUARANTINED', 'INVALID_ITEM'],
    ]);
    expect(first).toMatchObject({ accepted: 1, updated: 0, unchanged: 1, quarantined: 5 });
    expect(first.results[3].subject).toBe(`eip155:1:${evm('a')}`);
    expect(first.results[4].id).toBe(first.results[3].id);
    expect(first.results[6].message).toMatch(/^label: expected 1 to 200 characters/);

    const second = await publish(cbarc, items);
    expect(second).toMatchObject({ accepted: 0, updated: 0, unchanged: 2, quarantined: 5 });

    const quarantine = `{ quarantine { totalCount nodes { reference reason submitted chain } } }`;
    const { data } = await hub.ask(cbarc, quarantine);
    expect(data!.quarantine.totalCount).toBe(5);
    expect(data!.quarantine.nodes).toContainEqual({
      reference: 'p-2',
      reason: 'NOT_TEXT',
      submitted: '1234567890',
      chain: 'ethereum',
    });
    expect((await hub.ask(ctma, quarantine)).data).toEqual({ quarantine: { totalCount: 0, nodes: [] } });
    expect((await hub.ask(publicCaller, quarantine)).errors?.[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED' });
  });

  it('lets what was mended leave the quarantine', async () => {
    await publish(ctma, [scam('mend', 'nonsense')]);
    expect(await publish(ctma, [scam('mend', evm('b'))])).toMatchObject({ accepted: 1 });
    expect((await hub.ask(ctma, `{ quarantine { totalCount } }`)).data).toEqual({ quarantine: { totalCount: 0 } });
  });

  it('makes other content under the same key a new version, and keeps the old one for its originator alone', async () => {
    const { results } = await publish(cbarc, [scam('v', evm('c'), { label: 'first' })]);
    const id = results[0].id as string;
    const again = await publish(cbarc, [scam('v', evm('c'), { label: 'second' })]);
    expect(again.results[0]).toMatchObject({ outcome: 'UPDATED', id, version: 2 });

    const query = `query ($id: ID!) { attestation(id: $id) { version label supersedes history { version label } } first: attestation(id: $id, version: 1) { label } }`;
    expect((await hub.ask(cbarc, query, { id })).data).toEqual({
      attestation: {
        version: 2,
        label: 'second',
        supersedes: 1,
        history: [
          { version: 2, label: 'second' },
          { version: 1, label: 'first' },
        ],
      },
      first: { label: 'first' },
    });
    expect((await hub.ask(outsider, query, { id })).data).toEqual({
      attestation: { version: 2, label: 'second', supersedes: 1, history: [{ version: 2, label: 'second' }] },
      first: null,
    });
  });

  it('keeps two batches of one originator that arrive together apart', async () => {
    const items = Array.from({ length: 50 }, (_, index) =>
      scam(`race-${String(index)}`, `0x${index.toString(16).padStart(40, '5')}`),
    );
    const [a, b] = await Promise.all([publish(cbarc, items), publish(cbarc, items)]);
    expect(a.accepted + b.accepted).toBe(50);
    expect(a.unchanged + b.unchanged).toBe(50);
  });

  it.each([
    ['no marking', { marking: { tlp: 'PURPLE' } }, 'BAD_USER_INPUT', 'input.marking.tlp'],
    [
      'a group that GREEN does not have',
      { marking: { tlp: 'GREEN', sharingGroup: 'circle' } },
      'BAD_USER_INPUT',
      'input.marking.sharingGroup',
    ],
  ])('refuses %s', async (_name, more, code, field) => {
    const answer = await publish(cbarc, [scam('x', evm('a'))], more);
    expect(answer.errors[0].extensions).toEqual({ code, field });
  });

  it('refuses a group to which one does not belong, and stores nothing', async () => {
    const answer = await publish(outsider, [scam('foreign', evm('d'))], {
      marking: { tlp: 'AMBER', sharingGroup: 'circle' },
    });
    expect(answer.errors[0].extensions).toEqual({ code: 'FORBIDDEN', field: 'input.marking.sharingGroup' });
    const { data } = await hub.ask(outsider, `{ attestations(filter: { originator: "demo-wallet" }) { totalCount } }`);
    expect(data!.attestations.totalCount).toBe(0);
  });

  it('refuses a sanction that no authority and no list stands behind', async () => {
    const { results } = await publish(cbarc, [scam('s', evm('d'), { claimType: 'SANCTION', concepts: ['SANCTION'] })]);
    expect(results[0]).toMatchObject({ outcome: 'QUARANTINED', reason: 'INVALID_ITEM' });
  });

  it('needs a login', async () => {
    const answer = await publish(publicCaller, [scam('x', evm('a'))]);
    expect(answer.errors[0].extensions).toEqual({ code: 'UNAUTHENTICATED' });
  });
});

describe('visibility', () => {
  const address = evm('e');
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    for (const [tlp, sharingGroup] of [
      ['CLEAR', undefined],
      ['GREEN', undefined],
      ['AMBER', 'circle'],
      ['AMBER_STRICT', 'circle'],
      ['AMBER', undefined],
    ] as const) {
      const name = `${tlp}${sharingGroup ?? ''}`;
      const { results } = await publish(
        cbarc,
        [scam(`vis-${name}`, address, { label: name, observedFrom: '2024-01-01T00:00:00Z' })],
        {
          marking: { tlp, sharingGroup },
          source: { ...press, publisher: `Press ${name}` },
        },
      );
      ids[name] = results[0].id as string;
    }
  });

  const seen: Record<string, string[]> = {
    'its originator': ['AMBER', 'AMBER_STRICTcircle', 'AMBERcircle', 'CLEAR', 'GREEN'],
    'a member of the group': ['AMBER_STRICTcircle', 'AMBERcircle', 'CLEAR', 'GREEN'],
    'another member': ['CLEAR', 'GREEN'],
    'the public': ['CLEAR'],
  };

  it.each(everybody)('gives %s what the marking says: lists, counts, keys, sources', async (name, caller) => {
    const query = `query ($id: ID!, $r: [_Any!]!) {
      address(id: $id) { attestations { totalCount nodes { label sources { publisher } originator { id } } } }
      _entities(representations: $r) { ... on Attestation { label } }
    }`;
    const representations = Object.values(ids).map((id) => ({ __typename: 'Attestation', id }));
    const { data } = await hub.ask(caller, query, { id: `eip155:1:${address}`, r: representations });
    const { totalCount, nodes } = data!.address.attestations;
    const labels = nodes.map(({ label }: any) => label).sort();
    expect(labels).toEqual(seen[name]);
    expect(totalCount).toBe(labels.length);
    expect(nodes.map((node: any) => node.sources[0].publisher).sort()).toEqual(
      labels.map((label: string) => `Press ${label}`),
    );
    expect(
      data!._entities
        .filter(Boolean)
        .map(({ label }: any) => label)
        .sort(),
    ).toEqual(labels);
  });

  it.each(everybody)('lets the score of %s rest on nothing that it does not see', async (name, caller) => {
    const [result] = await screen(caller, address);
    expect(result.screening.reasons).toHaveLength(seen[name]!.length);
  });

  it('stops at a clearance, also for what the own institution contributed', async () => {
    const { data } = await hub.ask(
      callerOf('cbarc', { clearance: 'GREEN' }),
      `query ($id: ID!) { address(id: $id) { attestations { totalCount } } }`,
      {
        id: `eip155:1:${address}`,
      },
    );
    expect(data!.address.attestations.totalCount).toBe(2);
  });

  it('hides who stands behind what is not shown as its own, in lists and filters too', async () => {
    await publish(ctma, [scam('anonymous', evm('9'), { label: 'hidden hand' })], {
      marking: { tlp: 'GREEN', originatorDisplay: 'ANONYMOUS' },
    });
    const query = `query ($id: ID!) {
      address(id: $id) { attestations { nodes { originator { id } } } screening { reasons { originator { id } } } }
      attestations(filter: { originator: "ctma" }) { nodes { label } }
      _entities(representations: [{ __typename: "Member", id: "ctma" }]) { ... on Member { attestations { nodes { label } } } }
    }`;
    const variables = { id: `eip155:1:${evm('9')}` };
    const foreign = (await hub.ask(outsider, query, variables)).data!;
    expect(foreign.address).toEqual({
      attestations: { nodes: [{ originator: null }] },
      screening: { reasons: [{ originator: null }] },
    });
    expect(JSON.stringify([foreign.attestations, foreign._entities])).not.toContain('hidden hand');
    const own = (await hub.ask(ctma, query, variables)).data!;
    expect(own.address.attestations.nodes).toEqual([{ originator: { id: 'ctma' } }]);
    expect(own.attestations.nodes).toContainEqual({ label: 'hidden hand' });
  });

  it('does not let a derived statement be marked wider than what it follows from', async () => {
    const follow = scam('derived', evm('8'), { derivedFrom: [ids.AMBERcircle] });
    const answer = await publish(ctma, [follow]);
    expect(answer.errors[0].extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'input.marking.tlp' });
    expect((await publish(outsider, [follow])).errors[0].extensions).toEqual({ code: 'NOT_FOUND' });
    expect(await publish(ctma, [follow], { marking: { tlp: 'AMBER', sharingGroup: 'circle' } })).toMatchObject({
      accepted: 1,
    });
  });
});

describe('correction and withdrawal', () => {
  it('are the originator’s alone, against the version it has read, and leave a tombstone', async () => {
    const { results } = await publish(cbarc, [scam('fix', evm('7'), { label: 'wrong' })]);
    const id = results[0].id as string;
    const correct = `mutation ($i: CorrectAttestationInput!) { correctAttestation(input: $i) { version label concepts } }`;
    const input = { id, expectedVersion: 1, label: 'right' };
    expect((await hub.ask(ctma, correct, { i: input })).errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN' });
    expect((await hub.ask(publicCaller, correct, { i: input })).errors?.[0]?.extensions).toEqual({
      code: 'UNAUTHENTICATED',
    });
    expect((await hub.ask(cbarc, correct, { i: input })).data).toEqual({
      correctAttestation: { version: 2, label: 'right', concepts: ['SCAM'] },
    });
    expect((await hub.ask(cbarc, correct, { i: input })).errors?.[0]?.extensions).toEqual({
      code: 'CONFLICT',
      field: 'input.expectedVersion',
    });

    const withdraw = `mutation ($i: WithdrawAttestationInput!) { withdrawAttestation(input: $i) { state label withdrawal { reason note } } }`;
    const reason = { i: { id, reason: 'ERROR', note: 'mixed up' } };
    expect((await hub.ask(ctma, withdraw, reason)).errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN' });
    expect((await hub.ask(cbarc, withdraw, reason)).data).toEqual({
      withdrawAttestation: { state: 'WITHDRAWN', label: null, withdrawal: { reason: 'ERROR', note: 'mixed up' } },
    });
    const look = `query ($id: ID!) { attestation(id: $id) { id version state label concepts history { version } } }`;
    expect((await hub.ask(outsider, look, { id })).data).toEqual({
      attestation: { id, version: 3, state: 'WITHDRAWN', label: null, concepts: [], history: [{ version: 3 }] },
    });
    const [screened] = await screen(outsider, evm('7'));
    expect(screened.screening).toMatchObject({ band: 'UNKNOWN', reasons: [], ended: [] });
  });

  it('says of somebody else’s hidden attestation that there is none', async () => {
    const { results } = await publish(cbarc, [scam('hidden', evm('6'))], { marking: { tlp: 'AMBER' } });
    const withdraw = `mutation ($i: WithdrawAttestationInput!) { withdrawAttestation(input: $i) { id } }`;
    const id = results[0].id as string;
    const hidden = await hub.ask(outsider, withdraw, { i: { id, reason: 'OTHER' } });
    const missing = await hub.ask(outsider, withdraw, { i: { id: id.replace(/.{6}$/, '000000'), reason: 'OTHER' } });
    expect(hidden.errors?.[0]?.extensions).toEqual(missing.errors?.[0]?.extensions);
    expect(hidden.errors?.[0]?.message.replace(id, '')).toBe(
      missing.errors?.[0]?.message.replace(id.replace(/.{6}$/, '000000'), ''),
    );
  });
});

describe('lists', () => {
  const edition = (version: string): object => ({
    marking: { tlp: 'CLEAR' },
    source: ofac,
    list: { id: 'ofac-sdn/ETH', version },
  });
  const entry = (address: string): object =>
    scam(`ofac ${address}`, address, { claimType: 'SANCTION', concepts: ['SANCTION'], method: 'AUTHORITY_DATA' });
  const conclude = async (version: string): Promise<any> =>
    hub.ask(
      cbarc,
      `mutation ($v: Date!) { concludeList(input: { id: "ofac-sdn/ETH", version: $v }) { withdrawn attestations } }`,
      { v: version },
    );
  const stays = `0x${'12'.repeat(20)}`;
  const goes = `0x${'34'.repeat(20)}`;

  it('end what a later edition no longer names, as of its date, and screening says so', async () => {
    await publish(cbarc, [entry(stays), entry(goes)], edition('2025-03-04'));
    expect((await conclude('2025-03-04')).data.concludeList.withdrawn).toBe(0);
    const [before] = await screen(publicCaller, goes);
    expect(before.screening).toMatchObject({
      band: 'SEVERE',
      bandOverride: "An authority's sanction list names this address.",
    });

    expect(await publish(cbarc, [entry(stays)], edition('2025-03-21'))).toMatchObject({
      accepted: 0,
      updated: 0,
      unchanged: 1,
    });
    expect((await conclude('2025-03-21')).data.concludeList.withdrawn).toBe(1);
    expect((await conclude('2025-03-21')).data.concludeList.withdrawn).toBe(0);
    const [gone, there] = await screen(publicCaller, goes, stays);
    expect(gone.screening).toMatchObject({
      band: 'UNKNOWN',
      reasons: [],
      ended: [
        {
          list: 'ofac-sdn/ETH',
          endedOn: '2025-03-21',
          explanation: 'US Treasury OFAC has taken back the entry on ofac-sdn/ETH as of 2025-03-21. It counts nothing.',
        },
      ],
    });
    expect(there.screening).toMatchObject({ band: 'SEVERE', ended: [] });
  });

  it('do not come back through an old edition, and do through a new one', async () => {
    const old = await publish(cbarc, [entry(goes)], edition('2025-03-04'));
    expect(old.errors[0].extensions).toEqual({ code: 'CONFLICT', field: 'input.list.version' });
    expect((await conclude('2025-03-04')).errors[0].extensions.code).toBe('CONFLICT');
    expect(await publish(cbarc, [entry(goes)], edition('2025-04-01'))).toMatchObject({ updated: 1 });
    const [back] = await screen(publicCaller, goes);
    expect(back.screening).toMatchObject({ band: 'SEVERE', ended: [] });
  });

  it('warn on another chain without naming that address', async () => {
    const [other] = await screen(publicCaller, `eip155:137:${stays}`);
    expect(other.screening).toMatchObject({ band: 'HIGH', riskTypes: ['INDIRECT'], reasons: [{ otherChain: true }] });
  });
});

describe('references', () => {
  it('cost one statement a type, whatever their number', async () => {
    const { results } = await publish(
      cbarc,
      Array.from({ length: 20 }, (_, index) => scam(`ref-${String(index)}`, evm('2'), { actor: 'nobody' })),
    );
    hub.statements.length = 0;
    const representations = results.map(({ id }: any) => ({ __typename: 'Attestation', id }));
    const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Attestation { label actor { id } sources { id } originator { id } address { id chain { id } } } } }`;
    const { data } = await hub.ask(outsider, query, { r: representations });
    expect(data!._entities).toHaveLength(20);
    expect(hub.statements.filter((sql) => sql.includes(' from "'))).toHaveLength(3);
  });

  it('to the attestations of many addresses and members cost one statement each', async () => {
    const cost = async (count: number): Promise<number> => {
      hub.statements.length = 0;
      const addresses = Array.from({ length: count }, (_, index) => ({
        __typename: 'Address',
        id: `eip155:1:0x${index.toString(16).padStart(40, '5')}`,
      }));
      const members = ['cbarc', 'ctma', 'demo-wallet'].slice(0, count).map((id) => ({ __typename: 'Member', id }));
      const query = `query ($r: [_Any!]!) { _entities(representations: $r) {
        ... on Address { attestations(first: 2) { totalCount nodes { label history { version } sources { publisher } } } screening { band } }
        ... on Member { attestations(first: 2) { totalCount nodes { label } } } } }`;
      const { data } = await hub.ask(outsider, query, { r: [...addresses, ...members] });
      expect(data!._entities[0].attestations).toMatchObject({
        totalCount: 1,
        nodes: [{ history: [{ version: 1 }], sources: [{ publisher: 'Example Press' }] }],
      });
      return hub.statements.filter((sql) => sql.includes('select')).length;
    };
    expect(await cost(40)).toBe(await cost(1));
  });

  it('to an address never tell whether anybody speaks of it', async () => {
    const ids = [`eip155:1:${evm('e')}`, `eip155:1:0x${'77'.repeat(20)}`, 'eip155:1:0xnonsense'];
    const { data } = await hub.ask(
      publicCaller,
      `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Address { id } } }`,
      {
        r: ids.map((id) => ({ __typename: 'Address', id })),
      },
    );
    expect(data!._entities).toEqual([{ id: ids[0] }, { id: ids[1] }, null]);
  });
});

it('reads what people paste, and lists addresses by pages', async () => {
  const { data } = await hub.ask(
    publicCaller,
    `{
    pasted: lookupAddress(value: "  0x098B716B8Aaf21512996dC57EB0615e2383E2f96 ") { matches { id display chain { name } } refused { reason } }
    wrong: lookupAddress(value: "0x098b716B8Aaf21512996dC57EB0615e2383E2f96") { matches { id } refused { reason } }
    addresses(first: 1, filter: { claimType: SANCTION }) { totalCount nodes { id } pageInfo { hasNextPage } }
  }`,
  );
  expect(data!.pasted.matches[0]).toEqual({
    id: 'eip155:1:0x098b716b8aaf21512996dc57eb0615e2383e2f96',
    display: '0x098B716B8Aaf21512996dC57EB0615e2383E2f96',
    chain: { name: 'Ethereum' },
  });
  expect(data!.wrong).toEqual({ matches: [], refused: { reason: 'WRONG_EIP55_CHECKSUM' } });
  expect(data!.addresses).toEqual({
    totalCount: 2,
    nodes: [{ id: `eip155:1:0x${'12'.repeat(20)}` }],
    pageInfo: { hasNextPage: true },
  });
});
