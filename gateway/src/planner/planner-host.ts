import { createHash } from 'node:crypto';
import type { QueryPlan } from '@graphql-hive/router-query-planner';

import { PlanningError, PlanningStoppedError, type PlanRequest } from '../plan.js';
import { PlannerChild, type PlannerOutcome } from './planner-child.js';
import type { PlanMessage } from './planner-messages.js';

/** Operations remembered for having ended a planning process. */
const maxFatal = 10_000;

/** How long, in milliseconds: what ended a process may have been something else, like a machine with too much to do. */
const fatalForMs = 60_000;

interface Fatal {
  readonly refusal: PlanningError;
  /** Milliseconds of `performance.now()`. */
  readonly until: number;
}

export interface PlannerTask {
  readonly request: PlanRequest;
  /** Which of the host's supergraphs to plan over. */
  readonly supergraph: number;
  /** It may take long, or end the process. */
  readonly isRisky: boolean;
}

interface Waiting extends PlannerTask {
  /** Its process was killed from outside. */
  wasKilled: boolean;
  readonly resolve: (plan: QueryPlan) => void;
  readonly reject: (error: PlanningError) => void;
}

/** The native planner ends its process over the operation. */
export class PlannerEndedError extends PlanningError {
  constructor() {
    super('The planner fails on this operation.');
  }
}

/** Something else than the native planner ended its process over the operation, twice: perhaps it needs too much memory. */
export class PlannerKilledError extends PlanningStoppedError {
  constructor() {
    super('The planner was killed while it planned this operation.');
  }
}

/** The native planner was ended, because it took too long. */
export class PlannerStoppedError extends PlanningStoppedError {
  constructor() {
    super('The planner takes too long for this operation.');
  }
}

/**
 * Has operations planned by two processes. Only one of them plans what may end it or take long, so that the others'
 * operations do not wait for it to begin anew. The shortest come first, so that a short operation waits for one long one
 * at most. An operation that ends a process is refused, then and whenever it comes back within a minute. One over which
 * somebody else ended it is tried once more: it may have been chance.
 */
export class PlannerHost {
  private readonly supergraphs: string[] = [];
  private readonly steady = new PlannerChild(this.supergraphs);
  private readonly bold = new PlannerChild(this.supergraphs);
  /** In the order in which they came. */
  private readonly waiting = new Set<Waiting>();
  private readonly fatal = new Map<string, Fatal>();
  private isClosed = false;

  /**
   * @param maxRunMs - how long the native planner may take for one operation, the start of its process included. Most
   *   take a few milliseconds, one of 4,000 fields two seconds
   * @param rememberMs - how long an operation that ended a process is refused, in milliseconds
   */
  constructor(
    private readonly maxRunMs = 4_000,
    private readonly rememberMs = fatalForMs,
  ) {}

  /** Starts the steady process beforehand. The other one starts when there is something for it, if not told to. */
  open({ expectsRisks }: { readonly expectsRisks: boolean }): void {
    this.steady.open();
    if (expectsRisks) this.bold.open();
  }

  /** Adds a supergraph to those that can be planned over; returns which it is. */
  load(supergraph: string): number {
    for (const child of [this.steady, this.bold]) child.load(supergraph);
    return this.supergraphs.push(supergraph) - 1;
  }

  async plan(task: PlannerTask): Promise<QueryPlan> {
    const { signal } = task.request;
    if (this.isClosed) throw closed();
    if (signal?.aborted) throw aborted(signal);
    const fatal = this.fatal.get(digestOf(task));
    if (fatal && performance.now() < fatal.until) throw fatal.refusal;
    const { promise, resolve, reject } = Promise.withResolvers<QueryPlan>();
    const waiting = { ...task, resolve, reject, wasKilled: false };
    const leave = () => {
      if (this.waiting.delete(waiting)) reject(aborted(signal));
    };
    signal?.addEventListener('abort', leave, { once: true });
    this.waiting.add(waiting);
    this.dispatch();
    return promise.finally(() => signal?.removeEventListener('abort', leave));
  }

  async close(): Promise<void> {
    this.isClosed = true;
    for (const { reject } of this.waiting) reject(closed());
    this.waiting.clear();
    await Promise.all([this.steady.close(), this.bold.close()]);
  }

  private dispatch(): void {
    if (!this.steady.isBusy) this.runNext(this.steady, this.next(false));
    if (!this.bold.isBusy) this.runNext(this.bold, this.next(true) ?? this.next(false));
  }

  private next(isRisky: boolean): Waiting | undefined {
    let shortest: Waiting | undefined;
    for (const task of this.waiting) {
      if (task.isRisky === isRisky && !(shortest && lengthOf(shortest) <= lengthOf(task))) shortest = task;
    }
    return shortest;
  }

  private runNext(child: PlannerChild, task: Waiting | undefined): void {
    if (task && this.waiting.delete(task)) void this.run(child, task);
  }

  private async run(child: PlannerChild, task: Waiting): Promise<void> {
    const { signal } = task.request;
    const overtime = AbortSignal.timeout(this.maxRunMs);
    const limits = signal ? AbortSignal.any([signal, overtime]) : overtime;
    const stop = () => child.stop();
    limits.addEventListener('abort', stop, { once: true });
    const outcome = await child.run(messageOf(task));
    limits.removeEventListener('abort', stop);
    this.settle(task, outcome, overtime.aborted);
    this.dispatch();
  }

  private settle(task: Waiting, outcome: PlannerOutcome, isOvertime: boolean): void {
    const { signal } = task.request;
    if (typeof outcome === 'object') {
      if ('plan' in outcome) task.resolve(outcome.plan);
      else task.reject(new PlanningError(outcome.problem));
    } else if (this.isClosed) task.reject(closed());
    else if (signal?.aborted) task.reject(aborted(signal));
    else if (isOvertime) this.refuse(task, new PlannerStoppedError());
    else if (outcome === 'ended') this.refuse(task, new PlannerEndedError());
    else if (task.wasKilled) this.refuse(task, new PlannerKilledError());
    else {
      task.wasKilled = true;
      this.waiting.add(task);
    }
  }

  private refuse(task: Waiting, refusal: PlanningError): void {
    this.remember(task, refusal);
    task.reject(refusal);
  }

  private remember(task: PlannerTask, refusal: PlanningError): void {
    const [oldest] = this.fatal.keys();
    if (this.fatal.size >= maxFatal && oldest !== undefined) this.fatal.delete(oldest);
    this.fatal.set(digestOf(task), { refusal, until: performance.now() + this.rememberMs });
  }
}

function closed(): PlanningError {
  return new PlanningError('The planner was closed.');
}

function aborted(signal: AbortSignal | undefined): PlanningError {
  return new PlanningStoppedError('Planning was aborted.', { cause: signal?.reason });
}

function messageOf({ supergraph, request }: PlannerTask): PlanMessage {
  const { source, operationName, labels, percentage } = request;
  return { kind: 'plan', supergraph, source, operationName, labels: [...labels], percentage };
}

function lengthOf({ request }: PlannerTask): number {
  return request.source.length;
}

function digestOf(task: PlannerTask): string {
  return createHash('sha256')
    .update(JSON.stringify(messageOf(task)))
    .digest('base64');
}
