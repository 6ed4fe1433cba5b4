import { type Opening, textsOf } from './opening.js';

const comment = ':\n\n';
const complete = 'event: complete\ndata:\n\n';

/**
 * What became of an operation as the text of an event stream, by the "distinct connections mode" of graphql-sse: events
 * `next`, and `complete` at the end. Comments keep the connection while there is nothing to tell.
 */
export function eventStreamOf(
  opening: Opening,
  keepAliveMs: number,
): AsyncIterableIterator<string, undefined, undefined> {
  return new EventStream(textsOf(opening), keepAliveMs);
}

class EventStream implements AsyncIterableIterator<string, undefined, undefined> {
  readonly #events: AsyncIterator<string, undefined, undefined>;
  readonly #keepAliveMs: number;
  /** The event that came and was not told yet. */
  #step: IteratorResult<string, undefined> | undefined;
  #wake: (() => void) | undefined;
  #hasBegun = false;
  #isAsked = false;
  #isOver = false;

  constructor(events: AsyncIterator<string, undefined, undefined>, keepAliveMs: number) {
    this.#events = events;
    this.#keepAliveMs = keepAliveMs;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<string, undefined>> {
    if (this.#isOver) return { done: true, value: undefined };
    if (!this.#hasBegun) {
      // Lets the client know that it is heard before the first event comes.
      this.#hasBegun = true;
      return { done: false, value: comment };
    }
    this.#ask();
    await this.#stepOrSilence();
    const step = this.#step;
    if (!step) return this.#isOver ? { done: true, value: undefined } : { done: false, value: comment };
    this.#step = undefined;
    this.#isAsked = false;
    if (!step.done) return { done: false, value: `event: next\ndata: ${step.value}\n\n` };
    this.#isOver = true;
    return { done: false, value: complete };
  }

  async return(): Promise<IteratorResult<string, undefined>> {
    this.#isOver = true;
    await this.#events.return?.();
    this.#wake?.();
    return { done: true, value: undefined };
  }

  /** Asks for the next event, unless it is waited for already: silence does not ask twice. */
  #ask(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    void this.#events.next().then((step) => {
      this.#step = step;
      this.#wake?.();
    });
  }

  async #stepOrSilence(): Promise<void> {
    if (this.#step) return;
    let silence: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      silence = setTimeout(resolve, this.#keepAliveMs);
    });
    clearTimeout(silence);
  }
}
