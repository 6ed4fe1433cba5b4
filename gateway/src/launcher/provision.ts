import { setTimeout } from 'node:timers/promises';
import pg from 'pg';

import { adminPasswordOf, connectionUrl, derivePassword, scramVerifier } from './database-credentials.js';
import { errorCodeOf, LauncherError } from './launcher-error.js';

/** How one subgraph reaches its database. Both URLs carry a password. */
export interface SubgraphDatabase {
  /** Owns database and schema, runs migrations. */
  readonly ownerUrl: string;
  /** Owns nothing and sees what migrations grant it, through row-level security. */
  readonly appUrl: string;
}

interface SubgraphRoles {
  readonly database: string;
  readonly owner: string;
  readonly app: string;
}

interface Provisioning {
  readonly admin: pg.Client;
  readonly adminUrl: string;
  readonly adminPassword: string;
}

/** Any number nobody else locks; the letters "hub" and a version. */
const lockKey = 0x687562_01;
const lockTimeoutMs = 120_000;
const connectTimeoutMs = 10_000;

/** What another administrator did between our look and our statement: objects that exist by now, rows just changed. */
const concurrencyCodes = new Set(['42710', '42P04', '23505', 'XX000', '55006']);
const maxAttempts = 20;

/**
 * Makes sure that each subgraph has a database of its own and two roles which can enter that one only. May run again, and
 * on several hosts at once. The administrator needs CREATEDB and CREATEROLE, not superuser; PostgreSQL 16 or later.
 *
 * @param names kebab-case names of subgraphs
 * @returns by name, in the given order
 * @throws LauncherError naming a right that is missing or a name that is unsuitable
 */
export async function provisionDatabases(
  adminUrl: string,
  names: readonly string[],
): Promise<Map<string, SubgraphDatabase>> {
  const roles = names.map((name) => [name, rolesOf(name)] as const);
  const adminPassword = adminPasswordOf(adminUrl);
  await using admin = await connect(adminUrl);
  await admin.client.query(`SET lock_timeout = ${lockTimeoutMs}`);
  await admin.client.query('SELECT pg_advisory_lock($1)', [lockKey]);
  const provisioning = { admin: admin.client, adminUrl, adminPassword };
  const result = new Map<string, SubgraphDatabase>();
  for (const [name, role] of roles) result.set(name, await provisionPatiently(provisioning, role));
  return result;
}

/** Removes what `provisionDatabases` made, and ends the sessions in it. */
export async function dangerouslyDropDatabases(adminUrl: string, names: readonly string[]): Promise<void> {
  await using admin = await connect(adminUrl);
  for (const { database, owner, app } of names.map(rolesOf)) {
    await admin.client.query(`DROP DATABASE IF EXISTS ${quoted(database)} WITH (FORCE)`);
    await admin.client.query(`DROP ROLE IF EXISTS ${quoted(owner)}, ${quoted(app)}`);
  }
}

function rolesOf(name: string): SubgraphRoles {
  // 63 bytes is PostgreSQL's longest identifier; a longer one would be cut, and two names could become one.
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 53) {
    throw new LauncherError(
      `A subgraph's name is lower-case words joined by hyphens, at most 53 letters; got "${name}".`,
    );
  }
  const database = `hub_${name.replaceAll('-', '_')}`;
  return { database, owner: `${database}_owner`, app: `${database}_app` };
}

/** The advisory lock holds off those who administer through the same database; others are met by trying again. */
async function provisionPatiently(provisioning: Provisioning, roles: SubgraphRoles): Promise<SubgraphDatabase> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await provision(provisioning, roles);
    } catch (error) {
      if (attempt === maxAttempts || !concurrencyCodes.has(errorCodeOf(error) ?? '')) throw error;
      // Hosts that met once would meet again if all went on at the same pace.
      await setTimeout(Math.random() * 50 * attempt);
    }
  }
}

async function provision(provisioning: Provisioning, roles: SubgraphRoles): Promise<SubgraphDatabase> {
  const ownerPassword = await ensureRole(provisioning, roles.owner);
  const appPassword = await ensureRole(provisioning, roles.app);
  await ensureDatabase(provisioning, roles);
  const ownerUrl = connectionUrl(provisioning.adminUrl, roles.owner, ownerPassword, roles.database);
  await grantAccess(ownerUrl, roles);
  return { ownerUrl, appUrl: connectionUrl(provisioning.adminUrl, roles.app, appPassword, roles.database) };
}

/** @returns the role's password */
async function ensureRole({ admin, adminPassword }: Provisioning, role: string): Promise<string> {
  const password = derivePassword(adminPassword, role);
  const verifier = quotedText(scramVerifier(password));
  const [existing] = await rowsOf(admin, 'SELECT * FROM pg_roles WHERE rolname = $1', [role]);
  if (existing) {
    verifyHarmless(role, existing);
    await withRight(admin, 'CREATEROLE', `ALTER ROLE ${quoted(role)} LOGIN PASSWORD ${verifier}`);
  } else {
    const attributes = 'LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS';
    await withRight(admin, 'CREATEROLE', `CREATE ROLE ${quoted(role)} ${attributes} PASSWORD ${verifier}`);
  }
  return password;
}

/** A role that somebody made mightier than it should be is not used: row-level security would not hold it. */
function verifyHarmless(role: string, row: Readonly<Record<string, unknown>>): void {
  const rights = {
    rolsuper: 'SUPERUSER',
    rolbypassrls: 'BYPASSRLS',
    rolcreaterole: 'CREATEROLE',
    rolcreatedb: 'CREATEDB',
  };
  const excess = Object.entries(rights).filter(([column]) => row[column] === true);
  if (excess.length === 0) return;
  const remedy = `ALTER ROLE ${role} ${excess.map(([, right]) => `NO${right}`).join(' ')}`;
  throw new LauncherError(`The database role ${role} has rights that it must not have. Take them away: ${remedy}`);
}

async function ensureDatabase({ admin }: Provisioning, { database, owner }: SubgraphRoles): Promise<void> {
  const query = 'SELECT pg_get_userbyid(datdba) AS owner FROM pg_database WHERE datname = $1';
  const [existing] = await rowsOf(admin, query, [database]);
  if (existing) {
    if (existing.owner === owner) return;
    const remedy = `ALTER DATABASE ${database} OWNER TO ${owner}`;
    throw new LauncherError(`The database ${database} belongs to ${String(existing.owner)}. Hand it over: ${remedy}`);
  }
  const [server] = await rowsOf(
    admin,
    "SELECT rolsuper, current_setting('server_version_num')::int AS version FROM pg_roles WHERE rolname = current_user",
  );
  // Who is no superuser may give a database only to a role that it may become.
  if (server?.rolsuper !== true)
    await admin.query(`GRANT ${quoted(owner)} TO CURRENT_USER WITH SET TRUE, INHERIT FALSE`);
  // PostgreSQL's own C.UTF-8 where it exists: one sort order everywhere, untouched by upgrades of the system.
  const locale = Number(server?.version) >= 170_000 ? "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'" : '';
  await withRight(
    admin,
    'CREATEDB',
    `CREATE DATABASE ${quoted(database)} OWNER ${quoted(owner)} TEMPLATE template0 ENCODING 'UTF8' ${locale} LOCALE 'C'`,
  );
}

/** As the owner, not as the administrator: proves on the way that the owner can enter. */
async function grantAccess(ownerUrl: string, { database, owner, app }: SubgraphRoles): Promise<void> {
  await using connection = await connect(ownerUrl);
  await connection.client.query(`
    BEGIN;
    REVOKE ALL ON DATABASE ${quoted(database)} FROM PUBLIC;
    GRANT CONNECT ON DATABASE ${quoted(database)} TO ${quoted(app)};
    ALTER SCHEMA public OWNER TO ${quoted(owner)};
    REVOKE ALL ON SCHEMA public FROM PUBLIC;
    GRANT USAGE ON SCHEMA public TO ${quoted(app)};
    COMMIT`);
}

/** Runs what needs a right that the administrator may lack, and says which one. */
async function withRight(admin: pg.Client, right: 'CREATEDB' | 'CREATEROLE', statement: string): Promise<void> {
  try {
    await admin.query(statement);
  } catch (error) {
    // insufficient_privilege
    if (errorCodeOf(error) !== '42501') throw error;
    const [row] = await rowsOf(admin, 'SELECT current_user AS name');
    const name = String(row?.name);
    throw new LauncherError(
      `The database role ${name} of DATABASE_URL lacks the right ${right} (${(error as Error).message}). ` +
        `Let an administrator run: ALTER ROLE ${name} ${right}`,
      { cause: error },
    );
  }
}

async function rowsOf(client: pg.Client, sql: string, values: readonly unknown[] = []) {
  return (await client.query<Record<string, unknown>>(sql, [...values])).rows;
}

async function connect(url: string): Promise<AsyncDisposable & { readonly client: pg.Client }> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectTimeoutMs });
  // A connection that breaks between two queries reports it here too; the next query fails and tells.
  client.on('error', () => undefined);
  await client.connect().catch((error: unknown) => {
    throw explained(error, client);
  });
  return { client, [Symbol.asyncDispose]: () => client.end() };
}

/** Errors of the network and of logging in (classes 28 and 3D) are told with the place, never with the password. */
function explained(error: unknown, { host, port, user, database }: pg.Client): unknown {
  const code = errorCodeOf(error) ?? '';
  if (!/^(E[A-Z]+|28\w{3}|3D\w{3})$/.test(code)) return error;
  const place = `${user ?? 'nobody'} to ${database ?? 'a database'} on ${host}:${port}`;
  return new LauncherError(`PostgreSQL does not let ${place}: ${(error as Error).message || code}`, { cause: error });
}

function quoted(identifier: string): string {
  return pg.escapeIdentifier(identifier);
}

function quotedText(text: string): string {
  return pg.escapeLiteral(text);
}
