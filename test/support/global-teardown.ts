import { rm } from 'node:fs/promises';

import type {} from './global-setup.js';

/** Stops the cluster of this run and takes its folder away. */
export default async function globalTeardown(): Promise<void> {
  const { postgres, folder } = globalThis.testCluster ?? {};
  await postgres?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}
