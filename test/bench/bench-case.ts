import type { BenchHub } from './bench-hub.js';
import type { ImportRun } from './import-run.js';
import type { TagPacks } from './tag-packs.js';

/** What a measurement is made of, and with what. */
export interface Bench {
  readonly hub: BenchHub;
  readonly packs: TagPacks;
  /** Requests measured of each kind, after warm-up. */
  readonly repetitions: number;
  readonly signal: AbortSignal;
  /** The first import into this hub, made when it is first asked for. */
  readonly imported: () => Promise<ImportRun>;
}

export type Unit = 's' | 'ms' | 'cpu s' | 'cpu ms' | 'tags/s' | '×' | 'KiB';

export interface Figure {
  readonly name: string;
  readonly unit: Unit;
  readonly value: number;
  /** The bar that it must not pass; the report says whether it is kept. */
  readonly atMost?: number;
}

export interface Measurement {
  /** How many things the case handles at a time, for people: `1,000 addresses a request`. */
  readonly count: string;
  readonly figures: readonly Figure[];
  /** What came, cut down to what can be compared. */
  readonly answer: unknown;
  /** What had to come. A sample whose answer differs is no sample. */
  readonly expected: unknown;
}

export interface BenchCase {
  readonly name: string;
  /** One line of `--help`. */
  readonly title: string;
  measure(bench: Bench): Promise<Measurement>;
}
