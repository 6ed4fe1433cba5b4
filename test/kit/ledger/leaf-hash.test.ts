import fc from 'fast-check';
import pg from 'pg';
import { hashEntry, type LedgerEntryContent } from '@alliance/schema';
import { migrate } from '@alliance/kit';

import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { noteSubgraph } from './support/note-subgraph.js';

let database: TestDatabase;
let owner: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  await migrate(noteSubgraph.database, { databaseUrl: database.appUrl, databaseOwnerUrl: database.ownerUrl });
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
});

afterAll(async () => {
  await owner.end();
  await database[Symbol.asyncDispose]();
});

/** Whatever PostgreSQL can hold as text: no null character, and no half of a surrogate pair. */
const word = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((value) => !value.includes('\0'));
const entry: fc.Arbitrary<LedgerEntryContent> = fc.record({
  salt: word,
  id: fc.uuid(),
  kind: word,
  atMicros: fc.integer({ min: 0, max: 4e15 }).map(String),
  actorMember: fc.option(word),
  actor: fc.oneof(word, fc.constantFrom('3:abc,', '-:,', ',', '0:,')),
  originator: fc.oneof(word, fc.constantFrom('3:abc,', '-:,', ',', '0:,')),
  originatorShown: fc.boolean(),
  recordType: word,
  items: word,
  purpose: fc.option(word),
  details: word,
});

it('is the same in TypeScript and in SQL, whatever an entry says', async () => {
  await fc.assert(
    fc.asyncProperty(entry, async (content) => {
      const { rows } = await owner.query<{ hash: string }>(
        `select ledger_leaf_hash(row($1, $2, $3, timestamptz '1970-01-01T00:00:00Z' + $4::text::bigint * interval '1 microsecond',
           $5, $6, $7, $8, $9, $10, $11, $12)::ledger_entry) as hash`,
        [
          content.id,
          content.salt,
          content.kind,
          content.atMicros,
          content.actorMember,
          content.actor,
          content.originator,
          content.originatorShown,
          content.recordType,
          content.items,
          content.purpose,
          content.details,
        ],
      );
      expect(rows[0]?.hash).toBe(hashEntry(content).toString('hex'));
    }),
  );
});

it('differs for entries that differ in whichever field', () => {
  fc.assert(
    fc.property(entry, entry, (one, other) => {
      const isSame = JSON.stringify(one) === JSON.stringify(other);
      return hashEntry(one).equals(hashEntry(other)) === isSame;
    }),
  );
});
