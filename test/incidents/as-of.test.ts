import { setTimeout as passTime } from 'node:timers/promises';
import pg from 'pg';
import type { Caller } from '@alliance/schema';
import { incidentsSubgraph } from '@alliance/incidents';

import { type GraphQLAnswer, startTestSubgraph, type TestSubgraph } from '../support/running-subgraph.js';
import { callerOf, membershipOf, publicCaller } from '../support/token-issuer.js';
import { addClaim, leastReport, report } from './support/report.js';

let incidents: TestSubgraph;

beforeAll(async () => {
  incidents = await startTestSubgraph(incidentsSubgraph);
});

afterAll(() => incidents[Symbol.asyncDispose]());

const author = callerOf('tencent-security', { groups: ['circle'], clearance: 'RED' });
const insider = callerOf('ctma', { groups: ['circle'] });
const outsider = callerOf('demo-wallet', { clearance: 'RED' });
const circle = { tlp: 'AMBER', sharingGroup: 'circle' };
const source = { publisher: 'Press' };

/** A moment that lies between what was done before and what is done after. */
async function moment(): Promise<Date> {
  await passTime(2);
  const now = new Date();
  await passTime(2);
  return now;
}

function must<T>({ data, errors }: GraphQLAnswer<T>): T {
  if (!data || errors) throw new Error(JSON.stringify(errors));
  return data;
}

async function change(mutation: string, input: object): Promise<void> {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  must(await incidents.ask(author, `mutation ($input: ${type}!) { ${mutation}(input: $input) { id } }`, { input }));
}

const shown = `version title state tlp withdrawal { reason } parties { actor role } claims { value tlp }
  chosen { loss { value } } facts { values count }`;

async function tell(caller: Caller, id: string, asOf: Date | null): Promise<unknown> {
  const query = `query ($id: ID!, $t: DateTime) { incident(id: $id, asOf: $t) { ${shown} } }`;
  return must(await incidents.ask(caller, query, { id, t: asOf }))['incident'] as unknown;
}

const party = (actor: string) => ({ actor, role: 'OPERATOR' });
const loss = (value: string, more: object = {}) => ({ fact: 'LOSS', value, unit: 'CNY', source, ...more });
const claimed = (values: string[], tlp = 'GREEN') => ({
  claims: values.map((value) => ({ value, tlp })),
  chosen: { loss: values[0] === undefined ? null : { value: values[0] } },
  facts: values.length === 0 ? [] : [{ values, count: values.length }],
});

it('tells each version with its parties and claims, nothing before the first, and the end after the last', async () => {
  const before = await moment();
  const id = await report(incidents, author, {
    title: 'First',
    marking: { tlp: 'GREEN' },
    parties: [party('A')],
    claims: [loss('10')],
  });
  const first = await moment();
  await addClaim(incidents, insider, { incident: id, ...loss('20') });
  const claimAdded = await moment();
  await change('updateIncident', { id, expectedVersion: 1, title: 'Second', parties: [party('B')] });
  const second = await moment();
  await change('changeIncidentState', { id, expectedVersion: 2, state: 'TRIAGED' });
  const confirmed = await moment();
  await change('withdrawIncident', { id, expectedVersion: 3, reason: 'ERROR' });
  const base = { state: 'REPORTED', tlp: 'GREEN', withdrawal: null };
  const told: unknown[] = [];
  for (const at of [before, first, claimAdded, second, confirmed, await moment()]) {
    const answer = await tell(outsider, id, at);
    expect(await tell(author, id, at)).toEqual(answer);
    told.push(answer);
    expect(await tell(publicCaller, id, at)).toBeNull();
  }
  const withdrawn = await tell(outsider, id, null);
  expect(told).toEqual([
    null,
    { ...base, version: 1, title: 'First', parties: [party('A')], ...claimed(['10']) },
    { ...base, version: 1, title: 'First', parties: [party('A')], ...claimed(['10', '20']) },
    { ...base, version: 2, title: 'Second', parties: [party('B')], ...claimed(['10', '20']) },
    { ...base, version: 3, title: 'Second', state: 'TRIAGED', parties: [party('B')], ...claimed(['10', '20']) },
    withdrawn,
  ]);
  expect(withdrawn).toMatchObject({ title: null, withdrawal: { reason: 'ERROR' }, claims: [], parties: [] });
});

it('tells nobody what was withdrawn as SENSITIVE since, an incident or a claim', async () => {
  const id = await report(incidents, author, { title: 'Sensitive', marking: { tlp: 'CLEAR' } });
  await addClaim(incidents, insider, { incident: id, ...loss('30') });
  const claim = must(await incidents.ask(insider, `{ incident(id: "${id}") { claims { id } } }`))['incident'] as {
    claims: { id: string }[];
  };
  const then = await moment();
  for (const caller of [author, publicCaller])
    expect(await tell(caller, id, then)).toMatchObject({ claims: [{ value: '30' }] });
  const input = { claim: claim.claims[0]!.id, reason: 'SENSITIVE' };
  must(
    await incidents.ask(insider, `mutation ($input: WithdrawClaimInput!) { withdrawClaim(input: $input) { id } }`, {
      input,
    }),
  );
  for (const caller of [author, insider, publicCaller])
    expect(await tell(caller, id, then)).toMatchObject({ claims: [] });
  await change('withdrawIncident', { id, expectedVersion: 1, reason: 'SENSITIVE' });
  for (const caller of [author, insider, publicCaller]) expect(await tell(caller, id, then)).toBeNull();
  expect(await tell(publicCaller, id, await moment())).toMatchObject({ withdrawal: { reason: 'SENSITIVE' } });
});

it('goes by memberships that had begun then and hold now, and by the markings of then', async () => {
  const id = await report(incidents, author, {
    marking: circle,
    claims: [loss('10'), loss('11', { marking: { tlp: 'RED' } })],
  });
  const then = await moment();
  await change('updateIncident', { id, expectedVersion: 1, marking: { tlp: 'GREEN' } });
  const wide = await moment();
  const around = (ms: number): string => new Date(then.getTime() + ms).toISOString();
  const joined = (since: string, joinSees: 'ALL_HISTORY' | 'FROM_JOIN') =>
    callerOf('demo-exchange', { groups: [membershipOf('circle', { since, joinSees })] });
  const readers: [Caller, isSeen: boolean][] = [
    [insider, true],
    [joined(around(-1), 'ALL_HISTORY'), true],
    [joined(around(-1), 'FROM_JOIN'), false],
    [joined(around(1), 'ALL_HISTORY'), false],
    [callerOf('ctma'), false],
    [outsider, false],
    [callerOf('ctma', { groups: ['circle'], clearance: 'GREEN' }), false],
    [publicCaller, false],
  ];
  for (const [caller, isSeen] of readers) {
    const told = await tell(caller, id, then);
    if (!isSeen) expect(told).toBeNull();
    else expect(told).toMatchObject({ tlp: 'AMBER', ...claimed(['10'], 'AMBER') });
  }
  expect(await tell(author, id, then)).toMatchObject({
    claims: [
      { value: '10', tlp: 'AMBER' },
      { value: '11', tlp: 'RED' },
    ],
  });
  expect(await tell(outsider, id, wide)).toMatchObject({ tlp: 'GREEN', claims: [{ value: '10', tlp: 'GREEN' }] });
});

it('keeps what was not released then to its originator', async () => {
  const id = await report(incidents, author, {
    marking: { tlp: 'GREEN', releaseAt: new Date(Date.now() + 3_600_000) },
  });
  const held = await moment();
  const released = await moment();
  await asOwner(`update incident_history set release_at = $2 where id = $1`, [id, released]);
  expect(await tell(outsider, id, held)).toBeNull();
  expect(await tell(author, id, held)).toMatchObject({ version: 1 });
  expect(await tell(outsider, id, released)).toMatchObject({ version: 1 });
});

it('refuses the future', async () => {
  const query = `query ($t: DateTime) { incident(id: "x", asOf: $t) { id } }`;
  const answer = await incidents.ask(insider, query, { t: new Date(Date.now() + 60_000) });
  expect(answer).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT', field: 'asOf' } }] });
});

it('keeps the history out of reach: unread without a moment, unwritten by anybody', async () => {
  const id = await report(incidents, author, { marking: { tlp: 'CLEAR' }, claims: [loss('1')] });
  const { principal, ...claims } = author;
  const session = incidents.database.sessionFor({ ...claims, caller: principal });
  for (const table of ['incident_history', 'claim_history']) {
    expect(await session.read((em) => em.execute(`select id from ${table}`))).toEqual([]);
    const write = session.write((em) => em.execute(`delete from ${table} where id = '${id}'`));
    await expect(write).rejects.toMatchObject({ code: '42501' });
  }
  await session.end();
});

it('writes in the ledger what it discloses of the past', async () => {
  const id = await report(incidents, author, { marking: circle });
  const then = await moment();
  await change('updateIncident', { id, expectedVersion: 1, title: 'Later' });
  await tell(insider, id, then);
  const rows = await asOwner(
    `select items from ledger_entry where kind = 'DISCLOSURE' and actor_member = 'ctma' and items like '%' || $1 || '%'`,
    [id],
  );
  expect(rows.map(({ items }) => JSON.parse(String(items)) as unknown)).toEqual([[{ id, version: 1 }]]);
});

it('takes the repetition of a report whose release has passed, and nothing new under it', async () => {
  const releaseAt = new Date(Date.now() + 2_000);
  const again = (more: object) =>
    incidents.ask(author, `mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { outcome } }`, {
      input: { ...leastReport, title: 'Held back', reference: 'held', marking: { tlp: 'GREEN', releaseAt }, ...more },
    });
  expect(await again({})).toEqual({ data: { reportIncident: { outcome: 'ACCEPTED' } } });
  await asOwner('select pg_sleep(greatest(0, extract(epoch from $1::timestamptz - clock_timestamp())) + 0.005)', [
    releaseAt,
  ]);
  expect(await again({})).toEqual({ data: { reportIncident: { outcome: 'UNCHANGED' } } });
  expect(await again({ title: 'Corrected' })).toEqual({ data: { reportIncident: { outcome: 'UPDATED' } } });
  const refused = { errors: [{ extensions: { code: 'BAD_USER_INPUT', field: 'marking.releaseAt' } }] };
  expect(await again({ reference: 'other', summary: 'new' })).toMatchObject(refused);
});

/** Runs SQL as the owner of the tables, whom no policy binds. */
async function asOwner(sql: string, parameters: unknown[]): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: incidents.ownerUrl });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(sql, parameters).finally(() => client.end());
  return rows;
}
