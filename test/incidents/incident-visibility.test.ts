import type { Caller } from '@alliance/schema';
import { incidentsSubgraph } from '@alliance/incidents';

import { startTestSubgraph, type TestSubgraph } from '../support/running-subgraph.js';
import { callerOf, hubCaller, publicCaller } from '../support/token-issuer.js';
import { addClaim, attacker, leastReport, report } from './support/report.js';

let incidents: TestSubgraph;

const group = 'xian-working-group';
const owner = callerOf('tencent-security', { groups: [group], clearance: 'RED' });
const ownerGreen = callerOf('tencent-security', { groups: [group], clearance: 'GREEN' });
const inGroup = callerOf('ctma', { groups: [group] });
const outside = callerOf('demo-wallet', { groups: ['another-group'], clearance: 'RED' });

const markings = {
  CLEAR: { tlp: 'CLEAR' },
  GREEN: { tlp: 'TLP:GREEN' },
  AMBER: { tlp: 'amber', sharingGroup: group },
  AMBER_ALONE: { tlp: 'AMBER' },
  STRICT: { tlp: 'AMBER+STRICT', sharingGroup: group },
  RED: { tlp: 'RED' },
};
type Marking = keyof typeof markings;
const ids = {} as Record<Marking, string>;

beforeAll(async () => {
  incidents = await startTestSubgraph(incidentsSubgraph);
  for (const [name, marking] of Object.entries(markings)) {
    ids[name as Marking] = await report(incidents, owner, {
      title: `incident ${name}`,
      marking,
      parties: [{ address: attacker, role: 'ATTACKER' }],
      claims: [{ fact: 'LOSS', value: '1', unit: 'USD', source: { publisher: 'somebody' } }],
    });
  }
});

afterAll(() => incidents[Symbol.asyncDispose]());

const readers: readonly [string, Caller, readonly Marking[]][] = [
  ['the originator', owner, ['CLEAR', 'GREEN', 'AMBER', 'AMBER_ALONE', 'STRICT', 'RED']],
  ['a colleague with a lower clearance', ownerGreen, ['CLEAR', 'GREEN']],
  ['a member of the group', inGroup, ['CLEAR', 'GREEN', 'AMBER', 'STRICT']],
  ['a member outside of the group', outside, ['CLEAR', 'GREEN']],
  ['the public', publicCaller, ['CLEAR']],
  ['the hub', hubCaller, ['CLEAR']],
];

describe.each(readers)('%s', (_name, caller, seen) => {
  const seenIds = (): string[] => seen.map((name) => ids[name]).sort();

  it('lists and counts what it may see', async () => {
    const { data } = await incidents.ask(caller, `{ incidents { totalCount nodes { id } } }`);
    const { totalCount, nodes } = data!['incidents'] as { totalCount: number; nodes: { id: string }[] };
    expect([totalCount, nodes.map(({ id }) => id).sort()]).toEqual([seen.length, seenIds()]);
  });

  it('finds one by its id as if the others did not exist', async () => {
    for (const name of Object.keys(markings) as Marking[]) {
      const answer = await incidents.ask(caller, `query ($id: ID!) { incident(id: $id) { title } }`, { id: ids[name] });
      expect(answer).toEqual({ data: { incident: seen.includes(name) ? { title: `incident ${name}` } : null } });
    }
    expect(await incidents.ask(caller, `{ incident(id: "no-such-incident") { title } }`)).toEqual({
      data: { incident: null },
    });
  });

  it('resolves guessed references alike', async () => {
    const all = Object.keys(markings) as Marking[];
    const representations = [...all.map((name) => ids[name]), 'guessed'].map((id) => ({ __typename: 'Incident', id }));
    const answer = await incidents.ask(
      caller,
      `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Incident { id claims { value } parties { role } } } }`,
      { representations },
    );
    const whole = { claims: [{ value: '1' }], parties: [{ role: 'ATTACKER' }] };
    expect(answer).toEqual({
      data: { _entities: [...all.map((name) => (seen.includes(name) ? { id: ids[name], ...whole } : null)), null] },
    });
  });

  it('sees them under their address, their originator and every filter', async () => {
    const { data } = await incidents.ask(
      caller,
      `query ($representations: [_Any!]!, $filter: IncidentFilter) {
        incidents(filter: $filter) { totalCount }
        _entities(representations: $representations) {
          ... on Address { incidents { totalCount nodes { id } } }
          ... on Member { incidents { totalCount nodes { id } } }
        }
      }`,
      {
        representations: [
          { __typename: 'Address', id: attacker },
          { __typename: 'Member', id: 'tencent-security' },
        ],
        filter: { address: attacker, search: 'INCIDENT', originator: 'tencent-security', category: ['SERVICE_HACK'] },
      },
    );
    const lists = data!['_entities'] as { incidents: { totalCount: number; nodes: { id: string }[] } }[];
    expect(data!['incidents']).toEqual({ totalCount: seen.length });
    expect(lists.map((list) => [list.incidents.totalCount, list.incidents.nodes.map(({ id }) => id).sort()])).toEqual([
      [seen.length, seenIds()],
      [seen.length, seenIds()],
    ]);
  });
});

it('asks for a marking: without one nothing is stored', async () => {
  const { marking: _marking, ...unmarked } = leastReport;
  const answer = await incidents.ask(
    owner,
    `mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { outcome } }`,
    { input: unmarked },
  );
  expect(answer.data).toBeUndefined();
  expect(answer.errors?.[0]?.message).toContain('Field "marking" of required type "MarkingInput!" was not provided');
});

it.each([
  [
    publicCaller,
    { tlp: 'CLEAR' },
    'UNAUTHENTICATED',
    'Only members of the alliance contribute. Send the key of a member.',
  ],
  [
    hubCaller,
    { tlp: 'CLEAR' },
    'UNAUTHENTICATED',
    'Only members of the alliance contribute. Send the key of a member.',
  ],
  [ownerGreen, { tlp: 'AMBER' }, 'FORBIDDEN', 'marking.tlp: expected at most your clearance GREEN, got "AMBER".'],
  [
    outside,
    { tlp: 'AMBER', sharingGroup: group },
    'FORBIDDEN',
    'marking.sharingGroup: expected a sharing group to which you belong, got "xian-working-group".',
  ],
  [
    outside,
    { tlp: 'AMBER', sharingGroup: 'no-such-group' },
    'FORBIDDEN',
    'marking.sharingGroup: expected a sharing group to which you belong, got "no-such-group".',
  ],
  [
    owner,
    { tlp: 'GREEN', sharingGroup: group },
    'BAD_USER_INPUT',
    'marking.sharingGroup: expected no sharing group, since GREEN is not addressed to one, got "xian-working-group".',
  ],
  [
    owner,
    { tlp: 'PURPLE' },
    'BAD_USER_INPUT',
    'marking.tlp: expected one of CLEAR, GREEN, AMBER, AMBER_STRICT, RED, got "PURPLE".',
  ],
])('refuses a marking that its author may not use (%#)', async (caller, marking, code, message) => {
  const answer = await incidents.ask(
    caller,
    `mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { outcome } }`,
    { input: { ...leastReport, marking } },
  );
  expect([answer.data, answer.errors?.[0]?.extensions?.['code'], answer.errors?.[0]?.message]).toEqual([
    null,
    code,
    message,
  ]);
});

const changes: readonly [string, (id: string) => object][] = [
  ['updateIncident', (id) => ({ id, expectedVersion: 1, title: 'Mine now' })],
  ['changeIncidentState', (id) => ({ id, state: 'TRIAGED' })],
  ['withdrawIncident', (id) => ({ id, reason: 'ERROR' })],
  ['chooseClaim', (id) => ({ incident: id, claim: 'any' })],
];

it.each(changes)('lets nobody but the originator call %s, and betrays nothing hidden', async (mutation, input) => {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { ${mutation}(input: $input) { id } }`;
  const refused = async (caller: Caller, id: string) => {
    const { data, errors } = await incidents.ask(caller, query, { input: input(id) });
    return [data, errors?.[0]?.extensions?.['code'], errors?.[0]?.message.replace(id, 'ID')];
  };
  const missing = [null, 'NOT_FOUND', 'There is no incident "ID" that you may see.'];
  expect(await refused(inGroup, ids.AMBER)).toEqual([
    null,
    'FORBIDDEN',
    'Only the originator of an incident changes it. You may add a claim of your own.',
  ]);
  expect(await refused(outside, ids.AMBER)).toEqual(missing);
  expect(await refused(outside, 'no-such-incident')).toEqual(missing);
  expect((await refused(publicCaller, ids.CLEAR))[1]).toBe('UNAUTHENTICATED');
});

describe('an originator that does not show its name', () => {
  it.each(['ALLIANCE', 'ANONYMOUS'])('stays unknown when it says %s', async (originatorDisplay) => {
    const title = `hidden originator ${originatorDisplay}`;
    const id = await report(incidents, owner, {
      title,
      reference: `secret-${originatorDisplay}`,
      marking: { tlp: 'GREEN', originatorDisplay },
      claims: [{ fact: 'VICTIMS', value: '3', source: { publisher: 'somebody' } }],
    });
    const query = `query ($filter: IncidentFilter, $search: IncidentFilter, $representations: [_Any!]!) {
      byOriginator: incidents(filter: $filter) { totalCount nodes { id } }
      bySearch: incidents(filter: $search) { nodes { id reference originator { id } claims { originator { id } originatorDisplay } } }
      _entities(representations: $representations) { ... on Member { incidents { totalCount } } }
    }`;
    const variables = {
      filter: { originator: 'tencent-security', search: title },
      search: { search: title },
      representations: [{ __typename: 'Member', id: 'tencent-security' }],
    };
    const shown = (reference: string | null, originator: object | null) => [
      { id, reference, originator, claims: [{ originator, originatorDisplay }] },
    ];
    const [own, others] = [
      await incidents.ask(owner, query, variables),
      await incidents.ask(inGroup, query, variables),
    ];
    const before = await incidents.ask(
      inGroup,
      `{ incidents(filter: { originator: "tencent-security" }) { totalCount } }`,
    );
    expect(own.data).toMatchObject({
      byOriginator: { totalCount: 1, nodes: [{ id }] },
      bySearch: { nodes: shown(`secret-${originatorDisplay}`, { id: 'tencent-security' }) },
    });
    expect(others.data).toEqual({
      byOriginator: { totalCount: 0, nodes: [] },
      bySearch: { nodes: shown(null, null) },
      _entities: [{ incidents: (before.data as { incidents: object }).incidents }],
    });
  });

  it('is not found out by its own claims, nor unmasked by an update', async () => {
    const marking = { tlp: 'GREEN', originatorDisplay: 'ANONYMOUS' };
    const id = await report(incidents, owner, { title: 'anonymous', marking });
    const claim = { incident: id, fact: 'ARRESTS', value: '2', source: { publisher: 'somebody' } };
    const named = await incidents.ask(owner, `mutation ($input: AddClaimInput!) { addClaim(input: $input) { id } }`, {
      input: { ...claim, marking: { tlp: 'GREEN', originatorDisplay: 'NAMED' } },
    });
    expect(named.errors?.[0]?.message).toBe(
      'marking.originatorDisplay: expected ANONYMOUS, as your incident, got "NAMED".',
    );
    await addClaim(incidents, owner, claim);
    await incidents.ask(owner, `mutation ($input: UpdateIncidentInput!) { updateIncident(input: $input) { id } }`, {
      input: { id, expectedVersion: 1, marking: { tlp: 'CLEAR' } },
    });
    const answer = await incidents.ask(
      publicCaller,
      `query ($id: ID!) { incident(id: $id) { tlp originatorDisplay originator { id } claims { tlp originator { id } } } }`,
      { id },
    );
    expect(answer.data).toEqual({
      incident: {
        tlp: 'CLEAR',
        originatorDisplay: 'ANONYMOUS',
        originator: null,
        claims: [{ tlp: 'CLEAR', originator: null }],
      },
    });
  });
});

it('shows to a colleague no history that holds a claim beyond its clearance', async () => {
  const claims = [
    { fact: 'LOSS', value: '5', unit: 'USD', source: { publisher: 'a' }, marking: { tlp: 'RED' } },
    { fact: 'LOSS', value: '6', unit: 'USD', source: { publisher: 'b' } },
  ];
  const id = await report(incidents, owner, { title: 'narrow claim', marking: { tlp: 'GREEN' }, claims });
  const history = async (caller: Caller) => {
    const query = `query ($id: ID!) { incident(id: $id) { history { totalCount nodes { version content { claims { value } } } } } }`;
    return (await incidents.ask(caller, query, { id })).data;
  };
  expect(await history(owner)).toEqual({
    incident: {
      history: { totalCount: 1, nodes: [{ version: 1, content: { claims: [{ value: '5' }, { value: '6' }] } }] },
    },
  });
  expect(await history(ownerGreen)).toEqual({ incident: { history: { totalCount: 0, nodes: [] } } });
  expect(await history(inGroup)).toEqual({ incident: { history: { totalCount: 0, nodes: [] } } });
});

it('refuses calls without the token of the hub', async () => {
  const response = await incidents.call({}, { query: '{ incidents { totalCount } }' });
  expect([
    response.status,
    ((await response.json()) as { errors: { extensions: object }[] }).errors[0]?.extensions,
  ]).toEqual([401, { code: 'SUBGRAPH_TOKEN_REFUSED' }]);
});
