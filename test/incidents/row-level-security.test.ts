import type { MemberViewer, Viewer } from '@alliance/schema';
import { incidentsSubgraph } from '@alliance/incidents';

import { startTestSubgraph, type TestSubgraph } from '../support/running-subgraph.js';
import { callerOf, membershipOf } from '../support/token-issuer.js';
import { addClaim, attacker, leastReport, report } from './support/report.js';

let incidents: TestSubgraph;
let hidden: string;
let open: string;

const group = 'xian-working-group';
const viewer = (
  member: string,
  groups: readonly string[] = [],
  clearance: MemberViewer['clearance'] = 'AMBER_STRICT',
) =>
  ({
    kind: 'member',
    caller: 'c',
    member,
    roles: ['ANALYST'],
    clearance,
    groups: groups.map((id) => membershipOf(id)),
  }) satisfies MemberViewer;
const owner = viewer('tencent-security', [group]);
const insider = viewer('ctma', [group]);
const outsider = viewer('demo-wallet');

/** What SQL of whatever form finds for a viewer: the database decides, not the queries of the repositories. */
const find = async (who: Viewer, sql: string): Promise<Record<string, unknown>[]> => {
  const session = incidents.database.sessionFor(who);
  try {
    return await session.read((em) => em.execute(sql));
  } finally {
    await session.close();
  }
};

const write = async (who: Viewer, sql: string): Promise<string> => {
  const session = incidents.database.sessionFor(who);
  return session
    .write((em) => em.execute(sql))
    .then(
      () => 'done',
      (error: unknown) => (error as { code: string }).code,
    );
};

beforeAll(async () => {
  incidents = await startTestSubgraph(incidentsSubgraph);
  const caller = callerOf('tencent-security', { groups: [group] });
  const parties = [{ address: attacker, role: 'ATTACKER' }];
  open = await report(incidents, caller, { marking: { tlp: 'CLEAR' }, parties });
  // Reported as GREEN, with a GREEN claim of another member, and narrowed afterwards.
  hidden = await report(incidents, caller, { marking: { tlp: 'GREEN' }, parties });
  await addClaim(incidents, callerOf('demo-wallet'), {
    incident: hidden,
    fact: 'ARRESTS',
    value: '1',
    source: { publisher: 'p' },
  });
  await incidents.ask(caller, `mutation ($input: UpdateIncidentInput!) { updateIncident(input: $input) { id } }`, {
    input: { id: hidden, expectedVersion: 1, marking: { tlp: 'AMBER', sharingGroup: group } },
  });
});

afterAll(() => incidents[Symbol.asyncDispose]());

it.each([
  ['its originator', () => owner, { incidents: 2, parties: 2, claims: 1, versions: 3 }],
  [
    'a colleague with a lower clearance',
    () => viewer('tencent-security', [group], 'GREEN'),
    { incidents: 1, parties: 1, claims: 0, versions: 1 },
  ],
  ['a member of the group', () => insider, { incidents: 2, parties: 2, claims: 1, versions: 0 }],
  [
    'the member whose claim it is, outside of the group',
    () => outsider,
    { incidents: 1, parties: 1, claims: 0, versions: 0 },
  ],
  ['the public', () => ({ kind: 'public' }) as const, { incidents: 1, parties: 1, claims: 0, versions: 0 }],
])('what belongs to a hidden incident is as hidden as it: %s', async (_name, who, expected) => {
  const counts = `select (select count(*)::int from incident) as incidents, (select count(*)::int from party) as parties,
    (select count(*)::int from claim) as claims, (select count(*)::int from incident_version) as versions`;
  expect(await find(who(), counts)).toEqual([expected]);
});

const claimRow = (incident: string, originator: string, tlp: number, sharingGroup: string | null = null) =>
  `insert into claim (id, incident, version, position, fact, value, publisher, reported, content_hash, originator, originator_display, tlp, pap, sharing_group, recipients, purposes, published_at, updated_at)
   values (gen_random_uuid(), '${incident}', 1, 0, 'VICTIMS', '1', 'p', false, 'x', '${originator}', 'NAMED', ${tlp}, 'GREEN', ${sharingGroup === null ? 'null' : `'${sharingGroup}'`}, '{}', '{}', now(), now())`;

it.each([
  ['in its own name', () => write(outsider, claimRow(open, 'demo-wallet', 1)), 'done'],
  ["in another's name", () => write(outsider, claimRow(open, 'ctma', 1)), '42501'],
  ['to a hidden incident', () => write(outsider, claimRow(hidden, 'demo-wallet', 2)), '42501'],
  ['wider than its incident', () => write(insider, claimRow(hidden, 'ctma', 1)), '42501'],
  ['for a group to which it does not belong', () => write(outsider, claimRow(open, 'demo-wallet', 2, group)), '42501'],
  ['beyond its clearance', () => write(outsider, claimRow(open, 'demo-wallet', 4)), '42501'],
  [
    'without a marking',
    () => write(outsider, claimRow(open, 'demo-wallet', 0).replace(", 0, 'GREEN'", ", null, 'GREEN'")),
    '42501',
  ],
])('a member adds a claim %s', async (_name, act, outcome) => {
  expect(await act()).toBe(outcome);
});

it.each([
  ['a party', () => `insert into party (id, incident, position, role) values ('x', '${open}', 9, 'ATTACKER')`],
  [
    'a version',
    () =>
      `insert into incident_version (incident, version, change, recorded_at, originator, tlp, recipients, purposes) values ('${open}', 9, 'UPDATED', now(), 'ctma', 0, '{}', '{}')`,
  ],
  ['what a claim says', () => `update claim set value = '2'`],
])('nobody writes %s of another', async (_name, sql) => {
  expect(await write(insider, sql())).toBe('42501');
});

it("leaves another's rows alone, whatever is updated or deleted", async () => {
  await write(insider, `update incident set title = 'taken over', version = version + 1`);
  await write(insider, 'delete from party');
  await write(insider, `update claim set withdrawn_at = now()`);
  expect(await find(owner, `select title, version from incident where id = '${open}'`)).toEqual([
    { title: leastReport.title, version: 1 },
  ]);
  expect(await find(owner, `select count(*)::int as parties from party`)).toEqual([{ parties: 2 }]);
  expect(
    await find(owner, `select count(*)::int as live from claim where incident = '${hidden}' and withdrawn_at is null`),
  ).toEqual([{ live: 1 }]);
});
