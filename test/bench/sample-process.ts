import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { SampleMessage, SampleOptions } from './sample.js';

export type Measured = Extract<SampleMessage, { kind: 'measured' }>;

/** What a sample found out. */
export interface Sample {
  readonly measured: readonly Measured[];
  /** What was imported, for people; undefined when no case needed it. */
  readonly data: string | undefined;
}

export interface SampleRun extends Omit<SampleOptions, 'folder'> {
  /** After so long a sample is given up. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly onBegin: (what: string) => void;
}

/** A hub stops its services within 12 seconds each, and the database after them. */
const stopGraceMs = 45_000;

/**
 * Takes a sample in a fresh process with a fresh folder, and leaves neither.
 *
 * @throws Error when it fails, answers wrongly or takes too long; the signal's reason when that aborts
 */
export async function takeSample({ timeoutMs, signal, onBegin, ...options }: SampleRun): Promise<Sample> {
  signal.throwIfAborted();
  const folder = await mkdtemp(path.join(await realpath(tmpdir()), 'hub-bench-'));
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    return await runSample({ ...options, folder }, AbortSignal.any([signal, deadline]), onBegin);
  } catch (error) {
    if (!deadline.aborted || signal.aborted) throw error;
    throw new Error(`The sample was not done after ${timeoutMs / 1_000} seconds (--timeout).`, { cause: error });
  } finally {
    // A database that had to be killed may still let go of its files.
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
  }
}

async function runSample(
  options: SampleOptions,
  signal: AbortSignal,
  onBegin: (what: string) => void,
): Promise<Sample> {
  const here = import.meta.dirname;
  const child = fork(path.join(here, 'sample.ts'), [JSON.stringify(options)], {
    execArgv: [
      '--disable-warning=ExperimentalWarning',
      '--import',
      path.join(here, '../support/typescript-resolution.ts'),
    ],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // Ctrl-C is ours to pass on; it would hit the sample's children before the sample.
    detached: true,
  });
  const measured: Measured[] = [];
  let data: string | undefined;
  let failure: string | undefined;
  child.on('message', (message) => {
    const said = message as SampleMessage;
    switch (said.kind) {
      case 'begins':
        onBegin(said.what);
        break;
      case 'imported':
        data = said.data;
        onBegin(`import of ${data}`);
        break;
      case 'measured':
        measured.push(said);
        break;
      case 'failed':
        failure = said.reason;
    }
  });
  let force: NodeJS.Timeout | undefined;
  const stop = (): void => {
    child.kill('SIGTERM');
    force = setTimeout(() => child.kill('SIGKILL'), stopGraceMs);
  };
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const [status] = (await once(child, 'exit')) as [number | null];
  clearTimeout(force);
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  if (status !== 0 || failure !== undefined) throw new Error(failure ?? `The sample ended with ${String(status)}.`);
  return { measured, data };
}
