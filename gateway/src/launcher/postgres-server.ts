import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { LauncherError } from './launcher-error.js';
import { stopServer } from './leftovers.js';
import { findFreePort } from './local-port.js';
import type { ProcessIdentity } from './process-identity.js';

export interface ServerOptions {
  readonly binary: string;
  readonly identity: ProcessIdentity;
  readonly clusterFolder: string;
  readonly logFile: string;
  /** Undefined: a free one. */
  readonly port: number | undefined;
  readonly skipSync: boolean;
  readonly signal: AbortSignal;
}

/** A server process that accepts connections. */
export interface Server {
  readonly pid: number;
  readonly port: number;
  /** Settles when the process is gone. Never rejects. */
  readonly exited: Promise<void>;
}

/** Recovery after a crash replays the journal since the last checkpoint: seconds, on a slow disk minutes. */
const readyTimeoutMs = 300_000;
const maxAttempts = 5;

/** For a machine that does much else beside; a large alliance runs its own PostgreSQL (`DATABASE_URL`). */
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '256MB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  max_wal_size: '2GB',
  random_page_cost: '1.1',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // A statement that fails and what is said of it hold what somebody confided to the hub, of whatever marking.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  // What was acknowledged is on the disk. Written out, so that no edited postgresql.conf weakens it.
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
} as const;

const withoutSync = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', shared_buffers: '128MB' };

/** @throws LauncherError with PostgreSQL's last words when it does not come up */
export async function startServer(options: ServerOptions): Promise<Server> {
  for (let attempt = 1; ; attempt += 1) {
    options.signal.throwIfAborted();
    const port = options.port ?? (await findFreePort());
    const server = await spawnServer(options, port);
    const failure = await untilReady(server, options);
    if (failure === undefined) return server;
    // Between our look and PostgreSQL's, someone else may have taken the port.
    const isTaken = failure.includes('could not bind') || failure.includes('could not create any TCP/IP sockets');
    if (!isTaken || options.port !== undefined || attempt === maxAttempts) {
      throw new LauncherError(`PostgreSQL did not start. It said:\n${failure}\nMore in ${options.logFile}`);
    }
  }
}

/** The last lines of a log. */
export async function lastLinesOf(file: string, count = 12): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-count).join('\n');
}

async function spawnServer({ binary, identity, clusterFolder, logFile, skipSync }: ServerOptions, port: number) {
  const flags = Object.entries({ ...settings, ...(skipSync ? withoutSync : {}) });
  const args = [
    '-D',
    clusterFolder,
    '-p',
    String(port),
    ...flags.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  const { command, args: allArgs, ...ids } = identity.launch(binary, args);
  // A file, not a pipe: the server must not stand still because nobody reads, nor lose its words when we die.
  const log = await open(logFile, 'a', 0o600);
  try {
    const child = spawn(command, allArgs, {
      ...ids,
      cwd: clusterFolder,
      stdio: ['ignore', log.fd, log.fd],
      // Not in the terminal's group: Ctrl-C is ours to pass on, in our order.
      detached: true,
    });
    return { ...(await spawned(child)), port };
  } finally {
    await log.close();
  }
}

async function spawned(child: ChildProcess): Promise<Pick<Server, 'pid' | 'exited'>> {
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  const { pid } = child;
  if (pid !== undefined) return { pid, exited };
  const [reason] = (await once(child, 'error')) as [Error];
  throw new LauncherError(`PostgreSQL could not be run: ${reason.message}`, { cause: reason });
}

/** Undefined when the server accepts connections, otherwise its last words. */
async function untilReady(server: Server, options: ServerOptions): Promise<string | undefined> {
  const { clusterFolder, logFile, signal } = options;
  const deadline = AbortSignal.timeout(readyTimeoutMs);
  const gone = server.exited.then(() => 'gone' as const);
  while (!(await isReady(server.pid, clusterFolder))) {
    if ((await Promise.race([gone, delay(15, 'running' as const)])) === 'gone') return lastLinesOf(logFile);
    if (!signal.aborted && !deadline.aborted) continue;
    await stopServer(server.pid);
    signal.throwIfAborted();
    return `not ready after ${readyTimeoutMs / 1_000} seconds\n${await lastLinesOf(logFile)}`;
  }
  return undefined;
}

/** What `pg_ctl` looks at too: the server writes its state into the eighth line of its `postmaster.pid`. */
async function isReady(pid: number, clusterFolder: string): Promise<boolean> {
  const lines = (await readFile(path.join(clusterFolder, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
}
