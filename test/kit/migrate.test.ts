import pg from 'pg';
import { migrate, openDatabase } from '@alliance/kit';
import { membersDatabase } from '@alliance/members';

import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database[Symbol.asyncDispose]());

const connections = (): { databaseUrl: string; databaseOwnerUrl: string } => ({
  databaseUrl: database.appUrl,
  databaseOwnerUrl: database.ownerUrl,
});

it('runs each migration once, though several processes start at once', async () => {
  await Promise.all([1, 2, 3, 4].map(() => migrate(membersDatabase, connections())));
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  const { rows } = await owner.query('select name from mikro_orm_migrations');
  await owner.end();
  expect(rows).toEqual([{ name: 'ledger' }, { name: 'recall' }, { name: 'initial' }]);
});

it('refuses to serve as a role that row-level security would not bind', async () => {
  const asOwner = { databaseUrl: database.ownerUrl, databaseOwnerUrl: database.ownerUrl };
  await expect(openDatabase(membersDatabase, asOwner)).rejects.toThrow(
    'must be neither superuser nor BYPASSRLS nor owner of a table',
  );
  const asSuperuser = {
    databaseUrl: new URL(new URL(database.ownerUrl).pathname, database.adminUrl).href,
    databaseOwnerUrl: database.ownerUrl,
  };
  await expect(openDatabase(membersDatabase, asSuperuser)).rejects.toThrow('must be neither superuser');
});

it('refuses to serve as a role that may act as the owner of the tables', async () => {
  const [owner, app] = [database.ownerUrl, database.appUrl].map((url) => decodeURIComponent(new URL(url).username));
  const admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  await admin.query(`grant "${owner}" to "${app}"`);
  try {
    await expect(openDatabase(membersDatabase, connections())).rejects.toThrow('nor owner of a table');
  } finally {
    await admin.query(`revoke "${owner}" from "${app}"`);
    await admin.end();
  }
});
