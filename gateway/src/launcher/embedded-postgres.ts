import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';

import pg from 'pg';

import { adminRole, openCluster, ownerOf, type Cluster } from './cluster.js';
import { errorCodeOf, LauncherError } from './launcher-error.js';
import { clearLeftovers, stopServer } from './leftovers.js';
import { findPostgresBinaries } from './postgres-binaries.js';
import { lastLinesOf, startServer, type Server } from './postgres-server.js';
import { chooseIdentity, type ProcessIdentity } from './process-identity.js';
import { acquireProcessLock, type ProcessLock } from './process-lock.js';

export interface EmbeddedPostgresOptions {
  /** Keeps `database/` (files and password), `logs/database.log` and `database.lock`. Created where missing. */
  readonly dataDir: string;
  /** Breaks off the start. Afterwards only `stop` stops. */
  readonly signal?: AbortSignal;
  /** Default: a free one, another at every start. A server that replaces a fallen one takes its port. */
  readonly port?: number;
  /** Acknowledged data does not survive a power failure. For tests, whose data nobody misses. Default: false. */
  readonly dangerouslySkipSync?: boolean;
  /** @internal Instead of the identity that suits this machine. */
  readonly identity?: ProcessIdentity;
}

/** A running PostgreSQL. Whoever started it stops it. */
export interface EmbeddedPostgres {
  /** Of the superuser, with the password. Not for logs. */
  readonly adminUrl: string;
  readonly port: number;
  readonly pid: number;
  /** Settles when the server is gone, with its last words; also after `stop`. Never rejects. */
  readonly exited: Promise<string>;
  /** Breaks off sessions, writes everything down, waits for the end. May be called twice. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts PostgreSQL in a data folder: on 127.0.0.1 only, with a password, durable, its log in a file. Whatever an earlier
 * start left behind there, however it ended, is put in order first.
 *
 * @throws LauncherError when another process uses the folder, or PostgreSQL cannot be started there
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = path.resolve(options.dataDir);
  // Searchable, not readable: where PostgreSQL runs as another user, that user has to get through.
  await mkdir(dataDir, { recursive: true, mode: 0o711 });
  const lock = await acquireProcessLock(path.join(dataDir, 'database.lock'), `The database in ${dataDir}`);
  try {
    return await startLocked(dataDir, options, lock);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function startLocked(
  dataDir: string,
  options: EmbeddedPostgresOptions,
  lock: ProcessLock,
): Promise<EmbeddedPostgres> {
  const { signal = new AbortController().signal, dangerouslySkipSync: skipSync = false, port } = options;
  const home = path.join(dataDir, 'database');
  const binaries = await findPostgresBinaries();
  const identity = options.identity ?? (await chooseIdentity(await ownerOf(home)));
  const cluster = await openCluster({ home, binaries, identity, skipSync, signal });
  await clearLeftovers(cluster.folder);
  const logFile = await rotateLog(dataDir);
  const binary = binaries.postgres;
  const server = await startServer({
    binary,
    identity,
    clusterFolder: cluster.folder,
    logFile,
    port,
    skipSync,
    signal,
  });
  const running = handleOf(server, cluster, logFile, lock);
  try {
    await closeMaintenanceDatabases(running.adminUrl);
    return running;
  } catch (error) {
    await running.stop();
    throw explained(error, home);
  }
}

function handleOf(server: Server, cluster: Cluster, logFile: string, lock: ProcessLock): EmbeddedPostgres {
  let isGone = false;
  const exited = server.exited.then(async () => {
    isGone = true;
    await lock.release();
    return lastLinesOf(logFile);
  });
  const stop = async (): Promise<void> => {
    if (!isGone) await stopServer(server.pid);
    await exited;
  };
  const { port, pid } = server;
  const adminUrl = `postgresql://${adminRole}:${cluster.adminPassword}@127.0.0.1:${port}/postgres`;
  return { adminUrl, port, pid, exited, stop, [Symbol.asyncDispose]: stop };
}

/** Proves that the password fits, and keeps every role but ours out of the databases that belong to no subgraph. */
async function closeMaintenanceDatabases(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query('REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC');
  } finally {
    await client.end();
  }
}

function explained(error: unknown, home: string): unknown {
  // Error codes of PostgreSQL, appendix A: invalid_password.
  if (errorCodeOf(error) !== '28P01') return error;
  const file = path.join(home, 'admin-password');
  return new LauncherError(`The password in ${file} is not the one this database was created with.`, { cause: error });
}

/** Keeps the log of the start before this one. */
async function rotateLog(dataDir: string): Promise<string> {
  const file = path.join(dataDir, 'logs', 'database.log');
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await rename(file, `${file}.1`).catch((error: unknown) => {
    if (errorCodeOf(error) !== 'ENOENT') throw error;
  });
  return file;
}
