import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';

/** A core, by its number; undefined where processes cannot be bound to one. */
export type Core = number | undefined;

/** The gateway has a core for itself; what asks it and what it asks share another. */
export interface Cores {
  readonly gateway: Core;
  readonly others: Core;
}

export function chooseCores(): Cores {
  const canPin = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0;
  return canPin ? { gateway: 1, others: 0 } : { gateway: undefined, others: undefined };
}

export interface ProcessStart {
  readonly args: readonly string[];
  readonly core: Core;
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder?: string;
}

/** A Node process bound to one core, with an IPC channel, whose output shows when it ends unasked. Who starts it ends it. */
export class PinnedProcess implements AsyncDisposable {
  readonly child: ChildProcess;
  readonly #output: string[] = [];
  #isEnding = false;

  constructor({ args, core, environment = {}, folder }: ProcessStart) {
    const command = [process.execPath, ...args];
    const [file = '', ...rest] = core === undefined ? command : ['taskset', '-c', String(core), ...command];
    this.child = spawn(file, rest, {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...inherited(), NODE_ENV: 'production', ...environment },
      ...(folder !== undefined && { cwd: folder }),
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output.push(text);
        if (this.#output.length > 50) this.#output.shift();
      });
    }
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error('The process did not start.');
    return this.child.pid;
  }

  /** The next message over the channel. @throws Error when the process ends before */
  async message<T>(signal: AbortSignal): Promise<T> {
    const over = new AbortController();
    const until = AbortSignal.any([signal, over.signal]);
    try {
      return await Promise.race([
        once(this.child, 'message', { signal: until }).then(([message]) => message as T),
        once(this.child, 'exit', { signal: until }).then(() => Promise.reject(this.failure())),
      ]);
    } finally {
      over.abort();
    }
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  failure(): Error {
    const how = this.child.signalCode ?? `status ${String(this.child.exitCode)}`;
    return new Error(`${this.child.spawnargs.join(' ')} ended with ${how}.\n${this.#output.join('')}`);
  }

  /** Ends it in order, or at once. */
  async end(how: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    if (this.#isEnding || this.hasEnded) return;
    this.#isEnding = true;
    const ended = once(this.child, 'exit');
    this.child.kill(how);
    const force = setTimeout(() => this.child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(force);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.end();
  }
}

/** Our own settings, and those of the process that runs the benchmark, are none of a gateway's. */
function inherited(): Record<string, string | undefined> {
  const isOurs = (name: string): boolean =>
    /^(HUB_|NODE_OPTIONS$|NODE_ENV$|LOG_LEVEL$|DEBUG$|APOLLO_|HIVE_)/.test(name);
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOurs(name)));
}
