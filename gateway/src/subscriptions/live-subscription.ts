import { emit } from '../telemetry/telemetry.js';
import {
  accessEnded,
  type Ending,
  endedBySubgraph,
  eventsFromElsewhere,
  failed,
  isPassing,
  notPlannedAnew,
  rightsChanged,
  sourceLost,
  tooSlow,
} from './ending.js';
import { type Progress, writeEnding, writeEvent } from './event-text.js';
import { RenewedSource } from './renewed-source.js';
import { showError } from './shown-error.js';
import type {
  EventClock,
  EventTransport,
  OperationDesk,
  PlannedSubscription,
  SourceAnswer,
  SourceError,
  SourceEvent,
  Subscriber,
} from './subscription-parts.js';

export interface LiveSubscriptionParts<S extends Subscriber> {
  readonly planned: PlannedSubscription<S>;
  readonly caller: S;
  readonly transport: EventTransport;
  readonly desk: OperationDesk<S>;
  /** Establishes anew who the caller is; throws when the credential does not hold any more. */
  readonly resolveCaller: () => Promise<S>;
  /** How often that is done when no event comes, in milliseconds. */
  readonly recheckMs: number;
  /** How long an event may be left untaken, in milliseconds. */
  readonly stallMs: number;
  /** For how long a stream of the source under such headers lasts, in milliseconds; undefined where they set it no end. */
  readonly lifetimeMsOf: (headers: Readonly<Record<string, string>>) => number | undefined;
  /** By which streams are renewed. */
  readonly clock: EventClock;
  /** Called once, when nothing is held any more. */
  readonly onOver: () => void;
}

/** The source has completed: nothing more comes, and nothing is wrong. */
const completed = Symbol('completed');

/**
 * One open subscription: an event from the source, completed by the engine, whenever the reader asks for the next. While
 * the reader asks for none, none is read from the subgraph. It ends when the source does, when the reader returns, or
 * with a last event that says why.
 */
export class LiveSubscription<S extends Subscriber> implements AsyncIterableIterator<string, undefined, undefined> {
  readonly #parts: LiveSubscriptionParts<S>;
  readonly #stopping = new AbortController();
  readonly #recheck: NodeJS.Timeout;
  readonly #endSwaps: () => void;
  readonly #source: RenewedSource;
  readonly #read = Promise.withResolvers<undefined>();
  #planned: PlannedSubscription<S>;
  #caller: S;
  #replanning: Promise<void> = Promise.resolve();
  #ending: Ending | undefined;
  #interrupt: (() => void) | undefined;
  #stall: NodeJS.Timeout | undefined;
  #isOver = false;
  #events = 0;
  #lastEventAt: Date | undefined;

  constructor(parts: LiveSubscriptionParts<S>) {
    this.#parts = parts;
    this.#planned = parts.planned;
    this.#caller = parts.caller;
    this.#source = this.#renewedSource();
    this.#recheck = setInterval(() => void this.#verify(), parts.recheckMs);
    this.#endSwaps = parts.desk.onSwap(() => {
      this.#replanning = this.#replanning.then(() => this.#replan());
    });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<string, undefined>> {
    clearTimeout(this.#stall);
    if (this.#isOver) {
      this.#read.resolve(undefined);
      return { done: true, value: undefined };
    }
    const text = await this.#untilEnded(this.#produce());
    if (this.#isOver) return { done: true, value: undefined };
    if (this.#ending) return this.#finish(this.#ending.code, writeEnding(this.#ending, this.#progress));
    if (typeof text !== 'string') return this.#finish('completed');
    this.#events += 1;
    this.#lastEventAt = new Date();
    this.#stall = setTimeout(() => this.end(tooSlow), this.#parts.stallMs);
    return { done: false, value: text };
  }

  /** The reader wants no more: the subgraph is told at once, also while an event is waited for. */
  return(): Promise<IteratorResult<string, undefined>> {
    this.#finish('left');
    this.#read.resolve(undefined);
    return Promise.resolve({ done: true, value: undefined });
  }

  /** Ends it with a reason, which is the next thing the reader gets. What was kept of events is let go at once. */
  end(ending: Ending): void {
    if (this.#isOver || this.#ending) return;
    this.#ending = ending;
    this.#stopping.abort(new Error(ending.message));
    this.#source.close();
    this.#interrupt?.();
  }

  /** Resolves when the reader has read to the end, or has left. */
  get whenRead(): Promise<unknown> {
    return this.#read.promise;
  }

  get #progress(): Progress {
    return { events: this.#events, lastEventAt: this.#lastEventAt };
  }

  /** Waits for `work`, and no longer than until this ends. */
  #untilEnded<T>(work: Promise<T>): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      this.#interrupt = () => resolve(undefined);
      if (this.#ending || this.#isOver) resolve(undefined);
      work.then(resolve, reject);
    });
  }

  /** The next event as text. Never rejects: what goes wrong is an ending. */
  async #produce(): Promise<string | typeof completed> {
    try {
      const { done, value } = await this.#source.next();
      if (done) return completed;
      await this.#verify();
      await this.#replanning;
      if (this.#ending) return completed;
      return await this.#tell(value);
    } catch (error) {
      this.end(sourceLost(error, this.#planned.source.subgraph, this.#caller));
      return completed;
    }
  }

  async #tell(event: SourceEvent): Promise<string | typeof completed> {
    if (event.kind === 'error') return this.#endBySubgraph(event.errors);
    const { answer } = event;
    // A subgraph by the kit says in the stream that it ends it, and why.
    const isEnd = answer.data === undefined && answer.errors?.some(isPassing);
    return isEnd ? this.#endBySubgraph(answer.errors ?? []) : writeEvent(await this.#run(answer));
  }

  #renewedSource(): RenewedSource {
    const { clock, lifetimeMsOf, transport, planned } = this.#parts;
    const { source } = planned;
    return new RenewedSource({
      clock,
      lifetimeMsOf,
      headers: () => this.#caller.headersFor(source.subgraph),
      subscribe: (headers, signal, onEstablished) => transport.subscribe({ ...source, headers, signal, onEstablished }),
      mayGoOn: async () => {
        await this.#verify();
        await this.#replanning;
        return !this.#ending && !this.#isOver;
      },
    });
  }

  /** The errors pass the same way as those of an event, so that nobody reads in them what is not to be read. */
  async #endBySubgraph(errors: readonly SourceError[]): Promise<typeof completed> {
    const { errors: shown = [] } = await this.#run({ errors });
    this.end(endedBySubgraph(errors, shown));
    return completed;
  }

  async #run(answer: SourceAnswer) {
    try {
      return await this.#planned.complete(answer, { caller: this.#caller, signal: this.#stopping.signal });
    } catch (error) {
      emit({ kind: 'unexpected-error', error });
      this.end(failed);
      return { dataText: undefined };
    }
  }

  /** Ends this when the credential does not hold any more, or when it stands for other rights than at the beginning. */
  async #verify(): Promise<void> {
    try {
      const caller = await this.#parts.resolveCaller();
      if (caller.key === this.#caller.key) this.#caller = caller;
      else this.end(rightsChanged);
    } catch (error) {
      const code = showError(error).extensions?.['code'];
      this.end(code === failed.code ? failed : accessEnded(code));
    }
  }

  /** Goes on over another supergraph, if that asks the same subgraph the same; otherwise ends. */
  async #replan(): Promise<void> {
    if (this.#isOver || this.#ending) return;
    const { operation, source } = this.#planned;
    const context = { caller: this.#caller, signal: this.#stopping.signal, mayWrite: false };
    try {
      const opened = await this.#parts.desk.open(operation, context);
      if (opened.kind !== 'subscription') this.end(notPlannedAnew(opened));
      else if (!isSame(opened.source, source)) this.end(eventsFromElsewhere);
      else this.#planned = opened;
    } catch (error) {
      emit({ kind: 'unexpected-error', error });
      this.end(failed);
    }
  }

  #finish(how: string, last?: string): IteratorResult<string, undefined> {
    if (!this.#isOver) {
      this.#isOver = true;
      clearTimeout(this.#stall);
      clearInterval(this.#recheck);
      this.#endSwaps();
      this.#stopping.abort(new Error('Nobody wants the events any more.'));
      this.#source.close();
      this.#interrupt?.();
      emit({ kind: 'subscription-ended', how, events: this.#events });
      this.#parts.onOver();
    }
    return last === undefined ? { done: true, value: undefined } : { done: false, value: last };
  }
}

function isSame(one: PlannedSubscription<Subscriber>['source'], other: typeof one): boolean {
  return one.subgraph === other.subgraph && one.url === other.url && one.body === other.body;
}
