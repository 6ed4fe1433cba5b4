import type { ChildProcess } from 'node:child_process';
import cluster, { type Worker } from 'node:cluster';
import path from 'node:path';

import type { MetricValues } from '../../telemetry/metrics.js';
import type { CheckedSupergraph } from './checked-supergraph.js';
import type { GatewaySettings } from './gateway-settings.js';
import type { MeasuredProcess } from './pool-metrics.js';
import type { MetricsOrder, MetricsReport, WorkerOrder, WorkerReport } from './worker-messages.js';

type Told = (values?: readonly MetricValues[]) => void;

/** One worker as the process that started it sees it. */
export class WorkerProcess implements MeasuredProcess {
  /** Resolves when the process is gone, with the status or the signal by which it went. */
  readonly ended: Promise<string>;
  readonly #worker: Worker;
  readonly #waiting: ((report: WorkerReport) => void)[] = [];
  readonly #asked = new Map<number, Told>();
  readonly #renderMetrics: () => Promise<string>;
  #lastQuestion = 0;
  #isGone = false;

  /** @param renderMetrics - the metrics of all workers, for those who ask this one */
  constructor(renderMetrics: () => Promise<string>) {
    this.#renderMetrics = renderMetrics;
    cluster.setupPrimary({ exec: path.join(import.meta.dirname, 'gateway-worker.js'), args: [] });
    this.#worker = cluster.fork();
    this.#worker.on('message', (report: WorkerReport | MetricsReport) => this.#receive(report));
    this.#worker.on('error', () => undefined);
    this.ended = endOf(this.#worker.process).then((how) => {
      this.#isGone = true;
      for (const answer of this.#waiting.splice(0)) answer({ kind: 'failed', reason: `The worker ended (${how}).` });
      for (const tell of this.#asked.values()) tell();
      return how;
    });
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

  tellMetrics(patienceMs: number): Promise<readonly MetricValues[] | undefined> {
    const question = (this.#lastQuestion += 1);
    return new Promise((resolve) => {
      const tell: Told = (values) => {
        clearTimeout(patience);
        this.#asked.delete(question);
        resolve(values);
      };
      const patience = setTimeout(tell, patienceMs);
      this.#asked.set(question, tell);
      if (this.#isGone) tell();
      else this.#worker.send({ kind: 'tell-metrics', question } satisfies MetricsOrder);
    });
  }

  /** Asks it to end in order, and makes it end after `patienceMs`. */
  async stop(patienceMs: number): Promise<void> {
    this.#worker.process.kill('SIGTERM');
    const force = setTimeout(() => this.#worker.process.kill('SIGKILL'), patienceMs);
    await this.ended;
    clearTimeout(force);
  }

  #receive(report: WorkerReport | MetricsReport): void {
    if (report.kind === 'metrics') this.#asked.get(report.question)?.(report.values);
    else if (report.kind === 'joint-metrics-wanted') void this.#answerMetrics(report.question);
    else this.#waiting.shift()?.(report);
  }

  async #answerMetrics(question: number): Promise<void> {
    const answer = await this.#renderMetrics().then(
      (text): MetricsOrder => ({ kind: 'joint-metrics', question, text }),
      (error: unknown): MetricsOrder => ({ kind: 'no-joint-metrics', question, reason: String(error) }),
    );
    if (!this.#isGone) this.#worker.send(answer);
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

/** Never rejects: what could not be sent to a process is an error of it, too, and shows in the exit that follows. */
function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `status ${String(code)}`));
    child.on('error', ({ message }) => {
      // One that could not even be started has no exit.
      if (child.pid === undefined) resolve(message);
    });
  });
}
