/** Events that a test pushes, for the subscriptions of a subgraph. Whoever opens it sees what is pushed from then on. */
export class EventFeed<Event> {
  readonly #subscribers = new Set<Subscriber<Event>>();
  readonly #waiting: { readonly count: number; readonly resolve: () => void }[] = [];

  /** Open subscriptions. */
  get size(): number {
    return this.#subscribers.size;
  }

  push(event: Event): void {
    for (const subscriber of this.#subscribers) subscriber.take({ done: false, value: event });
  }

  /** Completes all that are open. */
  complete(): void {
    for (const subscriber of this.#subscribers) void subscriber.return();
  }

  /** Resolves when there are as many subscribers. */
  subscribers(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ count, resolve });
      this.#tell();
    });
  }

  open(): AsyncGenerator<Event, undefined, undefined> {
    const subscriber = new Subscriber<Event>(() => {
      this.#subscribers.delete(subscriber);
      this.#tell();
    });
    this.#subscribers.add(subscriber);
    this.#tell();
    return subscriber;
  }

  #tell(): void {
    for (const { count, resolve } of this.#waiting) if (count === this.#subscribers.size) resolve();
  }
}

class Subscriber<Event> implements AsyncGenerator<Event, undefined, undefined> {
  readonly #kept: IteratorResult<Event, undefined>[] = [];
  #wake: ((step: IteratorResult<Event, undefined>) => void) | undefined;

  constructor(private readonly onLeave: () => void) {}

  take(step: IteratorResult<Event, undefined>): void {
    const wake = this.#wake;
    this.#wake = undefined;
    if (wake) wake(step);
    else this.#kept.push(step);
  }

  next(): Promise<IteratorResult<Event, undefined>> {
    const kept = this.#kept.shift();
    if (kept) return Promise.resolve(kept);
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  return(): Promise<IteratorResult<Event, undefined>> {
    this.onLeave();
    this.take({ done: true, value: undefined });
    return Promise.resolve({ done: true, value: undefined });
  }

  throw(): Promise<IteratorResult<Event, undefined>> {
    return this.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }
}
