import { createMetrics, type Metrics, type MetricValues } from '../../telemetry/metrics.js';
import type { TelemetryListener } from '../../telemetry/telemetry.js';
import type { MetricsOrder, MetricsReport } from './worker-messages.js';

/**
 * The metrics of a worker. It counts for itself, and shows what all workers have counted, which the process knows that
 * started them: connections go to any of them, so one alone would tell another story with each scrape.
 */
export class WorkerMetrics implements Metrics {
  readonly #own = createMetrics();
  readonly #send: (report: MetricsReport) => void;
  readonly #asked = new Map<number, PromiseWithResolvers<string>>();
  #lastQuestion = 0;

  /** @param send - says something to the process that started this one */
  constructor(send: (report: MetricsReport) => void) {
    this.#send = send;
  }

  get listener(): TelemetryListener {
    return this.#own.listener;
  }

  get contentType(): string {
    return this.#own.contentType;
  }

  /** Of all workers. That process answers within a bound of its own; when it is gone, so is this one. */
  render(): Promise<string> {
    const question = (this.#lastQuestion += 1);
    const answer = Promise.withResolvers<string>();
    this.#asked.set(question, answer);
    this.#send({ kind: 'joint-metrics-wanted', question });
    return answer.promise;
  }

  /** Of this worker alone. */
  values(): Promise<readonly MetricValues[]> {
    return this.#own.values();
  }

  /** Takes what that process says of metrics. Promises not to reject. */
  async receive(order: MetricsOrder): Promise<void> {
    switch (order.kind) {
      case 'tell-metrics':
        this.#send({ kind: 'metrics', question: order.question, values: await this.values() });
        return;
      case 'joint-metrics':
        this.#asked.get(order.question)?.resolve(order.text);
        break;
      case 'no-joint-metrics':
        this.#asked.get(order.question)?.reject(new Error(`The workers' metrics cannot be joined: ${order.reason}`));
        break;
      default:
        order satisfies never;
    }
    this.#asked.delete(order.question);
  }
}
