/**
 * Asks a gateway, in a process of its own, which ends with its parent. Every request bears an `authorization` of its own,
 * so that no gateway may answer one by what it fetched for another.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { Pool } from 'undici';

import { cpuSecondsOf } from '../cpu-time.js';

export interface LoadOrder {
  readonly url: string;
  /** Process whose CPU seconds, with its children's, are told. */
  readonly pid: number;
  readonly streams: readonly LoadStream[];
  readonly seconds: number;
}

/** Connections that ask one after the other. */
export interface LoadStream {
  readonly query: string;
  readonly connections: number;
  /** From the begin of one request of a connection to the next, in milliseconds; 0 asks as soon as it is answered. */
  readonly everyMs: number;
}

export interface LoadResult {
  readonly seconds: number;
  readonly cpuSeconds: number | undefined;
  readonly streams: readonly StreamResult[];
}

export interface StreamResult {
  /** In milliseconds, of each request that was answered. */
  readonly latencies: readonly number[];
  /** Distinct answers and how often they came; the texts differ in nothing but what differs. */
  readonly answers: readonly { readonly text: string; readonly count: number }[];
  readonly failures: number;
}

/** More would mean that a gateway says something else to everyone. */
const maxDistinct = 64;

let asked = 0;

process.once('disconnect', () => process.exit());
process.on('message', (order: LoadOrder) => {
  void load(order).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
});
process.send?.('ready');

async function load({ url, pid, streams, seconds }: LoadOrder): Promise<LoadResult> {
  const running = streams.map((stream) => new Stream(url, stream));
  const cpuBefore = cpuSecondsOf(pid);
  const startedAt = performance.now();
  await Promise.all(running.map((stream) => stream.run(startedAt + seconds * 1_000)));
  // What was begun has ended: the CPU seconds are those of the requests that are counted, and of nothing else.
  const elapsed = (performance.now() - startedAt) / 1_000;
  const cpuAfter = cpuSecondsOf(pid);
  await Promise.all(running.map((stream) => stream.close()));
  const cpuSeconds = cpuBefore === undefined || cpuAfter === undefined ? undefined : cpuAfter - cpuBefore;
  return { seconds: elapsed, cpuSeconds, streams: running.map((stream) => stream.result()) };
}

class Stream {
  readonly #pool: Pool;
  readonly #stream: LoadStream;
  readonly #body: string;
  readonly #latencies: number[] = [];
  readonly #answers: { readonly bytes: Buffer; count: number }[] = [];
  #failures = 0;

  constructor(url: string, stream: LoadStream) {
    this.#pool = new Pool(url, { connections: stream.connections, pipelining: 1 });
    this.#stream = stream;
    this.#body = JSON.stringify({ query: stream.query });
  }

  async run(until: number): Promise<void> {
    const { connections, everyMs } = this.#stream;
    const lanes = Array.from({ length: connections }, async (_, lane) => {
      if (everyMs > 0) await wait((everyMs * lane) / connections);
      while (performance.now() < until) {
        const startedAt = performance.now();
        await this.#ask();
        const pause = everyMs - (performance.now() - startedAt);
        if (everyMs > 0) await wait(Math.max(1, pause));
      }
    });
    await Promise.all(lanes);
  }

  result(): StreamResult {
    const answers = this.#answers.map(({ bytes, count }) => ({ text: bytes.toString(), count }));
    return { latencies: this.#latencies, answers, failures: this.#failures };
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }

  async #ask(): Promise<void> {
    const startedAt = performance.now();
    asked += 1;
    try {
      const { body } = await this.#pool.request({
        path: '/graphql',
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          authorization: `Bearer ${process.pid}-${asked}`,
        },
        body: this.#body,
      });
      const bytes = Buffer.from(await body.arrayBuffer());
      this.#latencies.push(performance.now() - startedAt);
      this.#note(bytes);
    } catch {
      this.#failures += 1;
    }
  }

  #note(bytes: Buffer): void {
    const known = this.#answers.find((answer) => answer.bytes.equals(bytes));
    if (known) known.count += 1;
    else if (this.#answers.length < maxDistinct) this.#answers.push({ bytes, count: 1 });
    else this.#failures += 1;
  }
}
