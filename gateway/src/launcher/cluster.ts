import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, mkdtemp, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { errorCodeOf, LauncherError } from './launcher-error.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import { verifyReach, type ProcessIdentity, type UserIds } from './process-identity.js';

/** The files of one database server: `<home>/cluster` is PostgreSQL's, `<home>/admin-password` is ours. */
export interface Cluster {
  readonly folder: string;
  readonly adminPassword: string;
}

export interface ClusterOptions {
  readonly home: string;
  readonly binaries: PostgresBinaries;
  readonly identity: ProcessIdentity;
  readonly skipSync: boolean;
  readonly signal: AbortSignal;
}

/** The superuser of every embedded cluster. */
export const adminRole = 'hub_admin';

const majorVersion = '18';

/** Opens the cluster in `home`, and creates it first where there is none. */
export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  const { home, identity, binaries } = options;
  await removeUnfinished(home);
  if (!(await ownerOf(home))) await createCluster(options);
  await verifyReach(identity, binaries.postgres, home);
  const folder = path.join(await realpath(home), 'cluster');
  await verifyVersion(folder);
  return { folder, adminPassword: await readFile(path.join(home, 'admin-password'), 'utf8') };
}

/** Owner of a cluster's files, or undefined where there is no cluster. */
export async function ownerOf(home: string): Promise<UserIds | undefined> {
  try {
    const { uid, gid } = await stat(path.join(home, 'cluster'));
    return { uid, gid };
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Creates beside and renames when complete, so that there is either a whole cluster or none. */
async function createCluster({ home, binaries, identity, skipSync, signal }: ClusterOptions): Promise<void> {
  const draft = await mkdtemp(`${home}.new-`);
  if (identity.owner) await chown(draft, identity.owner.uid, identity.owner.gid);
  await verifyReach(identity, binaries.initdb, draft);
  const passwordFile = path.join(draft, 'admin-password');
  // Letters that mean themselves in a URL.
  await writeFile(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600, flush: true });
  if (identity.owner) await chown(passwordFile, identity.owner.uid, identity.owner.gid);
  const launch = identity.launch(binaries.initdb, [
    `--pgdata=${path.join(draft, 'cluster')}`,
    `--username=${adminRole}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // PostgreSQL's own C.UTF-8: the same order on every machine and after every upgrade of the system's libraries.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--no-instructions',
    ...(skipSync ? ['--no-sync'] : []),
  ]);
  await runToEnd(launch, draft, signal);
  await rename(draft, home);
}

async function runToEnd(
  { command, args, ...ids }: ReturnType<ProcessIdentity['launch']>,
  cwd: string,
  signal: AbortSignal,
): Promise<void> {
  const child = spawn(command, args, { ...ids, cwd, signal, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += String(chunk)));
  const failure = await new Promise<string | undefined>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, killedBy) => {
      resolve(code === 0 ? undefined : `status ${String(code ?? killedBy)}`);
    });
  });
  if (failure) throw new LauncherError(`PostgreSQL could not create its files (${failure}):\n${output.trim()}`);
}

async function removeUnfinished(home: string): Promise<void> {
  const parent = path.dirname(home);
  await mkdir(parent, { recursive: true });
  const drafts = (await readdir(parent)).filter((entry) => entry.startsWith(`${path.basename(home)}.new-`));
  await Promise.all(drafts.map((draft) => rm(path.join(parent, draft), { recursive: true, force: true })));
}

async function verifyVersion(folder: string): Promise<void> {
  const version = (await readFile(path.join(folder, 'PG_VERSION'), 'utf8')).trim();
  if (version === majorVersion) return;
  throw new LauncherError(
    `The database in ${folder} was written by PostgreSQL ${version}; this hub brings ${majorVersion}. ` +
      `Carry it over with pg_dumpall of version ${version}, or run that version yourself and set DATABASE_URL.`,
  );
}
