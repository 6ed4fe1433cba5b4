/** Whoever listens left more events untaken than are kept. */
export class TooManyUntakenError extends Error {
  override readonly name = 'TooManyUntakenError';
}

/** What identifies a record is small, so that a listener who takes none holds little. */
const defaultMaxUntaken = 1_000;

/**
 * Events of this process by topic, for `@Subscription({ topics })` of type-graphql or for a `subscribe` function. Who
 * listens gets what is published from then on. What is published is read by everybody: publish what identifies a record,
 * once its change is committed, and let the resolver read the rest in the viewer's name.
 */
export class EventTopics {
  readonly #maxUntaken: number;
  readonly #listeners = new Map<string, Set<Listener>>();

  /** @param maxUntaken - events kept for one listener; with more its iteration throws a {@link TooManyUntakenError}. Default 1,000. */
  constructor({ maxUntaken = defaultMaxUntaken }: { readonly maxUntaken?: number } = {}) {
    this.#maxUntaken = maxUntaken;
  }

  publish(topic: string, event: unknown): void {
    for (const listener of this.#listeners.get(topic) ?? []) listener.push(event);
  }

  /**
   * Listens at once, until whoever iterates returns.
   *
   * @param id - what type-graphql hands on of `topicId`
   * @throws Error when there is one: events of all ids would be told
   */
  subscribe(topic: string, id?: unknown): AsyncIterableIterator<unknown, undefined, undefined> {
    if (id !== undefined) throw new Error('These topics have no ids (topicId). Filter the events instead.');
    const listeners = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, listeners);
    const listener = new Listener(this.#maxUntaken, () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(topic) === listeners) this.#listeners.delete(topic);
    });
    listeners.add(listener);
    return listener;
  }

  /** How many listen to a topic. */
  listenersOf(topic: string): number {
    return this.#listeners.get(topic)?.size ?? 0;
  }
}

type Step = IteratorResult<unknown, undefined>;

class Listener implements AsyncIterableIterator<unknown, undefined, undefined> {
  readonly #maxUntaken: number;
  readonly #onLeave: () => void;
  #untaken: unknown[] = [];
  readonly #waiting: PromiseWithResolvers<Step>[] = [];
  #failure: Error | undefined;
  #isOver = false;

  constructor(maxUntaken: number, onLeave: () => void) {
    this.#maxUntaken = maxUntaken;
    this.#onLeave = onLeave;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  push(event: unknown): void {
    const waiting = this.#waiting.shift();
    if (waiting) waiting.resolve({ done: false, value: event });
    else if (this.#untaken.push(event) > this.#maxUntaken) {
      this.#failure = new TooManyUntakenError(`More than ${this.#maxUntaken} events were left untaken.`);
      this.#leave();
    }
  }

  next(): Promise<Step> {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure) return Promise.reject(failure);
    if (this.#untaken.length > 0) return Promise.resolve({ done: false, value: this.#untaken.shift() });
    if (this.#isOver) return Promise.resolve({ done: true, value: undefined });
    const waiting = Promise.withResolvers<Step>();
    this.#waiting.push(waiting);
    return waiting.promise;
  }

  return(): Promise<Step> {
    this.#leave();
    return Promise.resolve({ done: true, value: undefined });
  }

  #leave(): void {
    this.#isOver = true;
    this.#untaken = [];
    for (const { resolve } of this.#waiting.splice(0)) resolve({ done: true, value: undefined });
    this.#onLeave();
  }
}
