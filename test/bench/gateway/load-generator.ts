import path from 'node:path';

import type { LoadOrder, LoadResult } from './load-process.js';
import { type Core, PinnedProcess } from './pinned-process.js';
import { typescriptArgs } from './shop-servers.js';

/** Asks gateways, from a process of its own. Who opens it disposes of it. */
export class LoadGenerator implements AsyncDisposable {
  readonly #process: PinnedProcess;
  readonly #signal: AbortSignal;

  private constructor(running: PinnedProcess, signal: AbortSignal) {
    this.#process = running;
    this.#signal = signal;
  }

  static async open(core: Core, signal: AbortSignal): Promise<LoadGenerator> {
    const running = new PinnedProcess({
      args: [...typescriptArgs, path.join(import.meta.dirname, 'load-process.ts')],
      core,
    });
    await running.message(signal);
    return new LoadGenerator(running, signal);
  }

  run(order: LoadOrder): Promise<LoadResult> {
    const result = this.#process.message<LoadResult>(this.#signal);
    this.#process.child.send(order);
    return result;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#process.end('SIGKILL');
  }
}
