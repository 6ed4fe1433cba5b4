/**
 * The program of one worker of `hub gateway --workers`. It does what it is told by the process that was started, ends in
 * order by SIGTERM, and at once when that process is gone (`node:cluster` sees to that).
 */
import { tuneGarbageCollector } from '../../gateway/garbage-collection.js';
import { type BareGateway, openBareGateway } from './bare-gateway.js';
import type { MetricsOrder, MetricsReport, WorkerOrder, WorkerReport } from './worker-messages.js';
import { WorkerMetrics } from './worker-metrics.js';

tuneGarbageCollector();

const metrics = new WorkerMetrics(report);
let gateway: BareGateway | undefined;
let work: Promise<void> = Promise.resolve();

process.on('message', (order: WorkerOrder | MetricsOrder) => {
  // Whoever scrapes does not wait until a supergraph is taken.
  if ('question' in order) void metrics.receive(order);
  else work = work.then(() => follow(order));
});
// A terminal sends Ctrl-C to every process it started; when a worker stops is for the first one to say.
process.on('SIGINT', () => undefined);
let stopping: Promise<void> | undefined;
// It may come twice: to the whole group of processes, and from the first of them.
process.on('SIGTERM', () => {
  stopping ??= stop();
});

async function stop(): Promise<void> {
  try {
    await work;
    await gateway?.stop();
    process.exit(0);
  } catch (error) {
    process.stderr.write(`Worker ${process.pid} did not stop as it should: ${reasonOf(error)}\n`);
    process.exit(1);
  }
}

/** Promises not to reject. */
async function follow(order: WorkerOrder): Promise<void> {
  switch (order.kind) {
    case 'open':
      report(await open(order));
      return;
    case 'take':
      report(await take(order));
      return;
    case 'tell-refusal':
      gateway?.tellRefusal(order.reason ?? undefined);
      return;
    default:
      order satisfies never;
  }
}

async function open({ settings, supergraph }: Extract<WorkerOrder, { kind: 'open' }>): Promise<WorkerReport> {
  try {
    gateway = await openBareGateway(settings, supergraph, metrics);
    return { kind: 'listening', url: gateway.url };
  } catch (error) {
    return { kind: 'failed', reason: reasonOf(error) };
  }
}

async function take({ supergraph }: Extract<WorkerOrder, { kind: 'take' }>): Promise<WorkerReport> {
  try {
    await gateway?.take(supergraph);
    return { kind: 'taken' };
  } catch (error) {
    return { kind: 'refused', reason: reasonOf(error) };
  }
}

function report(message: WorkerReport | MetricsReport): void {
  process.send?.(message);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
