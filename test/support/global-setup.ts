import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { EmbeddedPostgres } from '../../gateway/src/launcher/embedded-postgres.js';

declare global {
  /** The cluster of this test run, and the folder that goes with it. */
  var testCluster: { readonly postgres: EmbeddedPostgres; readonly folder: string } | undefined;
}

/** One PostgreSQL for the whole run. Each test file takes a fresh database in it (`database.ts`). */
export default async function globalSetup(): Promise<void> {
  // By its path: the resolution that would find it under its usual name is what it brings.
  await import(path.join(import.meta.dirname, 'typescript-resolution.ts'));
  const { startEmbeddedPostgres } = await import('../../gateway/src/launcher/embedded-postgres.js');
  const folder = await mkdtemp(path.join(tmpdir(), 'hub-test-'));
  const postgres = await startEmbeddedPostgres({ dataDir: folder, dangerouslySkipSync: true });
  globalThis.testCluster = { postgres, folder };
  process.env.HUB_TEST_ADMIN_URL = postgres.adminUrl;
}
