/**
 * One sample, in a process of its own: raises a hub, measures, tells the parent over its IPC channel, takes everything
 * down. Ends when it is told to by SIGTERM, and when the parent is gone: `<options as JSON>`.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import type { Bench, Figure } from './bench-case.js';
import { openBenchHub } from './bench-hub.js';
import { cases } from './cases.js';
import { type ImportRun, runImport } from './import-run.js';
import { writeTagPacks } from './tag-packs.js';

export interface SampleOptions {
  /** Holds everything. Whoever made it removes it; the sample does so when that one is gone. */
  readonly folder: string;
  readonly cases: readonly string[];
  /** Undefined: all tags. */
  readonly limit?: number;
  readonly repetitions: number;
}

/** What a sample says, one after the other. */
export type SampleMessage =
  | { readonly kind: 'begins'; readonly what: string }
  | { readonly kind: 'imported'; readonly data: string }
  | {
      readonly kind: 'measured';
      readonly name: string;
      readonly count: string;
      readonly figures: readonly Figure[];
    }
  | { readonly kind: 'failed'; readonly reason: string };

const stopping = new AbortController();
process.once('disconnect', () => stopping.abort());
process.once('SIGTERM', () => stopping.abort());

const options = JSON.parse(process.argv[2] ?? '') as SampleOptions;
try {
  await takeSample(options, stopping.signal);
} catch (error) {
  process.exitCode = 1;
  if (!stopping.signal.aborted) {
    tell({ kind: 'failed', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}
if (process.connected) process.disconnect();
// A parent that was killed removes nothing.
else await rm(options.folder, { recursive: true, force: true });

async function takeSample(sample: SampleOptions, signal: AbortSignal): Promise<void> {
  const packs = await writeTagPacks(path.join(sample.folder, 'packs'), sample.limit);
  tell({ kind: 'begins', what: 'start of a hub' });
  await using hub = await openBenchHub(path.join(sample.folder, 'data'), signal);
  let first: Promise<ImportRun> | undefined;
  const imported = (): Promise<ImportRun> => {
    if (!first) tell({ kind: 'imported', data: packs.origin });
    return (first ??= runImport(hub, packs, signal));
  };
  const bench: Bench = { hub, packs, repetitions: sample.repetitions, signal, imported };
  for (const { name, measure } of cases.filter((each) => sample.cases.includes(each.name))) {
    signal.throwIfAborted();
    tell({ kind: 'begins', what: name });
    const { count, figures, answer, expected } = await measure(bench);
    if (!isDeepStrictEqual(answer, expected)) {
      const [came, wanted] = [answer, expected].map((value) => JSON.stringify(value));
      throw new Error(`${name} gave a wrong answer.\n  expected ${wanted ?? ''}\n  got      ${came ?? ''}`);
    }
    tell({ kind: 'measured', name, count, figures });
  }
}

function tell(message: SampleMessage): void {
  if (process.connected) process.send?.(message);
}
