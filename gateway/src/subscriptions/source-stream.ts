import type { SourceEvent } from './subscription-parts.js';

export type SourceStep = IteratorResult<SourceEvent, void>;

/** Subscribes with a signal that ends it, and says by the callback when the subgraph has taken it. */
export type Subscribing = (
  signal: AbortSignal,
  onEstablished: () => void,
) => AsyncGenerator<SourceEvent, void, undefined>;

/** One stream of events from a subgraph, and what ends it, also while an event is waited for. Whoever opens it leaves it. */
export class SourceStream {
  /** Resolves when the subgraph has taken the subscription. Stays open when that does not happen. */
  readonly established: Promise<unknown>;
  /** Under which credential it was opened; undefined without one. */
  readonly authorization: string | undefined;
  readonly #leaving = new AbortController();
  readonly #events: AsyncGenerator<SourceEvent, void, undefined>;
  #step: Promise<SourceStep> | undefined;

  constructor(subscribe: Subscribing, authorization: string | undefined) {
    const established = Promise.withResolvers<undefined>();
    this.established = established.promise;
    this.authorization = authorization;
    this.#events = subscribe(this.#leaving.signal, () => established.resolve(undefined));
  }

  /** The next step, which stays the next until it is taken. */
  peek(): Promise<SourceStep> {
    return (this.#step ??= this.#events.next());
  }

  /** What was peeked at was handed on. */
  take(): void {
    this.#step = undefined;
  }

  /** Wants no more, whatever is on its way. */
  leave(): void {
    // Whoever waits for the step hears of it; if nobody does, nobody has to.
    this.#step?.catch(() => undefined);
    this.#leaving.abort(new Error('The events of this stream are not wanted any more.'));
    void this.#events.return().catch(() => undefined);
  }
}
