import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';

import { errorCodeOf, LauncherError } from './launcher-error.js';
import { commandLineOf, isAlive, processesWorkingIn, sendSignal, waitUntilGone } from './process-table.js';

/** How long a server may take to write its memory down after it was asked to stop. */
const stopTimeoutMs = 60_000;
const immediateStopTimeoutMs = 5_000;

/**
 * Leaves a cluster as if its last server had been stopped properly: stops one whose launcher was killed, ends sessions
 * that outlived their server, removes a `postmaster.pid` whose number belongs to a stranger by now.
 *
 * Only for a caller who holds the data folder's lock: nobody else starts a server there meanwhile.
 *
 * @throws LauncherError naming the process that does not go away
 */
export async function clearLeftovers(clusterFolder: string): Promise<void> {
  const pidFile = path.join(clusterFolder, 'postmaster.pid');
  const pid = await postmasterIn(pidFile);
  if (pid !== undefined && isServerOf(pid, clusterFolder)) await stopServer(pid);
  // Sessions of a dead server hold its shared memory; they notice its death, except in the middle of a long query.
  await Promise.all(processesWorkingIn(clusterFolder).map(endSession));
  await rm(pidFile, { force: true });
}

/**
 * Stops a server: sessions are broken off, everything acknowledged is kept. One that does not obey is made to, and
 * recovers from its journal at the next start.
 */
export async function stopServer(pid: number): Promise<void> {
  sendSignal(pid, 'SIGINT');
  if (await waitUntilGone(pid, stopTimeoutMs)) return;
  await endSession(pid);
}

/** True when `pid` is a server of this very cluster, and not whoever got its number after it. */
function isServerOf(pid: number, clusterFolder: string): boolean {
  if (!isAlive(pid)) return false;
  const [program = '', ...args] = commandLineOf(pid) ?? [];
  // Outside Linux the whole command line is one text.
  if (args.length === 0) return program.includes('postgres') && program.includes(`-D ${clusterFolder}`);
  return path.basename(program) === 'postgres' && args.includes(clusterFolder);
}

async function endSession(pid: number): Promise<void> {
  for (const signal of ['SIGQUIT', 'SIGKILL'] as const) {
    sendSignal(pid, signal);
    if (await waitUntilGone(pid, immediateStopTimeoutMs)) return;
  }
  throw new LauncherError(`The database process ${pid} does not end. Restart the machine, then start again.`);
}

/** First line of `postmaster.pid`: the server's process, negative for a single-user one. */
async function postmasterIn(pidFile: string): Promise<number | undefined> {
  try {
    const pid = Math.abs(Number.parseInt(await readFile(pidFile, 'utf8'), 10));
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
