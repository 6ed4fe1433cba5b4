import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { QueryPlan } from '@graphql-hive/router-query-planner';

import { PlanningError, type PlanRequest } from '../plan.js';
import type { PlannerReply, PlannerRequest } from './planner-messages.js';

/** Operations remembered for having ended the planning process. */
const maxPoisonous = 1_000;

interface Task {
  readonly request: PlanRequest;
  /** Which of the host's supergraphs to plan over. */
  readonly supergraph: number;
}

interface Pending extends Task {
  readonly resolve: (plan: QueryPlan) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Keeps a process that plans, and starts another when it ends. Operations that were being planned then are planned
 * again, one at a time; the one that ends the process alone is refused, then and whenever it comes back.
 */
export class PlannerHost {
  private child: ChildProcess | undefined;
  private nextId = 1;
  private readonly pending = new Map<number, Pending>();
  private readonly poisonous = new Set<string>();
  private recovery: Promise<void> | undefined;
  private isClosed = false;

  private readonly supergraphs: string[];

  constructor(supergraphs: readonly string[]) {
    this.supergraphs = [...supergraphs];
  }

  /** Starts the process beforehand, so that the first operation does not wait for it. */
  open(): void {
    this.child ??= this.start();
  }

  /** Adds a supergraph to those that can be planned over; returns which it is. */
  load(supergraph: string): number {
    this.supergraphs.push(supergraph);
    this.child?.send({ kind: 'load', supergraphs: [supergraph] } satisfies PlannerRequest);
    return this.supergraphs.length - 1;
  }

  async plan(task: Task): Promise<QueryPlan> {
    await this.recovery;
    return this.planNow(task);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    const { child } = this;
    this.abandon(new PlanningError('The planner was closed.'));
    if (child?.exitCode !== null || child.signalCode !== null) return;
    // Whoever closes waits for the end, and may have nothing else left that keeps this process alive.
    child.ref();
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  private planNow(task: Task): Promise<QueryPlan> {
    const { signal } = task.request;
    if (this.isClosed) return Promise.reject(new PlanningError('The planner was closed.'));
    if (signal?.aborted) return Promise.reject(new PlanningError('Planning was aborted.', { cause: signal.reason }));
    if (this.poisonous.has(keyOf(task)))
      return Promise.reject(new PlanningError('The planner fails on this operation.'));
    const id = this.nextId++;
    const cancel = () => {
      this.settle(id)?.reject(new PlanningError('Planning was aborted.', { cause: signal?.reason }));
      this.child?.send({ kind: 'cancel', id } satisfies PlannerRequest);
    };
    signal?.addEventListener('abort', cancel, { once: true });
    return new Promise<QueryPlan>((resolve, reject) => {
      this.pending.set(id, { ...task, resolve, reject });
      this.send({ kind: 'plan', id, supergraph: task.supergraph, ...messageOf(task.request) });
    }).finally(() => signal?.removeEventListener('abort', cancel));
  }

  private send(message: PlannerRequest): void {
    this.child ??= this.start();
    // Whoever waits for a plan keeps this process alive; an idle planner does not.
    this.child.channel?.ref();
    this.child.send(message);
  }

  private start(): ChildProcess {
    const program = new URL(`planner-process${path.extname(import.meta.url)}`, import.meta.url);
    const child = fork(program, { execArgv: [], env: {}, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    child.unref();
    child.channel?.unref();
    child.on('message', (reply: PlannerReply) => this.receive(reply));
    // A failed send shows in the exit that follows.
    child.on('error', () => undefined);
    child.once('exit', () => {
      if (this.child === child) this.recover();
    });
    child.send({ kind: 'load', supergraphs: this.supergraphs } satisfies PlannerRequest);
    return child;
  }

  private receive(reply: PlannerReply): void {
    const pending = this.settle(reply.id);
    if ('plan' in reply) pending?.resolve(reply.plan);
    else pending?.reject(new PlanningError(reply.problem));
  }

  private settle(id: number): Pending | undefined {
    const pending = this.pending.get(id);
    this.pending.delete(id);
    if (this.pending.size === 0) this.child?.channel?.unref();
    return pending;
  }

  private recover(): void {
    this.child = undefined;
    const suspects = [...this.pending.values()];
    this.pending.clear();
    const [only] = suspects;
    if (only && suspects.length === 1) this.condemn(only);
    else if (only) this.recovery = this.planOneByOne(suspects);
  }

  private condemn(guilty: Pending): void {
    for (const oldest of this.poisonous) {
      if (this.poisonous.size < maxPoisonous) break;
      this.poisonous.delete(oldest);
    }
    this.poisonous.add(keyOf(guilty));
    guilty.reject(new PlanningError('The planner fails on this operation.'));
  }

  private async planOneByOne(suspects: readonly Pending[]): Promise<void> {
    for (const suspect of suspects) await this.planNow(suspect).then(suspect.resolve, suspect.reject);
    this.recovery = undefined;
  }

  private abandon(reason: PlanningError): void {
    for (const { reject } of this.pending.values()) reject(reason);
    this.pending.clear();
    this.child = undefined;
  }
}

function messageOf({ source, operationName, labels, percentage }: PlanRequest) {
  return { source, operationName, labels: [...labels], percentage };
}

function keyOf({ supergraph, request }: Task): string {
  const { operationName = '', percentage, labels, source } = request;
  return [supergraph, operationName, percentage, ...labels, source].join('\n');
}
