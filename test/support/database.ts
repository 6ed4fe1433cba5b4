import { randomBytes } from 'node:crypto';

import { dangerouslyDropDatabases, provisionDatabases } from '../../gateway/src/launcher/provision.js';

/** A database of its own on the test run's PostgreSQL. Whoever creates it disposes of it. */
export interface TestDatabase extends AsyncDisposable {
  /** As migrations connect. */
  readonly ownerUrl: string;
  /** As a subgraph connects: bound by row-level security. */
  readonly appUrl: string;
  /** The superuser, for what neither may do. */
  readonly adminUrl: string;
}

/** Creates a database with its two roles exactly as the hub does. Take one for each test file. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const adminUrl = testAdminUrl();
  const name = `test-${randomBytes(8).toString('hex')}`;
  const database = (await provisionDatabases(adminUrl, [name])).get(name);
  if (!database) throw new Error(`${name} was not provisioned`);
  return { ...database, adminUrl, [Symbol.asyncDispose]: () => dangerouslyDropDatabases(adminUrl, [name]) };
}

/** The superuser of the test run's PostgreSQL. */
export function testAdminUrl(): string {
  const url = process.env.HUB_TEST_ADMIN_URL;
  if (url === undefined) throw new Error("HUB_TEST_ADMIN_URL is missing: Jest's global set-up did not run");
  return url;
}
