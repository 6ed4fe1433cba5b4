import { readdir, readlink, rm, symlink } from 'node:fs/promises';
import path from 'node:path';

import { errorCodeOf, LauncherError } from './launcher-error.js';
import { isAlive, startOf } from './process-table.js';

/** Says which process uses something. Whoever acquires it releases it. */
export interface ProcessLock extends AsyncDisposable {
  release(): Promise<void>;
}

interface Holder {
  readonly pid: number;
  readonly start: string | undefined;
}

const released = 'released';

/**
 * Takes a lock, also from a process that died without releasing it (killed, power failure, id used again since).
 *
 * The lock is a row of numbered links, `<file>.1`, `<file>.2`, …, of which the last one counts. Its target is no file but
 * says who holds it: a link comes into being together with its text, and only once. To take over is to create the next
 * number, so of several who find the same dead holder one succeeds. A number is removed only when a higher one exists;
 * who creates it anew, having looked too early, sees the higher one.
 *
 * @param what the thing that is locked, for the message: `The data folder /srv/hub`
 * @throws LauncherError naming the process that holds the lock and is alive
 */
export async function acquireProcessLock(file: string, what: string): Promise<ProcessLock> {
  const content = JSON.stringify({ pid: process.pid, start: startOf(process.pid) } satisfies Holder);
  let mine: number | undefined;
  while (mine === undefined) {
    const last = (await numbersOf(file)).at(-1) ?? 0;
    refuseIfHeld(await holderOf(file, last), what);
    if (!(await createLink(file, last + 1, content))) continue;
    if ((await numbersOf(file)).at(-1) === last + 1) mine = last + 1;
    else await removeLink(file, last + 1);
  }
  await removeBefore(file, mine);
  const release = once(async () => {
    await createLink(file, mine + 1, released);
    await removeBefore(file, mine + 1);
  });
  return { release, [Symbol.asyncDispose]: release };
}

function refuseIfHeld(holder: Holder | undefined, what: string): void {
  if (!holder || !isAlive(holder.pid) || startOf(holder.pid) !== holder.start) return;
  throw new LauncherError(`${what} is in use by process ${holder.pid}. Stop that one first.`);
}

/** Undefined for a lock that was released, or removed meanwhile. */
async function holderOf(file: string, number: number): Promise<Holder | undefined> {
  try {
    const text = await readlink(linkOf(file, number));
    return text === released ? undefined : (JSON.parse(text) as Holder);
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** @returns false when the number is taken */
async function createLink(file: string, number: number, content: string): Promise<boolean> {
  try {
    await symlink(content, linkOf(file, number));
    return true;
  } catch (error) {
    if (errorCodeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function removeBefore(file: string, number: number): Promise<void> {
  const earlier = (await numbersOf(file)).filter((other) => other < number);
  await Promise.all(earlier.map((other) => removeLink(file, other)));
}

async function removeLink(file: string, number: number): Promise<void> {
  await rm(linkOf(file, number), { force: true });
}

/** Ascending. */
async function numbersOf(file: string): Promise<readonly number[]> {
  const prefix = `${path.basename(file)}.`;
  return (await readdir(path.dirname(file)))
    .filter((entry) => entry.startsWith(prefix) && /^\d+$/.test(entry.slice(prefix.length)))
    .map((entry) => Number(entry.slice(prefix.length)))
    .sort((a, b) => a - b);
}

function linkOf(file: string, number: number): string {
  return `${file}.${number}`;
}

function once(action: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return () => (result ??= action());
}
