import { addCounts, renderTogether } from '../../telemetry/joint-metrics.js';
import type { MetricValues } from '../../telemetry/metrics.js';

/** A process whose metrics are told together with those of others. */
export interface MeasuredProcess {
  /** Undefined when it does not say within the time, in milliseconds, or is gone. */
  tellMetrics(patienceMs: number): Promise<readonly MetricValues[] | undefined>;
  /** Resolves when it is gone. */
  readonly ended: Promise<unknown>;
}

/** How long a worker may take to say what it counted, in milliseconds; what it said last counts otherwise. */
const patienceMs = 1_000;

/**
 * The metrics of all workers as one. What a worker had counted when it was last asked goes on to count when it is gone:
 * a counter that falls is taken for one that began anew, and all it says from then on for new.
 */
export class PoolMetrics {
  /** What each said last. */
  readonly #told = new Map<MeasuredProcess, readonly MetricValues[]>();
  /** Counts of those that are gone. */
  #past: readonly MetricValues[] = [];
  #burying: Promise<void> = Promise.resolve();

  /** Counts a process in until it ends, and what it had counted from then on. */
  add(worker: MeasuredProcess): void {
    this.#told.set(worker, []);
    void worker.ended.then(() => {
      this.#burying = this.#burying.then(() => this.#bury(worker));
    });
  }

  /** The text for Prometheus. */
  async render(): Promise<string> {
    await Promise.all([...this.#told.keys()].map((worker) => this.#ask(worker)));
    return renderTogether([this.#past, ...this.#told.values()]);
  }

  async #ask(worker: MeasuredProcess): Promise<void> {
    const values = await worker.tellMetrics(patienceMs);
    if (values && this.#told.has(worker)) this.#told.set(worker, values);
  }

  async #bury(worker: MeasuredProcess): Promise<void> {
    const counts = await addCounts([this.#past, this.#told.get(worker) ?? []]);
    this.#past = counts;
    this.#told.delete(worker);
  }
}
