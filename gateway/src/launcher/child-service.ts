import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

import { LauncherError } from './launcher-error.js';
import { noteworthy, openServiceLog, type ServiceLog } from './service-log.js';

/** A program of ours that answers `GET <readyUrl>` with 2xx once it can work. */
export interface ServiceDefinition {
  readonly name: string;
  /** Absolute path of a JavaScript file. */
  readonly main: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly readyUrl: string;
  readonly logFolder: string;
}

/** What happens to services after they were started. */
export type ServiceEvent =
  | { readonly kind: 'said'; readonly name: string; readonly text: string }
  | { readonly kind: 'fell'; readonly name: string; readonly reason: string; readonly retryInMs: number }
  | { readonly kind: 'recovered'; readonly name: string };

export interface ServiceTimes {
  /** How long a service may take until it is ready. Default 60,000. */
  readonly readyMs: number;
  /** First wait before a fallen service is started again; doubles with every fall in a row. Default 500. */
  readonly firstRetryMs: number;
  /** Longest wait before that. Default 30,000. */
  readonly longestRetryMs: number;
  /** How long a service may take to end its work when it is stopped. Default 12,000. */
  readonly stopMs: number;
}

export const defaultServiceTimes: ServiceTimes = {
  readyMs: 60_000,
  firstRetryMs: 500,
  longestRetryMs: 30_000,
  stopMs: 12_000,
};

/**
 * A child process that is started again when it falls. Whoever starts it stops it.
 *
 * The child is in a process group of its own, so a terminal's Ctrl-C reaches the launcher only, which then stops its
 * children in order by SIGTERM. It gets an IPC channel on which nothing is ever said: when the launcher dies, however that
 * happens, the channel closes, and the child ends itself at its `disconnect` event.
 */
export class ChildService {
  readonly name: string;
  readonly #definition: ServiceDefinition;
  readonly #times: ServiceTimes;
  readonly #onEvent: (event: ServiceEvent) => void;
  readonly #log: ServiceLog;
  readonly #stopping = new AbortController();
  #child: ChildProcess | undefined;
  /** Until it is ready nothing is passed on: a failure tells the last lines anyway, after a success they are past. */
  #isReady = false;
  #outputEnd: Promise<unknown> = Promise.resolve();
  #supervision: Promise<void> = Promise.resolve();

  constructor(definition: ServiceDefinition, onEvent: (event: ServiceEvent) => void, times = defaultServiceTimes) {
    this.name = definition.name;
    this.#definition = definition;
    this.#times = times;
    this.#onEvent = onEvent;
    this.#log = openServiceLog(definition.logFolder, definition.name, (line, stream) => {
      // Some begin their lines with their name, which stands before them anyway.
      const text = noteworthy(line, stream)?.replace(new RegExp(`^${this.name} `), '');
      if (text !== undefined && this.#isReady) onEvent({ kind: 'said', name: this.name, text });
    });
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /**
   * Starts and waits until the service is ready. From then on it is kept alive.
   *
   * @throws LauncherError with the service's last lines when it ends before, or takes too long
   */
  async start(signal: AbortSignal): Promise<void> {
    await this.#startOnce(AbortSignal.any([signal, this.#stopping.signal]));
    this.#supervision = this.#supervise();
  }

  /** Asks the service to end, and makes it after its time is over. May be called twice. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#end();
    await this.#supervision;
    await this.#outputEnd;
    this.#log.close();
  }

  /** Ends the service without asking, while `stop` waits. */
  hurry(): void {
    this.#child?.kill('SIGKILL');
  }

  async #startOnce(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#isReady = false;
    const child = this.#spawn();
    this.#child = child;
    const gone = once(child, 'exit').then(() => 'gone' as const);
    const attempt = new AbortController();
    const deadline = AbortSignal.timeout(this.#times.readyMs);
    const ready = this.#untilReady(AbortSignal.any([signal, deadline, attempt.signal]));
    const outcome = await Promise.race([gone, ready]);
    attempt.abort();
    this.#isReady = outcome === 'ready';
    if (this.#isReady) return;
    await this.#end();
    await this.#outputEnd;
    signal.throwIfAborted();
    const what =
      outcome === 'gone' ? `ended (${describeExit(child)})` : `was not ready after ${this.#times.readyMs} ms`;
    const lines = this.#log.lastLines().map((line) => `  ${line}`);
    throw new LauncherError(`${this.name} ${what}. It said last:\n${lines.join('\n')}\nAll of it: ${this.#log.file}`);
  }

  #spawn(): ChildProcess {
    const { main, environment } = this.#definition;
    const child = spawn(process.execPath, [main], {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    // A failed spawn also ends: `exit` may then be missing, so the error stands in for it.
    child.once('error', (error) => {
      this.#log.write(`${error.message}\n`, 'err');
      child.emit('exit', null, null);
    });
    for (const [stream, readable] of [
      ['out', child.stdout],
      ['err', child.stderr],
    ] as const) {
      readable?.setEncoding('utf8').on('data', (chunk: string) => {
        this.#log.write(chunk, stream);
      });
    }
    // A process of the child's own that lives on keeps the pipes open: nobody waits for that.
    const closed = once(child, 'close').catch(() => undefined);
    this.#outputEnd = once(child, 'exit').then(() => Promise.race([closed, delay(500)]));
    return child;
  }

  async #untilReady(signal: AbortSignal): Promise<'ready' | 'late'> {
    while (!signal.aborted) {
      if (await answersOk(this.#definition.readyUrl, signal)) return 'ready';
      await delay(50, undefined, { signal }).catch(() => undefined);
    }
    return 'late';
  }

  /** Until `stop`: waits for the child's end, then for a while, then starts it again. */
  async #supervise(): Promise<void> {
    let falls = 0;
    let startedAt = Date.now();
    while (!this.#stopping.signal.aborted) {
      const child = this.#child;
      if (child && isRunning(child)) await once(child, 'exit');
      if (this.#stopping.signal.aborted) return;
      if (Date.now() - startedAt > this.#times.longestRetryMs) falls = 0;
      const retryInMs = Math.min(this.#times.firstRetryMs * 2 ** falls, this.#times.longestRetryMs);
      falls += 1;
      const reason = child ? describeExit(child) : 'never started';
      this.#onEvent({ kind: 'fell', name: this.name, reason, retryInMs });
      await delay(retryInMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      startedAt = Date.now();
      await this.#startAgain();
    }
  }

  async #startAgain(): Promise<void> {
    try {
      await this.#startOnce(this.#stopping.signal);
      this.#onEvent({ kind: 'recovered', name: this.name });
    } catch (error) {
      // The next round of the supervision reports the fall and waits longer; stopping is no failure at all.
      if (!(error instanceof LauncherError) && !this.#stopping.signal.aborted) throw error;
    }
  }

  async #end(): Promise<void> {
    const child = this.#child;
    if (!child || !isRunning(child)) return;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    const force = setTimeout(() => child.kill('SIGKILL'), this.#times.stopMs);
    await exited;
    clearTimeout(force);
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

function describeExit({ exitCode, signalCode, pid }: ChildProcess): string {
  if (pid === undefined) return 'could not be run';
  return signalCode === null ? `status ${exitCode}` : `by ${signalCode}`;
}

async function answersOk(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(2_000)]) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false; // Not listening yet.
  }
}
