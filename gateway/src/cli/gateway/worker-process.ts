import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import path from 'node:path';

import type { CheckedSupergraph } from './checked-supergraph.js';
import type { GatewaySettings } from './gateway-settings.js';
import type { WorkerOrder, WorkerReport } from './worker-messages.js';

/** One worker as the process that started it sees it. */
export class WorkerProcess {
  /** Resolves when the process is gone, with the status or the signal by which it went. */
  readonly ended: Promise<string>;
  readonly #worker: Worker;
  readonly #waiting: ((report: WorkerReport) => void)[] = [];
  #isGone = false;

  constructor() {
    cluster.setupPrimary({ exec: path.join(import.meta.dirname, 'gateway-worker.js'), args: [] });
    this.#worker = cluster.fork();
    this.#worker.on('message', (report: WorkerReport) => this.#waiting.shift()?.(report));
    // A failed send shows in the exit that follows.
    this.#worker.on('error', () => undefined);
    this.ended = (once(this.#worker.process, 'exit') as Promise<[number | null, string | null]>).then(
      ([code, signal]) => {
        this.#isGone = true;
        const how = signal ?? `status ${String(code)}`;
        for (const answer of this.#waiting.splice(0)) answer({ kind: 'failed', reason: `The worker ended (${how}).` });
        return how;
      },
    );
  }

  get pid(): number {
    return this.#worker.process.pid ?? 0;
  }

  open(settings: GatewaySettings, supergraph: CheckedSupergraph): Promise<WorkerReport> {
    return this.#ask({ kind: 'open', settings, supergraph });
  }

  /** A worker that ends meanwhile answers `failed`; the one in its place begins with what is served then. */
  take(supergraph: CheckedSupergraph): Promise<WorkerReport> {
    return this.#ask({ kind: 'take', supergraph });
  }

  tellRefusal(reason: string | undefined): void {
    if (!this.#isGone) this.#worker.send({ kind: 'tell-refusal', reason: reason ?? null } satisfies WorkerOrder);
  }

  /** Asks it to end in order, and makes it end after `patienceMs`. */
  async stop(patienceMs: number): Promise<void> {
    this.#worker.process.kill('SIGTERM');
    const force = setTimeout(() => this.#worker.process.kill('SIGKILL'), patienceMs);
    await this.ended;
    clearTimeout(force);
  }

  #ask(order: WorkerOrder): Promise<WorkerReport> {
    return new Promise((resolve) => {
      if (this.#isGone) resolve({ kind: 'failed', reason: 'The worker has ended.' });
      else {
        this.#waiting.push(resolve);
        this.#worker.send(order);
      }
    });
  }
}
