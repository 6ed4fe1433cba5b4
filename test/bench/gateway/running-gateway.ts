import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

import { findFreePort } from '../../../gateway/src/launcher/local-port.js';
import { descendantsOf } from '../cpu-time.js';
import type { Contender } from './contenders.js';
import { type Core, PinnedProcess } from './pinned-process.js';

const patienceMs = 60_000;

/** A gateway that answers, alone on its core. Who opens it disposes of it. */
export class RunningGateway implements AsyncDisposable {
  readonly #process: PinnedProcess;
  readonly url: string;
  /** From the start of its process to its first answer, in milliseconds. */
  readonly startMs: number;

  private constructor(running: PinnedProcess, url: string, startMs: number) {
    this.#process = running;
    this.url = url;
    this.startMs = startMs;
  }

  static async open(
    contender: Contender,
    supergraphFile: string,
    { core, signal }: { readonly core: Core; readonly signal: AbortSignal },
  ): Promise<RunningGateway> {
    const port = await findFreePort();
    const url = `http://127.0.0.1:${port}`;
    const startedAt = performance.now();
    const running = new PinnedProcess({ args: contender.args(supergraphFile, port), core });
    try {
      while (!(await answers(url))) {
        if (running.hasEnded) throw running.failure();
        if (performance.now() - startedAt > patienceMs) throw new Error(`${contender.name} does not answer.`);
        await wait(25, undefined, { signal });
      }
      return new RunningGateway(running, url, performance.now() - startedAt);
    } catch (error) {
      await running.end('SIGKILL');
      throw error;
    }
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** The most that each of its processes ever held, added up, in bytes; undefined outside Linux. */
  peakMemory(): number | undefined {
    const peaks = [this.pid, ...descendantsOf(this.pid)].map(peakOf);
    return peaks.includes(undefined) ? undefined : peaks.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#process.end();
  }
}

/** proc_pid_status(5). */
function peakOf(pid: number): number | undefined {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1_024;
  } catch {
    return undefined;
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', connection: 'close' },
      body: '{"query":"{ __typename }"}',
    });
    return (await response.text()).includes('"Query"') && response.ok;
  } catch {
    return false;
  }
}
