import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

import type { PlanMessage, PlannerReply, PlannerRequest } from './planner-messages.js';

/** What became of an operation: it was planned, or not, or the process ended over it, or somebody ended the process. */
export type PlannerOutcome = PlannerReply | 'ended' | 'killed';

/** With these, people and systems end processes (signal(7)). The native planner aborts, which is another one. */
const signalsFromOutside: ReadonlySet<string> = new Set(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT']);

/**
 * A process that plans one operation at a time, so that it is plain which one ends it. It starts with the first
 * operation, and anew at once when one has ended it.
 */
export class PlannerChild {
  private child: ChildProcess | undefined;
  private settle: ((outcome: PlannerOutcome) => void) | undefined;
  private isClosed = false;

  /** @param supergraphs - what is loaded at each start; whoever adds to them calls `load` as well */
  constructor(private readonly supergraphs: readonly string[]) {}

  get isBusy(): boolean {
    return this.settle !== undefined;
  }

  /** Starts the process beforehand, so that the first operation does not wait for it. */
  open(): void {
    this.child ??= this.start();
  }

  load(supergraph: string): void {
    if (this.child) send(this.child, { kind: 'load', supergraphs: [supergraph] });
  }

  /** Must not be called while it is busy. Never rejects. */
  run(message: PlanMessage): Promise<PlannerOutcome> {
    const child = (this.child ??= this.start());
    // Whoever waits for a plan keeps this process alive; an idle planner does not.
    child.ref();
    child.channel?.ref();
    return new Promise((resolve) => {
      this.settle = resolve;
      send(child, message);
    });
  }

  /** Gives up what is being planned: the process is ended over it, and another one started. */
  stop(): void {
    this.child?.kill('SIGKILL');
  }

  async close(): Promise<void> {
    this.isClosed = true;
    const { child } = this;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    // Whoever closes waits for the end, and may have nothing else left that keeps this process alive.
    child.ref();
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  private start(): ChildProcess {
    const program = new URL(`planner-process${path.extname(import.meta.url)}`, import.meta.url);
    const child = fork(program, { execArgv: [], env: {}, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    child.unref();
    child.channel?.unref();
    child.on('message', (reply: PlannerReply) => this.finish(reply));
    // A failed send shows in the exit that follows.
    child.on('error', () => undefined);
    child.once('exit', (_code, signal) => {
      this.child = this.isBusy && !this.isClosed ? this.start() : undefined;
      this.finish(signal !== null && signalsFromOutside.has(signal) ? 'killed' : 'ended');
    });
    send(child, { kind: 'load', supergraphs: this.supergraphs });
    return child;
  }

  private finish(outcome: PlannerOutcome): void {
    const { settle } = this;
    this.settle = undefined;
    this.child?.unref();
    this.child?.channel?.unref();
    settle?.(outcome);
  }
}

function send(child: ChildProcess, request: PlannerRequest): void {
  child.send(request);
}
