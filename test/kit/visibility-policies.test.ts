import { defineEntity, p } from '@mikro-orm/core';
import fc from 'fast-check';
import pg from 'pg';
import { mayView, type Tlp, tlpLevel, tlps, type Viewer } from '@alliance/schema';
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

const member = fc.constantFrom('a', 'b', 'c', `o'hara "x"`);
const group = fc.constantFrom('g1', 'g2', '{g3}', 'g,4');
const tlp = fc.constantFrom<Tlp>(...tlps);
const note = fc.record({ tlp, originator: member, sharingGroup: fc.option(group) });
const viewer: fc.Arbitrary<Viewer> = fc.oneof(
  fc.constant<Viewer>({ kind: 'public' }),
  fc.constant<Viewer>({ kind: 'hub' }),
  fc.record({
    kind: fc.constant('member' as const),
    caller: fc.constant('x'),
    member,
    roles: fc.constant(['APP'] as const),
    clearance: tlp,
    groups: fc.uniqueArray(group),
  }),
);

it('lets the database decide exactly as mayView says', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(note, { minLength: 1, maxLength: 12 }),
      fc.array(viewer, { minLength: 1, maxLength: 4 }),
      async (notes, viewers) => {
        await owner.query('truncate note');
        const rows = notes.map((record, id) => ({ ...record, id, tlp: tlpLevel(record.tlp) }));
        await owner.query(
          'insert into note select id, tlp, originator, "sharingGroup" from json_to_recordset($1) as x(id int, tlp smallint, originator text, "sharingGroup" text)',
          [JSON.stringify(rows)],
        );
        for (const each of viewers) {
          const session = new Session(orm.em, each);
          const seen = await session.read((em) => em.find(Note, {}, { orderBy: { id: 'asc' } }));
          await session.close();
          const expected = notes.flatMap((record, id) => (mayView(record, each) ? [id] : []));
          expect(seen.map(({ id }) => id)).toEqual(expected);
        }
      },
    ),
    { numRuns: 250 },
  );
});

it('gives nothing to a connection that names no viewer', async () => {
  await owner.query('truncate note');
  await owner.query(`insert into note values (1, 0, 'a', null), (2, 1, 'a', null)`);
  expect(await orm.em.fork().find(Note, {})).toEqual([]);
});

it.each([
  ['another member’s name', { originator: 'b', tlp: 1, sharingGroup: null }],
  ['more than its clearance', { originator: 'a', tlp: 4, sharingGroup: null }],
  ['a group to which it does not belong', { originator: 'a', tlp: 2, sharingGroup: 'g2' }],
])('lets nobody write in %s', async (_name, record) => {
  const session = new Session(orm.em, {
    kind: 'member',
    caller: 'x',
    member: 'a',
    roles: ['APP'],
    clearance: 'AMBER',
    groups: ['g1'],
  });
  await expect(session.write((em) => em.insert(Note, { id: 99, ...record }))).rejects.toMatchObject({ code: '42501' });
});

it.each<Viewer>([{ kind: 'public' }, { kind: 'hub' }])('lets %j write nothing', async (each) => {
  const session = new Session(orm.em, each);
  await expect(
    session.write((em) => em.insert(Note, { id: 98, originator: 'a', tlp: 0, sharingGroup: null })),
  ).rejects.toMatchObject({ code: '42501' });
});

it('undoes a write that fails in its middle', async () => {
  const session = new Session(orm.em, {
    kind: 'member',
    caller: 'x',
    member: 'a',
    roles: ['APP'],
    clearance: 'AMBER',
    groups: [],
  });
  await expect(
    session.write(async (em) => {
      await em.insert(Note, { id: 50, originator: 'a', tlp: 1, sharingGroup: null });
      throw new Error('half way');
    }),
  ).rejects.toThrow('half way');
  const { rowCount } = await owner.query('select 1 from note where id = 50');
  expect(rowCount).toBe(0);
});
