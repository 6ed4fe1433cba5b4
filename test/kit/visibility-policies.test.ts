import { defineEntity, p } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import fc from 'fast-check';
import pg from 'pg';
import {
  type GroupMembership,
  type MarkedRecord,
  mayView,
  mayWrite,
  type MemberViewer,
  type PurposeOfUse,
  purposesOfUse,
  type Tlp,
  tlpLevel,
  tlps,
  type Viewer,
} from '@alliance/schema';
import { connect, markedPolicies, Session } from '@alliance/kit';

import { createTestDatabase, type TestDatabase } from '../support/database.js';

const Note = defineEntity({
  name: 'Note',
  tableName: 'note',
  policies: markedPolicies(),
  properties: {
    id: p.integer().primary(),
    tlp: p.smallint(),
    originator: p.text(),
    sharingGroup: p.text().strictNullable(),
    publishedAt: p.datetime(),
    recipients: p.array().columnType('text[]').$type<readonly string[]>(),
    releaseAt: p.datetime().strictNullable(),
    purposes: p.array().columnType('text[]').$type<readonly PurposeOfUse[]>(),
  },
});
const definition = { entities: [Note], migrations: [], grants: {} };

let database: TestDatabase;
let orm: Awaited<ReturnType<typeof connect>>;
let owner: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  const asOwner = await connect(definition, database.ownerUrl, 1);
  await asOwner.schema.create();
  await asOwner.close();
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  const role = new URL(database.appUrl).username;
  await owner.query(`grant select, insert, update, delete on note to "${role}"`);
  orm = await connect(definition, database.appUrl, 4);
});

afterAll(async () => {
  await orm.close();
  await owner.end();
  await database[Symbol.asyncDispose]();
});

/** The moment of reading, and what lies around it. */
const moment = new Date('2024-06-01T12:00:00.000Z');
const time = fc.constantFrom(-86_400_000, -1, 0, 1, 86_400_000).map((ms) => new Date(moment.getTime() + ms));

const member = fc.constantFrom('a', 'b', `o'hara "x"`, '');
const callers = ['x', 'y', '{z', 'NULL', ''] as const;
const groups = ['g1', 'g2', '{g3}', 'g,4', ''] as const;
const tlp = fc.constantFrom<Tlp>(...tlps);
const purpose = fc.constantFrom<PurposeOfUse>(...purposesOfUse.slice(0, 3));
const record: fc.Arbitrary<MarkedRecord> = fc.record({
  tlp,
  originator: member,
  sharingGroup: fc.option(fc.constantFrom(...groups)),
  sharedAt: time,
  recipients: fc.subarray([...callers], { maxLength: 3 }),
  releaseAt: fc.option(time, { freq: 2 }),
  purposes: fc.oneof(fc.constant([]), fc.uniqueArray(purpose, { maxLength: 2 })),
});
const membership: fc.Arbitrary<GroupMembership> = fc.record({
  id: fc.constantFrom(...groups),
  since: time.map((since) => since.toISOString()),
  joinSees: fc.constantFrom('FROM_JOIN' as const, 'ALL_HISTORY' as const),
  mayWrite: fc.boolean(),
  maxTlp: tlp,
});
const memberViewer: fc.Arbitrary<MemberViewer> = fc
  .record({
    kind: fc.constant('member' as const),
    caller: fc.constantFrom(...callers),
    member,
    roles: fc.constant(['APP'] as const),
    clearance: tlp,
    // Now and then one group twice, of which the first entry counts.
    groups: fc.array(membership, { maxLength: 4 }),
    purpose: fc.option(purpose),
  })
  .map(({ purpose: stated, ...rest }) => ({ ...rest, ...(stated && { purpose: stated }) }));
const viewer: fc.Arbitrary<Viewer> = fc.oneof(
  { arbitrary: fc.constant<Viewer>({ kind: 'public' }), weight: 1 },
  { arbitrary: fc.constant<Viewer>({ kind: 'hub' }), weight: 1 },
  { arbitrary: memberViewer, weight: 8 },
);

const rowOf = ({ sharedAt, ...marking }: MarkedRecord, id: number) => ({
  ...marking,
  id,
  tlp: tlpLevel(marking.tlp),
  publishedAt: sharedAt,
});

async function store(records: readonly MarkedRecord[]): Promise<void> {
  await owner.query('truncate note');
  await owner.query(
    `insert into note (id, tlp, originator, sharing_group, published_at, recipients, release_at, purposes)
     select id, tlp, originator, "sharingGroup", "publishedAt", recipients, "releaseAt", purposes
     from json_to_recordset($1) as x(id int, tlp smallint, originator text, "sharingGroup" text, "publishedAt" timestamptz,
       recipients text[], "releaseAt" timestamptz, purposes text[])`,
    [JSON.stringify(records.map(rowOf))],
  );
}

async function idsSeenBy(each: Viewer, asOf?: Date): Promise<number[]> {
  const session = new Session(orm.em, each, asOf);
  const seen = await session.read((em) => em.find(Note, {}, { orderBy: { id: 'asc' } }));
  await session.close();
  return seen.map(({ id }) => id);
}

type Write = (em: SqlEntityManager) => Promise<number>;

/** What became of each write: how many rows, or the SQLSTATE. All are undone. */
async function outcomesOf(each: Viewer, writes: readonly Write[]): Promise<(number | string)[]> {
  const outcomes: (number | string)[] = [];
  const session = new Session(orm.em, each);
  const undone = session.write(async (em) => {
    for (const write of writes) {
      await em.execute('savepoint attempt');
      outcomes.push(await write(em).catch((error: unknown) => String((error as { code?: string }).code)));
      await em.execute('rollback to savepoint attempt');
    }
    throw new Error('undo');
  });
  await expect(undone).rejects.toThrow('undo');
  return outcomes;
}

const insert =
  (marked: MarkedRecord, id: number): Write =>
  async (em) => {
    await em.insert(Note, rowOf(marked, id));
    return 1;
  };

it('lets the database decide who reads exactly as mayView says', async () => {
  let cases = 0;
  let seen = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(record, { minLength: 16, maxLength: 32 }),
      fc.array(viewer, { minLength: 2, maxLength: 4 }),
      async (records, viewers) => {
        await store(records);
        for (const each of viewers) {
          const expected = records.flatMap((marked, id) => (mayView(marked, each, moment) ? [id] : []));
          expect(await idsSeenBy(each, moment)).toEqual(expected);
          cases += records.length;
          seen += expected.length;
        }
      },
    ),
    { numRuns: 60 },
  );
  expect(cases).toBeGreaterThan(1_000);
  // Neither all nor nothing, or the comparison would say little.
  expect(seen / cases).toBeGreaterThan(0.1);
  expect(seen / cases).toBeLessThan(0.9);
});

it('lets the database decide who writes exactly as mayWrite says', async () => {
  const own = ({ originator, tlp: marked }: MarkedRecord, each: Viewer): boolean =>
    each.kind === 'member' &&
    originator !== '' &&
    originator === each.member &&
    tlpLevel(marked) <= tlpLevel(each.clearance);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(record, record, fc.boolean()), { minLength: 10, maxLength: 20 }),
      viewer,
      async (drafts, each) => {
        // Half of the time the viewer's own, since nothing else is ever written.
        const pairs = drafts.map(([before, after, isTurned]): [MarkedRecord, MarkedRecord] => {
          const mine = isTurned && each.kind === 'member' ? { originator: each.member } : {};
          return [
            { ...before, ...mine },
            { ...after, ...mine },
          ];
        });
        await store(pairs.map(([before]) => before));
        const inserted = await outcomesOf(
          each,
          pairs.map(([, after]) => insert(after, 99)),
        );
        expect(inserted).toEqual(pairs.map(([, after]) => (mayWrite(after, each) ? 1 : '42501')));
        const updated = await outcomesOf(
          each,
          pairs.map(([, after], id): Write => {
            const { id: _id, ...columns } = rowOf(after, id);
            return (em) => em.nativeUpdate(Note, { id }, columns);
          }),
        );
        const expected = pairs.map(([before, after]) =>
          own(before, each) ? (mayWrite(after, each) ? 1 : '42501') : 0,
        );
        expect(updated).toEqual(expected);
        expect(await outcomesOf(each, [(em) => em.nativeDelete(Note, {})])).toEqual([0]);
      },
    ),
    { numRuns: 60 },
  );
});

const reader: MemberViewer = {
  kind: 'member',
  caller: 'x',
  member: 'b',
  roles: ['APP'],
  clearance: 'RED',
  groups: [{ id: 'g1', since: moment.toISOString(), joinSees: 'FROM_JOIN', mayWrite: false, maxTlp: 'AMBER' }],
  purpose: 'RESEARCH',
};
const green: MarkedRecord = {
  tlp: 'GREEN',
  originator: 'a',
  sharingGroup: null,
  sharedAt: moment,
  recipients: [],
  releaseAt: null,
  purposes: [],
};
const amber: MarkedRecord = { ...green, tlp: 'AMBER', sharingGroup: 'g1' };
const later = new Date(moment.getTime() + 1);
const earlier = new Date(moment.getTime() - 1);

it.each<[what: string, record: MarkedRecord, isSeen: boolean]>([
  ['is released at the very moment', { ...green, releaseAt: moment }, true],
  ['is released a millisecond later', { ...green, releaseAt: later }, false],
  ['is CLEAR, and released later', { ...green, tlp: 'CLEAR', releaseAt: later }, false],
  ['was shared when the reader joined', amber, true],
  ['was shared a millisecond before the reader joined', { ...amber, sharedAt: earlier }, false],
  ['is for another group', { ...amber, sharingGroup: 'g2' }, false],
  ['is for no group', { ...amber, sharingGroup: null }, false],
  ['names the reader', { ...green, tlp: 'RED', recipients: ['x'] }, true],
  ['names its member in the place of the reader', { ...green, tlp: 'RED', recipients: ['b'] }, false],
  ['names nobody', { ...green, tlp: 'RED' }, false],
  ['names nobody but has its group', { ...amber, tlp: 'RED' }, false],
  ['names the reader, and is for a group', { ...amber, sharingGroup: 'g2', recipients: ['x'] }, false],
  ['is for its purpose among others', { ...green, purposes: ['COMPLIANCE', 'RESEARCH'] }, true],
  ['is for another purpose', { ...green, purposes: ['COMPLIANCE'] }, false],
])('a reader sees what %s as the specification says', async (_what, marked, isSeen) => {
  await store([marked]);
  expect([mayView(marked, reader, moment), await idsSeenBy(reader, moment)]).toEqual([isSeen, isSeen ? [0] : []]);
  const author: Viewer = { ...reader, caller: 'author', member: 'a', groups: [] };
  expect([mayView(marked, author, moment), await idsSeenBy(author, moment)]).toEqual([true, [0]]);
  const isPublic = mayView(marked, { kind: 'public' }, moment);
  expect([isPublic, await idsSeenBy({ kind: 'public' }, moment)]).toEqual([false, []]);
});

it('reads nothing of what lies ahead as of a moment that lies ahead', async () => {
  const tomorrow = new Date(Date.now() + 86_400_000);
  await store([{ ...green, releaseAt: tomorrow }]);
  expect(await idsSeenBy(reader, new Date(tomorrow.getTime() + 1))).toEqual([]);
});

it('gives nothing to a connection that names no viewer', async () => {
  await store([{ ...green, tlp: 'CLEAR' }, green]);
  expect(await orm.em.fork().find(Note, {})).toEqual([]);
});

it.each<Viewer>([{ kind: 'public' }, { kind: 'hub' }])('lets %j write nothing', async (each) => {
  expect(await outcomesOf(each, [insert(green, 98)])).toEqual(['42501']);
});

it('undoes a write that fails in its middle', async () => {
  await store([]);
  const session = new Session(orm.em, { ...reader, member: 'a' });
  await expect(
    session.write(async (em) => {
      await em.insert(Note, rowOf(green, 50));
      throw new Error('half way');
    }),
  ).rejects.toThrow('half way');
  const { rowCount } = await owner.query('select 1 from note where id = 50');
  expect(rowCount).toBe(0);
});

it('looks nothing up for a row, and reads by the index that the question names', async () => {
  await owner.query('truncate note');
  await owner.query(
    `insert into note select n, n % 5, 'a', 'g1', now(), '{}', null, '{}' from generate_series(1, 5000) n; create index on note (published_at); analyze note`,
  );
  const session = new Session(orm.em, reader);
  const plan = await session.read((em) =>
    em.execute<{ 'QUERY PLAN': string }[]>(
      `explain (verbose) select id from note where published_at = '2024-06-01' and published_at is not null`,
    ),
  );
  await session.close();
  const text = plan.map((line) => line['QUERY PLAN']).join('\n');
  expect(text).toContain('Index Cond: (note.published_at');
  // What the session says is read once for the statement; a plan that asked again for each row would say SubPlan.
  expect(text).toContain('InitPlan');
  expect(text).not.toContain('SubPlan');
});
