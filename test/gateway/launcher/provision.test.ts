import { randomBytes } from 'node:crypto';

import pg from 'pg';

import { dangerouslyDropDatabases, provisionDatabases } from '../../../gateway/src/launcher/provision.js';
import type { SubgraphDatabase } from '../../../gateway/src/launcher/provision.js';
import { testAdminUrl } from '../../support/database.js';

const adminUrl = testAdminUrl();

it('gives a subgraph an owner that can migrate and an app role that can only use what it was granted', async () => {
  await using provisioned = await provision('one');
  const { ownerUrl, appUrl } = provisioned.of('one');
  await query(
    ownerUrl,
    'CREATE TABLE secrets (text text); CREATE TABLE notes (text text); GRANT SELECT ON notes TO PUBLIC',
  );

  expect(await attempt(appUrl, 'SELECT * FROM notes')).toBe('ok');
  expect(await attempt(appUrl, 'SELECT * FROM secrets')).toBe('42501');
  expect(await attempt(appUrl, 'CREATE TABLE mine (text text)')).toBe('42501');
  expect(await attempt(appUrl, 'CREATE TEMPORARY TABLE mine (text text)')).toBe('42501');
  expect(await attempt(appUrl, 'CREATE SCHEMA mine')).toBe('42501');
  expect(await attempt(appUrl, `SET ROLE ${roleOf(ownerUrl)}`)).toBe('42501');
  expect(await attempt(appUrl, 'ALTER TABLE notes OWNER TO CURRENT_USER')).toBe('42501');
  expect(await attempt(appUrl, 'ALTER ROLE CURRENT_USER BYPASSRLS')).toBe('42501');
  expect(await attempt(ownerUrl, 'CREATE ROLE another')).toBe('42501');
  expect(await attempt(ownerUrl, 'CREATE DATABASE another')).toBe('42501');
});

it('holds both roles to row-level security', async () => {
  await using provisioned = await provision('rls');
  const { ownerUrl, appUrl } = provisioned.of('rls');
  await query(
    ownerUrl,
    `CREATE TABLE rows (id int);
     INSERT INTO rows VALUES (1);
     ALTER TABLE rows ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
     GRANT SELECT ON rows TO PUBLIC`,
  );
  expect(await query(appUrl, 'SELECT id FROM rows')).toEqual([]);
  expect(await query(ownerUrl, 'SELECT id FROM rows')).toEqual([]);
  // Asks to be refused rather than filtered.
  expect(await attempt(appUrl, 'SET row_security = off; SELECT id FROM rows')).toBe('42501');
  expect(await attempt(appUrl, 'ALTER TABLE rows DISABLE ROW LEVEL SECURITY')).toBe('42501');
});

it("keeps one subgraph's roles out of another's database and out of the server's own", async () => {
  await using provisioned = await provision('left', 'right');
  const [left, right] = [provisioned.of('left'), provisioned.of('right')];
  for (const url of [left.appUrl, left.ownerUrl]) {
    expect(await attempt(at(url, right.appUrl), 'SELECT 1')).toBe('42501');
    expect(await attempt(at(url, adminUrl), 'SELECT 1')).toBe('42501');
    expect(await attempt(url, 'SELECT 1')).toBe('ok');
  }
});

it('changes nothing when it runs again, and keeps the data', async () => {
  await using provisioned = await provision('again');
  await query(provisioned.of('again').ownerUrl, 'CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)');
  const second = await provisionDatabases(adminUrl, provisioned.names);
  expect(second).toEqual(provisioned.databases);
  expect(await query(second.get(provisioned.names[0] ?? '')?.ownerUrl ?? '', 'SELECT id FROM kept')).toEqual([
    { id: 7 },
  ]);
});

it('repairs a password that someone changed', async () => {
  await using provisioned = await provision('password');
  const { appUrl } = provisioned.of('password');
  await query(adminUrl, `ALTER ROLE ${roleOf(appUrl)} NOLOGIN PASSWORD 'changed'`);
  expect(await attempt(appUrl, 'SELECT 1')).toBe('28P01');
  await provisionDatabases(adminUrl, provisioned.names);
  expect(await attempt(appUrl, 'SELECT 1')).toBe('ok');
});

it('sends no password to the server, only its verifier', async () => {
  await using provisioned = await provision('verifier');
  const { appUrl } = provisioned.of('verifier');
  const [row] = await query(adminUrl, `SELECT rolpassword FROM pg_authid WHERE rolname = '${roleOf(appUrl)}'`);
  expect(row?.rolpassword).toMatch(/^SCRAM-SHA-256\$4096:/);
  expect(JSON.stringify(row)).not.toContain(new URL(appUrl).password);
});

it('lets several hosts provision at once, also through different databases', async () => {
  const names = ['a', 'b'].map(uniqueName);
  await using elsewhere = await provision('elsewhere');
  const other = at(adminUrl, elsewhere.of('elsewhere').appUrl);
  try {
    const results = await Promise.all([adminUrl, adminUrl, other].map((url) => provisionDatabases(url, names)));
    expect(new Set(results.map((result) => JSON.stringify([...result]))).size).toBe(1);
    expect([...(results[0]?.keys() ?? [])]).toEqual(names);
  } finally {
    await dangerouslyDropDatabases(adminUrl, names);
  }
});

describe('an administrator who is no superuser', () => {
  it('provisions with CREATEDB and CREATEROLE, again and again', async () => {
    await using admin = await createAdministrator('CREATEDB CREATEROLE');
    await using provisioned = await provisionAs(admin.url, 'managed');
    const { ownerUrl, appUrl } = provisioned.of('managed');
    await query(ownerUrl, 'CREATE TABLE notes (text text); GRANT SELECT ON notes TO PUBLIC');
    expect(await attempt(appUrl, 'SELECT * FROM notes')).toBe('ok');
    expect(await attempt(appUrl, 'CREATE TABLE mine (text text)')).toBe('42501');
    expect(await provisionDatabases(admin.url, provisioned.names)).toEqual(provisioned.databases);
  });

  it.each([
    { attributes: 'CREATEDB', missing: 'CREATEROLE' },
    { attributes: 'CREATEROLE', missing: 'CREATEDB' },
  ])('is told when $missing is missing', async ({ attributes, missing }) => {
    await using admin = await createAdministrator(attributes);
    const name = uniqueName('refused');
    try {
      const remedy = `Let an administrator run: ALTER ROLE ${roleOf(admin.url)} ${missing}`;
      await expect(provisionDatabases(admin.url, [name])).rejects.toThrow(remedy);
    } finally {
      await dangerouslyDropDatabases(adminUrl, [name]);
    }
  });
});

it('does not use a role that can bypass row-level security', async () => {
  await using provisioned = await provision('mighty');
  const role = roleOf(provisioned.of('mighty').appUrl);
  await query(adminUrl, `ALTER ROLE ${role} BYPASSRLS`);
  await expect(provisionDatabases(adminUrl, provisioned.names)).rejects.toThrow(`ALTER ROLE ${role} NOBYPASSRLS`);
});

it('does not use a database that belongs to somebody else', async () => {
  await using provisioned = await provision('taken');
  const database = new URL(provisioned.of('taken').appUrl).pathname.slice(1);
  await query(adminUrl, `ALTER DATABASE ${database} OWNER TO CURRENT_USER`);
  await expect(provisionDatabases(adminUrl, provisioned.names)).rejects.toThrow(`ALTER DATABASE ${database} OWNER TO`);
});

it.each(['', 'Members', 'a_b', 'a--b', '-a', '1a', 'a"; DROP ROLE x; --', 'ä', 'x'.repeat(54)])(
  'refuses the name %j before it touches anything',
  async (name) => {
    await expect(provisionDatabases('postgresql://nobody:none@127.0.0.1:1/none', [name])).rejects.toThrow(
      /^A subgraph's name is lower-case words joined by hyphens/,
    );
  },
);

it.each([
  ['postgresql://hub@127.0.0.1/postgres', 'DATABASE_URL carries no password'],
  ['postgresql:///postgres?host=/run&password=hunter2', 'DATABASE_URL must look like'],
  ['mysql://hub:hunter2@127.0.0.1/postgres', 'DATABASE_URL must look like'],
  ['hunter2', 'DATABASE_URL must look like'],
])('refuses the address %s without repeating what may be secret', async (url, message) => {
  const error: unknown = await provisionDatabases(url, ['a']).catch((reason: unknown) => reason);
  expect(String(error)).toContain(message);
  expect(String(error)).not.toContain('hunter2');
});

function provision(...labels: readonly string[]): ReturnType<typeof provisionAs> {
  return provisionAs(adminUrl, ...labels);
}

/** Names are made unique: test files share one server. */
async function provisionAs(url: string, ...labels: readonly string[]) {
  const unique = new Map(labels.map((label) => [label, uniqueName(label)]));
  const names = [...unique.values()];
  const databases = await provisionDatabases(url, names);
  return {
    names,
    databases,
    of(label: string): SubgraphDatabase {
      const database = databases.get(unique.get(label) ?? '');
      if (!database) throw new Error(`${label} was not provisioned`);
      return database;
    },
    [Symbol.asyncDispose]: () => dangerouslyDropDatabases(adminUrl, names),
  };
}

async function createAdministrator(attributes: string): Promise<AsyncDisposable & { readonly url: string }> {
  const role = uniqueName('admin').replaceAll('-', '_');
  await query(adminUrl, `CREATE ROLE ${role} LOGIN PASSWORD 'pass word' NOSUPERUSER ${attributes}`);
  await query(adminUrl, `GRANT CONNECT ON DATABASE postgres TO ${role}`);
  const url = new URL(adminUrl);
  url.username = role;
  url.password = 'pass word';
  const drop = `REVOKE CONNECT ON DATABASE postgres FROM ${role}; DROP ROLE ${role}`;
  return { url: url.href, [Symbol.asyncDispose]: () => query(adminUrl, drop).then(() => undefined) };
}

function uniqueName(label: string): string {
  return `${label}-${randomBytes(5).toString('hex')}`;
}

function roleOf(url: string): string {
  return new URL(url).username;
}

/** The caller of `url` in the database of `target`. */
function at(url: string, target: string): string {
  const result = new URL(url);
  result.pathname = new URL(target).pathname;
  return result.href;
}

async function attempt(url: string, sql: string): Promise<string> {
  try {
    await query(url, sql);
    return 'ok';
  } catch (error) {
    return (error as pg.DatabaseError).code ?? String(error);
  }
}

async function query(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
