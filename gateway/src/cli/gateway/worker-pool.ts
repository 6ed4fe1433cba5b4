import { setTimeout as delay } from 'node:timers/promises';

import { findFreePort } from '../../launcher/local-port.js';
import type { BareGateway } from './bare-gateway.js';
import type { CheckedSupergraph } from './checked-supergraph.js';
import type { GatewaySettings } from './gateway-settings.js';
import { PoolMetrics } from './pool-metrics.js';
import { WorkerProcess } from './worker-process.js';

/** How long a worker may take beyond the grace for its requests before it is ended, in milliseconds. */
const stopMarginMs = 5_000;
/** Wait before a worker is started anew that fell while it started, in milliseconds. */
const retryDelayMs = 1_000;

/** What befalls a worker. */
export type WorkerEvent =
  | { readonly kind: 'fell'; readonly pid: number; readonly how: string }
  | { readonly kind: 'replaced'; readonly pid: number }
  | { readonly kind: 'not-replaced'; readonly reason: string };

/**
 * Starts the engine in several processes that share one port. When it returns, all of them listen. Rejects when one of
 * them cannot; later on one that falls is replaced for as long as it takes.
 */
export async function openWorkerPool(
  settings: GatewaySettings,
  first: CheckedSupergraph,
  onEvent: (event: WorkerEvent) => void,
): Promise<BareGateway> {
  // Were each worker to take a free port of its own, one that is replaced could not have that of the others.
  const port = settings.port === 0 ? await findFreePort(settings.host) : settings.port;
  const pool = new WorkerPool({ ...settings, port }, first, onEvent);
  try {
    await pool.start();
    return pool;
  } catch (error) {
    await pool.stop();
    throw error;
  }
}

class WorkerPool implements BareGateway {
  url = '';
  readonly #settings: GatewaySettings;
  readonly #onEvent: (event: WorkerEvent) => void;
  readonly #workers = new Set<WorkerProcess>();
  readonly #metrics = new PoolMetrics();
  readonly #stopping = new AbortController();
  #supergraph: CheckedSupergraph;
  #refusal: string | undefined;

  constructor(settings: GatewaySettings, first: CheckedSupergraph, onEvent: (event: WorkerEvent) => void) {
    this.#settings = settings;
    this.#supergraph = first;
    this.#onEvent = onEvent;
  }

  get pids(): readonly number[] {
    return [...this.#workers].map(({ pid }) => pid);
  }

  async start(): Promise<void> {
    await Promise.all(Array.from({ length: this.#settings.workers }, () => this.#startOne()));
    for (const worker of this.#workers) this.#look(worker);
  }

  async take(supergraph: CheckedSupergraph): Promise<void> {
    const before = this.#supergraph;
    // At once, so that a worker that is started meanwhile begins with it.
    this.#supergraph = supergraph;
    const reports = await this.#offer(supergraph);
    const refused = reports.find((report) => report.kind === 'refused');
    if (!refused) return;
    this.#supergraph = before;
    await this.#offer(before);
    throw new Error(refused.reason);
  }

  tellRefusal(reason: string | undefined): void {
    this.#refusal = reason;
    for (const worker of this.#workers) worker.tellRefusal(reason);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    const patienceMs = this.#settings.stopGraceMs + stopMarginMs;
    await Promise.all([...this.#workers].map((worker) => worker.stop(patienceMs)));
  }

  #offer(supergraph: CheckedSupergraph) {
    return Promise.all([...this.#workers].map((worker) => worker.take(supergraph)));
  }

  /** Rejects when the worker does not come to listen; it is gone then. */
  async #startOne(): Promise<WorkerProcess> {
    const worker = new WorkerProcess(() => this.#metrics.render());
    this.#workers.add(worker);
    void worker.ended.then(() => this.#workers.delete(worker));
    const report = await worker.open(this.#settings, this.#supergraph);
    if (report.kind === 'listening') {
      this.url = report.url;
      this.#metrics.add(worker);
      worker.tellRefusal(this.#refusal);
      return worker;
    }
    await worker.stop(stopMarginMs);
    throw new Error('reason' in report ? report.reason : 'The worker does not listen.');
  }

  #look(worker: WorkerProcess): void {
    const { pid } = worker;
    void worker.ended.then((how) => {
      if (this.#stopping.signal.aborted) return;
      this.#onEvent({ kind: 'fell', pid, how });
      void this.#replace();
    });
  }

  async #replace(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        const worker = await this.#startOne();
        this.#onEvent({ kind: 'replaced', pid: worker.pid });
        this.#look(worker);
        return;
      } catch (error) {
        if (signal.aborted) return;
        this.#onEvent({ kind: 'not-replaced', reason: error instanceof Error ? error.message : String(error) });
        await delay(retryDelayMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }
}
