import pg from 'pg';
import type { Caller } from '@alliance/schema';
import { incidentsSubgraph } from '@alliance/incidents';

import { entriesDuring, queryAs } from '../support/ledger-reader.js';
import { startTestSubgraph, type TestSubgraph } from '../support/running-subgraph.js';
import { callerOf, publicCaller } from '../support/token-issuer.js';
import { addClaim, leastReport, report } from './support/report.js';

let incidents: TestSubgraph;

const group = 'xian-working-group';
const marking = { tlp: 'AMBER', sharingGroup: group };
const originator = callerOf('tencent-security', { groups: [group] });
const reader = callerOf('ctma', { groups: [group] });
const slowReader = callerOf('demo-exchange', { groups: [group] });
const outsider = callerOf('demo-wallet');

beforeAll(async () => {
  incidents = await startTestSubgraph(incidentsSubgraph);
});

afterAll(() => incidents[Symbol.asyncDispose]());

const read = (caller: Caller, id: string) =>
  incidents.ask(caller, `{ incident(id: "${id}") { title claims { value } } }`);

async function withdraw(id: string, reason: string, caller: Caller = originator): Promise<void> {
  const answer = await incidents.ask(
    caller,
    'mutation ($input: WithdrawIncidentInput!) { withdrawIncident(input: $input) { id } }',
    { input: { id, reason } },
  );
  expect(answer.errors).toBeUndefined();
}

const feedFields = 'id recordType record version reason state reader { id } originator { id }';

/** What a caller is told to drop of some records. */
async function feed(caller: Caller, records: readonly string[], state?: string): Promise<Record<string, any>[]> {
  const { data, errors } = await incidents.ask(
    caller,
    `query ($state: RecallState) { incidentRecalls(state: $state, first: 500) { nodes { ${feedFields} } totalCount } }`,
    { state },
  );
  expect(errors).toBeUndefined();
  return data!['incidentRecalls'].nodes.filter(({ record }: { record: string }) => records.includes(record));
}

/** Whom an incident's originator has had told, as `reader STATE`. */
async function told(caller: Caller, id: string): Promise<string[] | null> {
  const query = `{ incident(id: "${id}") { recalls { nodes { reader { id } state } totalCount } } }`;
  const { data } = await incidents.ask(caller, query);
  const recalls = data!['incident']?.recalls;
  if (!recalls) return null;
  const lines = recalls.nodes.map((each: any) => `${each.reader.id} ${each.state}`).sort();
  expect(recalls.totalCount).toBe(lines.length);
  return lines;
}

const acknowledge = (caller: Caller, ids: readonly string[]) =>
  incidents.ask(caller, 'mutation ($ids: [ID!]!) { acknowledgeIncidentRecalls(ids: $ids) { state acknowledgedBy } }', {
    ids,
  });

it('tells each reader what to drop, and the originator who has not done so', async () => {
  const said = { ...leastReport, title: 'Names a victim', marking };
  const id = await report(incidents, originator, said);
  await read(reader, id);
  await read(slowReader, id);
  await withdraw(id, 'SENSITIVE');

  const [recall, ...more] = await feed(reader, [id]);
  expect(more).toEqual([]);
  expect(recall).toEqual({
    id: recall!.id,
    recordType: 'Incident',
    record: id,
    version: 2,
    reason: 'SENSITIVE',
    state: 'ISSUED',
    reader: { id: 'ctma' },
    originator: { id: 'tencent-security' },
  });
  expect((await feed(reader, [id])).map(({ state }) => state)).toEqual(['DELIVERED']);
  expect(await told(originator, id)).toEqual(['ctma DELIVERED', 'demo-exchange ISSUED']);

  const entries = await entriesDuring(incidents.ownerUrl, async () => {
    const answer = await acknowledge(reader, [recall!.id]);
    expect(answer).toEqual({
      data: { acknowledgeIncidentRecalls: [{ state: 'ACKNOWLEDGED', acknowledgedBy: expect.any(String) }] },
    });
    expect(await acknowledge(reader, [recall!.id])).toEqual(answer);
  });
  expect(entries).toMatchObject([
    { kind: 'ACKNOWLEDGED', member: 'ctma', originator: 'tencent-security', items: [{ id, version: 2 }] },
  ]);
  expect(await told(originator, id)).toEqual(['ctma ACKNOWLEDGED', 'demo-exchange ISSUED']);
  // Readers do not learn of each other, and nobody else learns of anything.
  expect(await told(reader, id)).toEqual([]);
  expect(await feed(outsider, [id])).toEqual([]);
  expect(await told(outsider, id)).toBeNull();
  expect(await feed(originator, [id])).toEqual([]);

  // What was withdrawn as sensitive does not come back from whoever has known it; whoever has not learns nothing.
  const again = 'mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { outcome } }';
  for (const caller of [originator, reader, slowReader]) {
    const answer = await incidents.ask(caller, again, { input: { ...said, marking: { tlp: 'GREEN' } } });
    expect(answer.errors).toMatchObject([{ extensions: { code: 'CONFLICT', reason: 'SENSITIVE' } }]);
  }
  const elsewhere = await incidents.ask(outsider, again, { input: { ...said, marking: { tlp: 'GREEN' } } });
  expect(elsewhere).toEqual({ data: { reportIncident: { outcome: 'ACCEPTED' } } });
});

it('answers nobody without a login, and acknowledges for nobody else', async () => {
  const id = await report(incidents, originator, { title: 'Of two readers', marking });
  await read(reader, id);
  await withdraw(id, 'ERROR');
  const [recall] = await feed(reader, [id]);
  const asPublic = await incidents.ask(publicCaller, '{ incidentRecalls { totalCount } }');
  expect(asPublic.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  const codes = [];
  for (const caller of [publicCaller, outsider, slowReader, originator]) {
    codes.push((await acknowledge(caller, [recall!.id])).errors?.[0]?.extensions?.['code']);
  }
  expect(codes).toEqual(['UNAUTHENTICATED', 'NOT_FOUND', 'NOT_FOUND', 'FORBIDDEN']);
  expect(await told(originator, id)).toEqual(['ctma DELIVERED']);
});

it('recalls nothing that nobody has read, and nothing that everybody may read', async () => {
  const unread = await report(incidents, originator, { title: 'Unread', marking });
  const green = await report(incidents, originator, { title: 'Green', marking: { tlp: 'GREEN' } });
  await read(reader, green);
  for (const id of [unread, green]) await withdraw(id, 'ERROR');
  expect([await told(originator, unread), await told(originator, green)]).toEqual([[], []]);
});

it('names no originator that does not show itself', async () => {
  const id = await report(incidents, originator, {
    title: 'By nobody',
    marking: { ...marking, originatorDisplay: 'ANONYMOUS' },
  });
  await read(reader, id);
  await withdraw(id, 'OTHER');
  expect((await feed(reader, [id])).map((recall) => recall['originator'])).toEqual([null]);
  const { data } = await incidents.ask(
    originator,
    `{ incident(id: "${id}") { recalls { nodes { originator { id } } } } }`,
  );
  expect(data).toEqual({ incident: { recalls: { nodes: [{ originator: { id: 'tencent-security' } }] } } });
});

it('recalls a claim by itself, and with its incident', async () => {
  const incident = await report(incidents, outsider, { title: 'For all', marking: { tlp: 'CLEAR' } });
  const claim = { incident, fact: 'ATTRIBUTION', value: 'A name', source: { publisher: 'p' }, marking };
  const first = await addClaim(incidents, originator, claim);
  await read(reader, incident);
  const withdrawal = await incidents.ask(
    originator,
    `mutation { withdrawClaim(input: { claim: "${first}", reason: SENSITIVE }) { id } }`,
  );
  expect(withdrawal.errors).toBeUndefined();
  expect(await feed(reader, [first])).toMatchObject([{ recordType: 'Claim', version: 2, reason: 'SENSITIVE' }]);
  expect([await told(originator, incident), await told(outsider, incident)]).toEqual([['ctma DELIVERED'], []]);
  for (const caller of [originator, reader]) {
    const answer = await incidents.ask(caller, 'mutation ($input: AddClaimInput!) { addClaim(input: $input) { id } }', {
      input: { ...claim, marking: { tlp: 'CLEAR' } },
    });
    expect(answer.errors).toMatchObject([{ extensions: { code: 'CONFLICT' } }]);
  }
  await addClaim(incidents, slowReader, claim);

  const whole = await report(incidents, originator, { title: 'Whole', marking: { tlp: 'CLEAR' } });
  const part = await addClaim(incidents, originator, { ...claim, incident: whole });
  await read(reader, whole);
  await withdraw(whole, 'ERROR');
  expect(await feed(reader, [whole, part])).toMatchObject([{ record: part, version: 2, reason: 'ERROR' }]);
});

it('recalls what is shared more narrowly, with the claims that follow it', async () => {
  const claims = [{ fact: 'VICTIMS', value: '3', source: { publisher: 'p' } }];
  const id = await report(incidents, originator, { title: 'Too wide', marking, claims });
  await read(reader, id);
  const { data } = await incidents.ask(originator, `{ incident(id: "${id}") { claims { id } } }`);
  const [claim] = data!['incident'].claims.map((each: { id: string }) => each.id) as string[];
  const update = (expectedVersion: number, change: object) =>
    incidents.ask(originator, 'mutation ($input: UpdateIncidentInput!) { updateIncident(input: $input) { id } }', {
      input: { id, expectedVersion, ...change },
    });
  await update(1, { title: 'Of the same readers' });
  expect(await feed(reader, [id, claim!])).toEqual([]);
  await update(2, { marking: { tlp: 'AMBER_STRICT', sharingGroup: group } });
  expect(
    (await feed(reader, [id, claim!])).map(({ recordType, version, reason }) => [recordType, version, reason]).sort(),
  ).toEqual([
    ['Claim', 2, 'MARKING_NARROWED'],
    ['Incident', 3, 'MARKING_NARROWED'],
  ]);
  expect(await told(originator, id)).toEqual(['ctma DELIVERED', 'ctma DELIVERED']);
});

it('shows a recall to those of the institution alone who could have read the record', async () => {
  const id = await report(incidents, originator, { title: 'Strict', marking: { ...marking, tlp: 'AMBER_STRICT' } });
  await read(reader, id);
  await withdraw(id, 'ERROR');
  expect(await feed(callerOf('ctma', { clearance: 'AMBER' }), [id])).toEqual([]);
  // Also after the institution has left the group, and for its programs.
  expect(await feed(callerOf('ctma', { role: 'APP' }), [id])).toHaveLength(1);
});

it('lets a program of the originator recall, which does not see the ledger', async () => {
  const app = callerOf('tencent-security', { role: 'APP', groups: [group] });
  const id = await report(incidents, app, { title: 'By a program', marking });
  await read(reader, id);
  await withdraw(id, 'ERROR', app);
  expect(await told(app, id)).toEqual(['ctma ISSUED']);
});

describe('in SQL', () => {
  async function updateAs(url: string, member: string, sql: string): Promise<object[]> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      await client.query(
        `set hub.viewer = 'member'; set hub.member = '${member}'; set hub.caller = 'x'; set hub.clearance = '4'`,
      );
      return (await client.query<object>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  it('takes from nobody a recall that is made up, taken back or said twice', async () => {
    const id = await report(incidents, originator, { title: 'In SQL', marking });
    await read(reader, id);
    await withdraw(id, 'ERROR');
    const run = (sql: string): Promise<object[]> => queryAs(incidents.appUrl, sql);
    await expect(run(`delete from recall`)).rejects.toThrow('permission denied');
    await expect(run(`insert into recall (id) values (gen_random_uuid())`)).rejects.toThrow('permission denied');
    await expect(run(`select * from recall_notice`)).rejects.toThrow('permission denied');
    await expect(run(`update recall set reason = 'OTHER'`)).rejects.toThrow('permission denied');
    await expect(run(`select * from recall_issue('Incident', 'ERROR', '[]')`)).rejects.toThrow('Only an originator');
    const update = (member: string, change: string): Promise<object[]> =>
      updateAs(incidents.appUrl, member, `update recall set ${change} where record_id = '${id}' returning id`);
    for (const stranger of ['tencent-security', 'demo-exchange', 'demo-wallet']) {
      expect(await update(stranger, 'delivered_at = now()')).toEqual([]);
    }
    expect(await update('ctma', 'delivered_at = now()')).toHaveLength(1);
    await expect(update('ctma', 'delivered_at = null')).rejects.toThrow('delivered once');
    await expect(update('ctma', 'acknowledged_at = now()')).rejects.toThrow('delivered once');
    expect(await update('ctma', `acknowledged_at = now(), acknowledged_by = 'x'`)).toHaveLength(1);
    await expect(update('ctma', `acknowledged_by = 'y'`)).rejects.toThrow('delivered once');
  });
});

describe('what a sensitive record said', () => {
  const source = { publisher: 'p' };
  const history = '{ totalCount nodes { version change content { title claims { value } } } }';
  const historyOf = async (id: string): Promise<Record<string, any>> => {
    const { data } = await incidents.ask(originator, `{ incident(id: "${id}") { history ${history} } }`);
    return data!['incident'].history;
  };

  it('is told to nobody any more, its originator included', async () => {
    const id = await report(incidents, originator, { title: 'First words', marking });
    const changed = await incidents.ask(
      originator,
      'mutation ($input: UpdateIncidentInput!) { updateIncident(input: $input) { id } }',
      { input: { id, expectedVersion: 1, title: 'Second words' } },
    );
    expect(changed.errors).toBeUndefined();
    expect((await historyOf(id))['totalCount']).toBe(2);
    await withdraw(id, 'SENSITIVE');
    expect(await historyOf(id)).toEqual({ totalCount: 1, nodes: [{ version: 3, change: 'WITHDRAWN', content: null }] });
    // Nor does an earlier version come back.
    const again = await incidents.ask(
      originator,
      'mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { outcome } }',
      { input: { ...leastReport, title: 'First words' } },
    );
    expect(again.errors).toMatchObject([{ extensions: { code: 'CONFLICT' } }]);
  });

  it('stays with its originator when it was withdrawn for another reason', async () => {
    const id = await report(incidents, originator, { title: 'A mistake', marking });
    await withdraw(id, 'ERROR');
    expect((await historyOf(id))['nodes'].map(({ content }: any) => content?.title)).toEqual([undefined, 'A mistake']);
  });

  it('leaves the versions of an incident when it was a claim', async () => {
    const claims = ['A name', 'Another'].map((value) => ({ fact: 'ATTRIBUTION', value, source }));
    const id = await report(incidents, originator, { title: 'With claims', marking, claims });
    const { data } = await incidents.ask(originator, `{ incident(id: "${id}") { claims { id value } } }`);
    const named = data!['incident'].claims.find(({ value }: any) => value === 'A name').id as string;
    await incidents.ask(
      originator,
      `mutation { withdrawClaim(input: { claim: "${named}", reason: SENSITIVE }) { id } }`,
    );
    expect((await historyOf(id))['nodes'][0].content.claims).toEqual([{ value: 'Another' }]);
  });
});
