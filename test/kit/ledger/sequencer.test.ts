import { isSignedHead } from '@alliance/schema';
import { type LedgerSequencer, migrate, startLedgerSequencer } from '@alliance/kit';

import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { queryAs } from '../../support/ledger-reader.js';
import { noteSubgraph } from './support/note-subgraph.js';

let database: TestDatabase;
const failures: unknown[] = [];

const start = (): Promise<LedgerSequencer> =>
  startLedgerSequencer({
    origin: 'notes',
    connections: { databaseOwnerUrl: database.ownerUrl },
    onFailure: (error) => failures.push(error),
  });

/** Entries as processes leave them that end before they could give them their places. */
const leave = (count: number): Promise<object[]> =>
  queryAs(
    database.ownerUrl,
    `insert into ledger_entry select gen_random_uuid(), 'salt', 'CHANGED', now(), 'ctma', 'c', 'o', true, 'Note', '[]', null, '{}'
     from generate_series(1, $1)`,
    [count],
  );

const count = async (what: string): Promise<number> => {
  const [row] = await queryAs<{ count: number }>(database.ownerUrl, `select count(*)::int as count from ${what}`);
  return row!.count;
};

beforeEach(async () => {
  failures.length = 0;
  database = await createTestDatabase();
  await migrate(noteSubgraph.database, { databaseUrl: database.appUrl, databaseOwnerUrl: database.ownerUrl });
});

afterEach(() => database[Symbol.asyncDispose]());

it('signs a head of an empty log, gives what waits its places, and signs no head for nothing', async () => {
  const first = await start();
  const empty = await first.sequence();
  await leave(3);
  const head = await first.sequence();
  expect(await first.sequence()).toMatchObject(head);
  await first.stop();
  expect([empty.size, head.size, isSignedHead(empty), isSignedHead(head)]).toEqual([0, 3, true, true]);
  expect(await count('ledger_head')).toBe(2);
  expect(failures).toEqual([]);
});

it('goes on from its newest head also when there are more than ten', async () => {
  const sequencer = await start();
  const sizes: number[] = [];
  for (let round = 0; round < 12; round += 1) {
    await leave(2);
    sizes.push((await sequencer.sequence()).size);
  }
  await sequencer.stop();
  expect(sizes).toEqual(Array.from({ length: 12 }, (_each, round) => 2 * (round + 1)));
  expect(failures).toEqual([]);
});

it('goes on where a killed process left off, with the same key', async () => {
  await leave(5);
  const first = await start();
  const { publicKey, size } = await first.sequence();
  await first.stop();
  await leave(6);
  const second = await start();
  const head = await second.sequence();
  await second.stop();
  expect([size, head.size, head.publicKey]).toEqual([5, 11, publicKey]);
  expect(await count('ledger_pending')).toBe(0);
});

it('keeps up with more than fits in one transaction, in several processes at once', async () => {
  const sequencers = await Promise.all([start(), start(), start()]);
  await Promise.all([leave(4100), leave(700)]);
  const heads = await Promise.all(sequencers.map((sequencer) => sequencer.sequence()));
  await Promise.all(sequencers.map((sequencer) => sequencer.stop()));
  expect(Math.max(...heads.map(({ size }) => size))).toBe(4800);
  expect(new Set(heads.map(({ publicKey }) => publicKey)).size).toBe(1);
  const places = await count('(select distinct "index" from ledger_leaf where "index" between 0 and 4799) as places');
  expect([places, await count('ledger_leaf')]).toEqual([4800, 4800]);
});

it('signs nothing over a log that does not hold what its last head promised', async () => {
  const sequencer = await start();
  await leave(7);
  await sequencer.sequence();
  await queryAs(database.ownerUrl, `update ledger_leaf set hash = repeat('0', 64) where "index" = 6`);
  await leave(1);
  await expect(sequencer.sequence()).rejects.toThrow('does not hold what its head of');
  await sequencer.stop();
  expect([await count('ledger_leaf'), await count('ledger_pending'), failures.length]).toEqual([7, 1, 1]);
});

it('signs a head with a new key as soon as it is configured', async () => {
  const first = await start();
  const before = await first.sequence();
  await first.stop();
  await queryAs(database.ownerUrl, 'delete from ledger_key');
  const second = await start();
  const after = await second.sequence();
  await second.stop();
  expect([after.size, after.root, isSignedHead(after)]).toEqual([before.size, before.root, true]);
  expect(after.publicKey).not.toBe(before.publicKey);
});
