import pg from 'pg';
import { type Caller, purposesOfUse } from '@alliance/schema';
import { incidentsSubgraph } from '@alliance/incidents';

import { startTestSubgraph, type TestSubgraph } from '../support/running-subgraph.js';
import { callerOf, membershipOf, publicCaller } from '../support/token-issuer.js';
import { addClaim, report } from './support/report.js';

let incidents: TestSubgraph;

beforeAll(async () => {
  incidents = await startTestSubgraph(incidentsSubgraph);
});

afterAll(() => incidents[Symbol.asyncDispose]());

const circle = 'circle';
const owner = callerOf('tencent-security', { groups: [circle], clearance: 'RED' });
const colleague = callerOf('tencent-security', { role: 'APP', clearance: 'RED' });
const insider = callerOf('ctma', { groups: [circle] });
const outsider = callerOf('demo-wallet', { clearance: 'RED' });
const investigator = callerOf('ctma', { clearance: 'RED', purpose: 'INVESTIGATION' });

const sees = async (caller: Caller, id: string): Promise<boolean> => {
  const query = `query ($id: ID!) { incident(id: $id) { id } incidents(first: 100) { nodes { id } totalCount } }`;
  const { data } = await incidents.ask<{ incident: object | null; incidents: { nodes: { id: string }[] } }>(
    caller,
    query,
    { id },
  );
  const isListed = data!.incidents.nodes.some((node) => node.id === id);
  expect(isListed).toBe(data!.incident !== null);
  return isListed;
};
const recipientId = async (caller: Caller): Promise<string | null> =>
  (await incidents.ask<{ incidentRecipientId: string | null }>(caller, '{ incidentRecipientId }')).data!
    .incidentRecipientId;
const update = (caller: Caller, id: string, marking: object, expectedVersion = 1) =>
  incidents.ask(
    caller,
    `mutation ($input: UpdateIncidentInput!) { updateIncident(input: $input) { tlp recipients releaseAt purposes } }`,
    { input: { id, expectedVersion, marking } },
  );
const withdraw = (caller: Caller, id: string, note?: string) =>
  incidents.ask(
    caller,
    `mutation ($input: WithdrawIncidentInput!) { withdrawIncident(input: $input) { title withdrawal { reason note } } }`,
    { input: { id, expectedVersion: 1, reason: 'ERROR', note } },
  );
const refused = (code: string, field: string) => ({ errors: [{ extensions: { code, field } }] });

/** Runs SQL as the owner of the tables, whom no policy binds. */
async function asOwner(sql: string, parameters: unknown[] = []): Promise<void> {
  const client = new pg.Client({ connectionString: incidents.ownerUrl });
  await client.connect();
  await client.query(sql, parameters).finally(() => client.end());
}

describe('RED', () => {
  it('is read by the callers whom it names, and by no colleague of theirs', async () => {
    const named = callerOf('ctma', { clearance: 'RED' });
    const id = await report(incidents, owner, { marking: { tlp: 'RED', recipients: [await recipientId(named)] } });
    const readers = [owner, colleague, named, investigator, callerOf('ctma', { role: 'APP', clearance: 'RED' })];
    expect(await Promise.all(readers.map((reader) => sees(reader, id)))).toEqual([true, true, true, true, false]);
    // The same caller with a lower clearance, the rest of the alliance, the public.
    const others = [callerOf('ctma', { clearance: 'AMBER_STRICT' }), outsider, publicCaller];
    expect(await Promise.all(others.map((reader) => sees(reader, id)))).toEqual([false, false, false]);
  });

  it('tells its recipients to nobody but the originator', async () => {
    const named = [await recipientId(investigator), await recipientId(outsider)].sort();
    const id = await report(incidents, owner, { marking: { tlp: 'RED', recipients: named } });
    await addClaim(incidents, outsider, { incident: id, fact: 'VICTIMS', value: '3', source: { publisher: 'p' } });
    const query = `query ($id: ID!) { incident(id: $id) { recipients claims { recipients } } }`;
    const told = async (caller: Caller) => (await incidents.ask(caller, query, { id })).data!['incident'] as object;
    expect(await told(owner)).toEqual({ recipients: named, claims: [] });
    expect(await told(investigator)).toEqual({ recipients: [], claims: [] });
    // A claim takes the marking over, but not whom its author cannot know.
    expect(await told(outsider)).toEqual({ recipients: [], claims: [{ recipients: [] }] });
  });

  it('has a name for each caller, another one for each, and none for the public', async () => {
    const names = await Promise.all([owner, colleague, outsider, publicCaller].map(recipientId));
    expect(new Set(names).size).toBe(4);
    expect(names[3]).toBeNull();
  });

  it.each([
    ['a member in the place of a caller', { tlp: 'RED', recipients: ['ctma'] }, 'recipients'],
    ['recipients of what is not RED', { tlp: 'AMBER', recipients: ['x'.repeat(22)] }, 'recipients'],
    [
      'too many',
      { tlp: 'RED', recipients: Array.from({ length: 101 }, (_, n) => String(n).padStart(22, 'x')) },
      'recipients',
    ],
    ['a release that has passed', { tlp: 'GREEN', releaseAt: '2024-01-01T00:00:00Z' }, 'releaseAt'],
    ['purposes of what is for everybody', { tlp: 'CLEAR', purposes: ['RESEARCH'] }, 'purposes'],
  ])('and other markings are refused for %s', async (_what, marking, field) => {
    const answer = await incidents.ask(
      owner,
      `mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { outcome } }`,
      {
        input: {
          title: 't',
          category: 'OTHER',
          occurred: { from: '2024-05-01T00:00:00Z', fidelity: 'DAY' },
          marking,
        },
      },
    );
    expect(answer).toMatchObject(refused('BAD_USER_INPUT', `marking.${field}`));
  });
});

describe('a timed release', () => {
  it.each(['CLEAR', 'GREEN', 'AMBER'])('keeps %s to its originator until then', async (tlp) => {
    const sharingGroup = tlp === 'AMBER' ? circle : null;
    const releaseAt = new Date(Date.now() + 3_600_000).toISOString();
    const id = await report(incidents, owner, { marking: { tlp, sharingGroup, releaseAt } });
    await addClaim(incidents, owner, { incident: id, fact: 'VICTIMS', value: '3', source: { publisher: 'p' } });
    const readers = [owner, insider, outsider, publicCaller];
    expect(await Promise.all(readers.map((reader) => sees(reader, id)))).toEqual([true, false, false, false]);
    // The hour passes.
    for (const table of ['incident', 'claim']) await asOwner(`update ${table} set release_at = now()`);
    const after = {
      CLEAR: [true, true, true, true],
      GREEN: [true, true, true, false],
      AMBER: [true, true, false, false],
    };
    expect(await Promise.all(readers.map((reader) => sees(reader, id)))).toEqual(after[tlp as keyof typeof after]);
  });
});

describe('a purpose', () => {
  it('limits who reads, whatever the marking; the originator it never limits', async () => {
    const id = await report(incidents, owner, { marking: { tlp: 'GREEN', purposes: ['INVESTIGATION', 'RESEARCH'] } });
    const readers = purposesOfUse.map((purpose) => callerOf('ctma', { purpose }));
    expect(await Promise.all(readers.map((reader) => sees(reader, id)))).toEqual([false, false, true, false, true]);
    const others = [owner, callerOf('ctma'), publicCaller];
    expect(await Promise.all(others.map((reader) => sees(reader, id)))).toEqual([true, false, false]);
  });
});

it('lets nothing become wider by silence', async () => {
  const releaseAt = new Date(Date.now() + 3_600_000).toISOString();
  const narrow = { purposes: ['COMPLIANCE'], releaseAt };
  const id = await report(incidents, owner, { marking: { tlp: 'GREEN', ...narrow } });
  expect(await update(owner, id, { tlp: 'AMBER' })).toEqual({
    data: { updateIncident: { tlp: 'AMBER', recipients: [], ...narrow } },
  });
  // CLEAR for some purposes alone cannot be, and to lift the limit is to say so.
  expect(await update(owner, id, { tlp: 'CLEAR' }, 2)).toMatchObject(refused('BAD_USER_INPUT', 'marking.purposes'));
  expect(await update(owner, id, { tlp: 'CLEAR', purposes: [], releaseAt: null }, 2)).toEqual({
    data: { updateIncident: { tlp: 'CLEAR', recipients: [], purposes: [], releaseAt: null } },
  });
});

describe('a sharing group', () => {
  it('shows a newcomer what was shared since it joined, where the group says so', async () => {
    const before = await report(incidents, owner, { marking: { tlp: 'AMBER', sharingGroup: circle } });
    const since = new Date(Date.now() + 1).toISOString();
    const newcomer = callerOf('cbarc', { groups: [membershipOf(circle, { since, joinSees: 'FROM_JOIN' })] });
    const latecomer = callerOf('cbarc', { groups: [membershipOf(circle, { since })] });
    expect([await sees(newcomer, before), await sees(latecomer, before)]).toEqual([false, true]);
    await asOwner('update incident set updated_at = $2 where id = $1', [before, since]);
    expect(await sees(newcomer, before)).toBe(true);
  });

  it.each([
    ['of which one is a reader', { mayWrite: false }, 'AMBER', 'sharingGroup'],
    ['that takes nothing so narrow', { maxTlp: 'AMBER' as const }, 'AMBER_STRICT', 'tlp'],
  ])('is not written to by a member %s', async (_what, more, tlp, field) => {
    const writer = callerOf('tencent-security', { groups: [membershipOf(circle, more)] });
    const marking = { tlp, sharingGroup: circle };
    await expect(report(incidents, writer, { marking })).rejects.toThrow(`"field":"marking.${field}"`);
    const own = await report(incidents, writer, { marking: { tlp: 'AMBER' } });
    expect(await update(writer, own, marking)).toMatchObject(refused('FORBIDDEN', `marking.${field}`));
    const stranger = callerOf('tencent-security');
    const foreign = await report(incidents, owner, { marking });
    expect(await update(stranger, foreign, { tlp, sharingGroup: circle })).toMatchObject({
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    });
  });

  it.each([
    ['left', []],
    ['reads only', [membershipOf(circle, { mayWrite: false })]],
  ])('gives a record back to an originator that %s, and takes nothing else from it', async (_what, groups) => {
    const id = await report(incidents, owner, { marking: { tlp: 'AMBER', sharingGroup: circle } });
    const leaver = callerOf('tencent-security', { groups, clearance: 'RED' });
    const change = `mutation ($input: UpdateIncidentInput!) { updateIncident(input: $input) { id } }`;
    expect(await incidents.ask(leaver, change, { input: { id, expectedVersion: 1, title: 'More' } })).toMatchObject(
      refused('FORBIDDEN', 'marking.sharingGroup'),
    );
    const state = `mutation ($input: ChangeIncidentStateInput!) { changeIncidentState(input: $input) { id } }`;
    expect(await incidents.ask(leaver, state, { input: { id, expectedVersion: 1, state: 'TRIAGED' } })).toMatchObject(
      refused('FORBIDDEN', 'marking.sharingGroup'),
    );
    expect(await withdraw(insider, id)).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    expect(await withdraw(leaver, id, 'a last word')).toMatchObject(refused('BAD_USER_INPUT', 'note'));
    expect(await withdraw(leaver, id)).toEqual({
      data: { withdrawIncident: { title: null, withdrawal: { reason: 'ERROR', note: null } } },
    });
    const tombstone = `query ($id: ID!) { incident(id: $id) { title withdrawal { note } } }`;
    expect(await incidents.ask(insider, tombstone, { id })).toEqual({
      data: { incident: { title: null, withdrawal: { note: null } } },
    });
  });

  it.each([
    ['content', `update incident set title = 'x', version = version + 1`],
    ['a party', `insert into party (id, incident, position, role) select 'p', id, 9, 'ATTACKER' from incident`],
    [
      'a tombstone with a word',
      `update incident set withdrawn_at = now(), withdrawal_reason = 'ERROR', withdrawal_note = 'x'`,
    ],
    ['a tombstone with its content', `update incident set withdrawn_at = now(), withdrawal_reason = 'ERROR'`],
  ])('takes from whoever left not even by SQL: %s', async (_what, sql) => {
    const id = await report(incidents, owner, { marking: { tlp: 'AMBER', sharingGroup: circle } });
    const session = incidents.database.sessionFor({ ...asViewer(owner), groups: [] });
    const outcome = session.write((em) => em.execute(`${sql} where id = '${id}'`));
    await expect(outcome).rejects.toMatchObject({ code: '42501' });
    expect(await sees(insider, id)).toBe(true);
  });

  it('takes a tombstone where the record was, and nowhere else', async () => {
    const id = await report(incidents, owner, { marking: { tlp: 'AMBER', sharingGroup: circle } });
    const session = incidents.database.sessionFor({ ...asViewer(owner), groups: [] });
    const empty = `title = '', summary = null, category = 'OTHER', severity = 'NOT_SPECIFIED', occurred_from = null, occurred_to = null, occurred_fidelity = null, withdrawn_at = now(), withdrawal_reason = 'ERROR'`;
    const move = (more: string) =>
      session.write((em) => em.execute(`update incident set ${empty}${more} where id = '${id}'`));
    await expect(move(`, sharing_group = 'another'`)).rejects.toMatchObject({ code: '42501' });
    await expect(move('')).resolves.toBeDefined();
  });

  it('gives claims back, too', async () => {
    const id = await report(incidents, owner, { marking: { tlp: 'AMBER', sharingGroup: circle } });
    const claim = await addClaim(incidents, insider, {
      incident: id,
      fact: 'VICTIMS',
      value: '3',
      source: { publisher: 'p' },
    });
    const former = callerOf('ctma', { groups: [membershipOf(circle, { mayWrite: false })] });
    const take = `mutation ($claim: ID!) { withdrawClaim(input: { claim: $claim, reason: ERROR }) { claims { id } } }`;
    expect(await incidents.ask(former, take, { claim })).toEqual({ data: { withdrawClaim: { claims: [] } } });
    const add = `mutation ($input: AddClaimInput!) { addClaim(input: $input) { id } }`;
    const again = { incident: id, fact: 'VICTIMS', value: '4', source: { publisher: 'p' } };
    expect(await incidents.ask(former, add, { input: again })).toMatchObject(
      refused('FORBIDDEN', 'marking.sharingGroup'),
    );
  });
});

function asViewer({ principal, ...claims }: Extract<Caller, { kind: 'member' }>) {
  return { ...claims, caller: principal };
}
