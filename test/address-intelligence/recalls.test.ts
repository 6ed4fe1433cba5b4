import { setImmediate } from 'node:timers/promises';
import pg from 'pg';
import type { Caller } from '@alliance/schema';
import { addressIntelligenceSubgraph } from '@alliance/address-intelligence';

import { readLedger } from '../support/ledger-reader.js';
import { startTestSubgraph, type TestSubgraph } from '../support/running-subgraph.js';
import { callerOf, publicCaller } from '../support/token-issuer.js';

let hub: TestSubgraph;

beforeAll(async () => {
  hub = await startTestSubgraph(addressIntelligenceSubgraph);
});

afterAll(() => hub[Symbol.asyncDispose]());

const originator = callerOf('cbarc', { groups: ['circle'] });
const reader = callerOf('ctma', { groups: ['circle'] });
const slowReader = callerOf('demo-exchange', { groups: ['circle'] });
const outsider = callerOf('demo-wallet');
const circle = { tlp: 'AMBER', sharingGroup: 'circle' };
const source = { publisher: 'A victim', kind: 'PRESS', url: 'https://victim.example/diary', title: 'My story' };

let count = 0;

function statement(more: object = {}): Record<string, unknown> {
  count += 1;
  const address = `0xcd${count.toString(16).padStart(38, '0')}`;
  const what = { chain: 'ethereum', address, claimType: 'ABUSE', concepts: ['SCAM'], statement: 'said by Alice' };
  return { reference: `r-${String(count)}`, ...what, ...more };
}

const publish = (caller: Caller, items: readonly object[], marking: object = circle) =>
  hub.ask(
    caller,
    'mutation ($input: PublishAttestationsInput!) { publishAttestations(input: $input) { results { outcome id } } }',
    { input: { marking, source, items } },
  );

async function published(item: object, marking: object = circle): Promise<string> {
  const { data } = await publish(originator, [item], marking);
  return data!['publishAttestations'].results[0].id as string;
}

const read = (caller: Caller, id: string) =>
  hub.ask(caller, `{ attestation(id: "${id}") { state statement history { version statement } } }`);

async function withdraw(id: string, reason: string): Promise<void> {
  const answer = await hub.ask(
    originator,
    `mutation { withdrawAttestation(input: { id: "${id}", reason: ${reason} }) { id } }`,
  );
  expect(answer.errors).toBeUndefined();
}

async function feed(caller: Caller, id: string): Promise<Record<string, any>[]> {
  const query = '{ attestationRecalls(first: 500) { nodes { id record version reason state } } }';
  const { data } = await hub.ask(caller, query);
  return data!['attestationRecalls'].nodes.filter(({ record }: { record: string }) => record === id);
}

async function told(caller: Caller, id: string): Promise<string[] | undefined> {
  const { data } = await hub.ask(caller, `{ attestation(id: "${id}") { recalls { nodes { reader { id } state } } } }`);
  return data!['attestation']?.recalls.nodes.map((each: any) => `${each.reader.id} ${each.state}`).sort();
}

it('tells each reader what to drop, and the originator who has not done so', async () => {
  const id = await published(statement());
  for (const caller of [reader, slowReader]) await read(caller, id);
  await withdraw(id, 'ERROR');
  const [recall] = await feed(reader, id);
  expect(recall).toEqual({ id: recall!['id'], record: id, version: 2, reason: 'ERROR', state: 'ISSUED' });
  const answer = await hub.ask(
    reader,
    `mutation { acknowledgeAttestationRecalls(ids: ["${String(recall!['id'])}"]) { state } }`,
  );
  expect(answer).toEqual({ data: { acknowledgeAttestationRecalls: [{ state: 'ACKNOWLEDGED' }] } });
  expect(await told(originator, id)).toEqual(['ctma ACKNOWLEDGED', 'demo-exchange ISSUED']);
  expect([await told(reader, id), await told(outsider, id)]).toEqual([[], undefined]);
  expect([await feed(outsider, id), await feed(originator, id)]).toEqual([[], []]);
  for (const query of [
    '{ attestationRecalls { totalCount } }',
    `mutation { acknowledgeAttestationRecalls(ids: ["${id}"]) { id } }`,
  ]) {
    expect((await hub.ask(publicCaller, query)).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  }
});

it('takes sensitive content from nobody who has known it, and shows to nobody else that there was any', async () => {
  const item = statement();
  const id = await published(item);
  await read(reader, id);
  await withdraw(id, 'SENSITIVE');
  const again = { ...item, reference: 'another', method: 'FORENSIC' };
  for (const caller of [originator, reader]) {
    // All or nothing: what else the batch brings does not come in either.
    const answer = await publish(caller, [statement(), again], { tlp: 'GREEN' });
    expect(answer.errors).toMatchObject([{ extensions: { code: 'CONFLICT', references: ['another'] } }]);
  }
  // The same list once more changes nothing, as ever.
  expect((await publish(originator, [item])).data).toEqual({
    publishAttestations: { results: [{ outcome: 'UNCHANGED', id }] },
  });
  // Under another marking it is no repetition.
  expect((await publish(originator, [item], { tlp: 'GREEN' })).errors).toMatchObject([
    { extensions: { code: 'CONFLICT' } },
  ]);
  expect((await publish(reader, [{ ...again, statement: 'said by a witness' }])).errors).toBeUndefined();
  for (const caller of [outsider, slowReader])
    expect((await publish(caller, [again], { tlp: 'GREEN' })).errors).toBeUndefined();
});

it('lets whoever said the same before go on with it', async () => {
  const item = statement();
  const id = await published(item);
  expect((await publish(reader, [item], { tlp: 'GREEN' })).errors).toBeUndefined();
  await read(reader, id);
  await withdraw(id, 'SENSITIVE');
  const narrower = await publish(reader, [item], { tlp: 'AMBER_STRICT', sharingGroup: 'circle' });
  expect(narrower.data).toMatchObject({ publishAttestations: { results: [{ outcome: 'UPDATED' }] } });
});

it('keeps content out also by an earlier version, and of what everybody could read', async () => {
  const item = statement();
  const id = await published(item, { tlp: 'GREEN' });
  await hub.ask(
    originator,
    'mutation ($input: CorrectAttestationInput!) { correctAttestation(input: $input) { id } }',
    { input: { id, expectedVersion: 1, statement: 'said by somebody' } },
  );
  await withdraw(id, 'SENSITIVE');
  expect((await publish(originator, [{ ...item, reference: 'once more' }])).errors).toMatchObject([
    { extensions: { code: 'CONFLICT' } },
  ]);
  // Who read GREEN is not written down.
  expect((await publish(reader, [{ ...item, reference: 'once more' }])).errors).toBeUndefined();
});

it('tells nobody any more what a sensitive statement said in any version, its originator included', async () => {
  const id = await published(statement());
  await hub.ask(
    originator,
    'mutation ($input: CorrectAttestationInput!) { correctAttestation(input: $input) { id } }',
    { input: { id, expectedVersion: 1, statement: 'said by somebody' } },
  );
  const versions = async (): Promise<object> => {
    const query = `{ attestation(id: "${id}") { statement history { version statement } } first: attestation(id: "${id}", version: 1) { statement } }`;
    return (await hub.ask(originator, query)).data!;
  };
  expect(await versions()).toMatchObject({ attestation: { history: [{ version: 2 }, { version: 1 }] }, first: {} });
  await withdraw(id, 'SENSITIVE');
  expect(await versions()).toEqual({
    attestation: { statement: null, history: [{ version: 3, statement: null }] },
    first: null,
  });
});

it('recalls what a list no longer names, each reader what it has read of it', async () => {
  const items = [statement(), statement(), statement()];
  const listed = (version: string, some: readonly object[]) =>
    hub.ask(
      originator,
      'mutation ($input: PublishAttestationsInput!) { publishAttestations(input: $input) { results { id } } }',
      { input: { marking: circle, source, items: some, list: { id: 'our-list', version } } },
    );
  const { data } = await listed('2026-01-01', items);
  const [first, second] = data!['publishAttestations'].results.map(({ id }: { id: string }) => id) as string[];
  for (const id of [first!, second!]) await read(reader, id);
  await listed('2026-02-01', items.slice(0, 1));
  await hub.ask(
    originator,
    'mutation { concludeList(input: { id: "our-list", version: "2026-02-01" }) { withdrawn } }',
  );
  expect(await feed(reader, first!)).toEqual([]);
  expect(await feed(reader, second!)).toMatchObject([{ version: 2, reason: 'SOURCE_WITHDRAWN' }]);
  const issued = (await readLedger(hub.ownerUrl)).filter(({ kind }) => kind === 'RECALLED').at(-1);
  expect(issued).toMatchObject({
    originator: 'cbarc',
    items: [{ id: second, version: 2 }],
    details: { reason: 'SOURCE_WITHDRAWN', reader: 'ctma' },
  });
});

it('recalls a second life by itself: of whoever has read it since', async () => {
  const item = statement();
  const id = await published(item);
  await read(reader, id);
  await withdraw(id, 'ERROR');
  await published(item);
  await read(slowReader, id);
  await withdraw(id, 'OTHER');
  expect(await feed(reader, id)).toMatchObject([{ version: 2, reason: 'ERROR' }]);
  expect(await feed(slowReader, id)).toMatchObject([{ version: 4, reason: 'OTHER' }]);
});

it('recalls what is shared more narrowly, and nothing that is shared more widely or said better', async () => {
  const correct = async (id: string, expectedVersion: number, change: object): Promise<void> => {
    const answer = await hub.ask(
      originator,
      'mutation ($input: CorrectAttestationInput!) { correctAttestation(input: $input) { id } }',
      { input: { id, expectedVersion, ...change } },
    );
    expect(answer.errors).toBeUndefined();
  };
  const id = await published(statement());
  await read(reader, id);
  await correct(id, 1, { statement: 'said by somebody' });
  await read(reader, id);
  await correct(id, 2, { marking: { ...circle, purposes: ['INVESTIGATION', 'COMPLIANCE'] } });
  expect(await feed(reader, id)).toMatchObject([{ version: 3, reason: 'MARKING_NARROWED' }]);
  const investigator = callerOf('demo-exchange', { groups: ['circle'], purpose: 'INVESTIGATION' });
  await read(investigator, id);
  await correct(id, 3, { marking: { ...circle, purposes: ['RESEARCH', 'COMPLIANCE', 'INVESTIGATION'] } });
  await correct(id, 4, { marking: { ...circle, purposes: [] } });
  expect(await feed(investigator, id)).toEqual([]);
  await correct(id, 5, { marking: { tlp: 'AMBER' } });
  expect(await feed(investigator, id)).toMatchObject([{ version: 6, reason: 'MARKING_NARROWED' }]);
  await withdraw(id, 'SENSITIVE');
  // Whoever has read any version is told, though it was told before to drop an earlier one.
  for (const caller of [reader, investigator]) {
    expect((await feed(caller, id)).at(-1)).toMatchObject({ version: 7, reason: 'SENSITIVE' });
  }
});

describe('whoever reads while it is withdrawn', () => {
  it('is told by the entry that it writes afterwards', async () => {
    const id = await published(statement());
    const session = hub.database.sessionFor({ ...reader, caller: 'late', kind: 'member' });
    session.disclose('Attestation', { id, version: 1, tlp: 2, originator: 'cbarc', originatorDisplay: 'NAMED' });
    await withdraw(id, 'ERROR');
    expect(await told(originator, id)).toEqual([]);
    await session.prepareAnswer();
    await session.end();
    expect(await feed(reader, id)).toMatchObject([{ version: 2, reason: 'ERROR' }]);
    const entries = await readLedger(hub.ownerUrl);
    expect(entries.filter(({ kind, items }) => kind === 'RECALLED' && items[0]?.id === id)).toMatchObject([
      {
        kind: 'RECALLED',
        member: null,
        originator: 'cbarc',
        items: [{ id, version: 2 }],
        details: { reason: 'ERROR', reader: 'ctma' },
      },
    ]);
    // The tombstone is nothing to drop.
    await read(slowReader, id);
    expect(await feed(slowReader, id)).toEqual([]);
  });

  it('is waited for by the withdrawal when it is about to be written down', async () => {
    const id = await published(statement());
    const late = new pg.Client({ connectionString: hub.appUrl });
    await late.connect();
    await late.query(
      `begin; set local hub.viewer = 'member'; set local hub.member = 'ctma'; set local hub.caller = 'c'`,
    );
    await late.query(
      `insert into ledger_entry (id, salt, kind, at, actor_member, actor, originator, originator_shown, record_type, items, details)
       values (gen_random_uuid(), 's', 'DISCLOSURE', now(), 'ctma', 'c', 'cbarc', true, 'Attestation', $1, '{}')`,
      [JSON.stringify([{ id, version: 1 }])],
    );
    const withdrawal = withdraw(id, 'ERROR');
    const isWaiting = `select 1 from pg_locks where locktype = 'advisory' and not granted
      and database = (select oid from pg_database where datname = current_database())`;
    while ((await late.query(isWaiting)).rowCount === 0) await setImmediate();
    await late.query('commit');
    await late.end();
    await withdrawal;
    expect(await told(originator, id)).toEqual(['ctma ISSUED']);
  });

  it('is never missed, however the two meet', async () => {
    const readers = Array.from({ length: 8 }, (_each, index) =>
      callerOf(`reader-${String(index)}`, { groups: ['circle'] }),
    );
    for (let round = 0; round < 5; round += 1) {
      const id = await published(statement());
      const answers = await Promise.all([
        ...readers.slice(0, 4).map((caller) => read(caller, id)),
        withdraw(id, 'ERROR').then(() => undefined),
        ...readers.slice(4).map((caller) => read(caller, id)),
      ]);
      const knew = answers.flatMap((answer, place) =>
        answer?.data!['attestation'].statement === 'said by Alice'
          ? [`reader-${String(place < 4 ? place : place - 1)}`]
          : [],
      );
      expect((await told(originator, id))!.map((line) => line.split(' ')[0])).toEqual(knew);
    }
  });
});
