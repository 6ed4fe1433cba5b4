import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';

import { errorCodeOf, LauncherError } from './launcher-error.js';
import { isAlive, startOf } from './process-table.js';

/** A file that says which process uses something. Whoever acquires it releases it. */
export interface ProcessLock {
  release(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

interface Holder {
  readonly pid: number;
  readonly start: string | undefined;
}

/**
 * Takes a lock, also from a process that died without releasing it (killed, power failure, id used again since).
 *
 * @param what the thing that is locked, for the message: `The data folder /srv/hub`
 * @throws LauncherError naming the process that holds the lock and is alive
 */
export async function acquireProcessLock(file: string, what: string): Promise<ProcessLock> {
  const content = JSON.stringify({ pid: process.pid, start: startOf(process.pid) } satisfies Holder);
  // Complete before it is visible: nobody ever reads half a lock.
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, content, { mode: 0o600 });
  try {
    while (!(await linkUnlessTaken(draft, file))) await removeIfStale(file, what);
  } finally {
    await rm(draft, { force: true });
  }
  const release = async (): Promise<void> => {
    if ((await readIfPresent(file)) === content) await rm(file, { force: true });
  };
  return { release, [Symbol.asyncDispose]: release };
}

async function linkUnlessTaken(draft: string, file: string): Promise<boolean> {
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (errorCodeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function removeIfStale(file: string, what: string): Promise<void> {
  const content = await readIfPresent(file);
  if (content === undefined) return;
  const holder = parseHolder(content);
  if (holder && isAlive(holder.pid) && startOf(holder.pid) === holder.start) {
    throw new LauncherError(`${what} is in use by process ${String(holder.pid)}. Stop that one first.`);
  }
  // Two may find the same stale lock. Only the one whose rename meets the stale content has removed it; the other has
  // carried away a new lock and puts it back.
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
    if ((await readIfPresent(aside)) !== content) await linkUnlessTaken(aside, file);
  } catch (error) {
    if (errorCodeOf(error) !== 'ENOENT') throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

/** Undefined for what no version of this file wrote, such as the empty file that a power failure leaves. */
function parseHolder(content: string): Holder | undefined {
  try {
    const holder = JSON.parse(content) as Partial<Holder> | null;
    return typeof holder?.pid === 'number' ? { pid: holder.pid, start: holder.start } : undefined;
  } catch {
    return undefined;
  }
}

async function readIfPresent(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
