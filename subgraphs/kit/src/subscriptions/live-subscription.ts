import type { GraphQLFormattedError } from 'graphql';
import { type Ending, readerGone, readerTooSlow, sourceCompleted, tokenExpired } from './ending.js';
import { TooManyUntakenError } from './event-topics.js';
import type { EventWriter } from './event-writer.js';

/** Until when a token holds, and how to look again. */
export interface Access {
  /** Milliseconds since 1970. */
  readonly expiresAtMs: number;
  /** Rejects when the token does not hold any more. */
  readonly verify: () => Promise<unknown>;
}

export interface LiveSubscriptionParts {
  readonly source: AsyncIterator<unknown>;
  readonly writer: EventWriter;
  readonly access: Access;
  /** The JSON text of what an event becomes for this viewer; undefined when it is not told of it. Never rejects. */
  readonly answer: (event: unknown) => Promise<string | undefined>;
  /** Says what the source threw, fit to be read. */
  readonly present: (error: unknown) => GraphQLFormattedError;
}

/** Past its expiry a token is taken for a few seconds, since clocks differ: then it is looked at so often. */
const leastRecheckMs = 1_000;

/**
 * One open subscription: takes an event from the source, answers it and writes it, and takes the next when its reader
 * has room for more. The token is verified before each event and when it expires.
 */
export class LiveSubscription {
  readonly #parts: LiveSubscriptionParts;
  #ending: Ending | undefined;
  #interrupt: (() => void) | undefined;
  #recheck: NodeJS.Timeout | undefined;

  constructor(parts: LiveSubscriptionParts) {
    this.#parts = parts;
  }

  /** Ends it with a reason, which is the last the reader gets. What is being answered is not told any more. */
  end(ending: Ending): void {
    this.#ending ??= ending;
    this.#interrupt?.();
  }

  /** Whether nothing more is told. */
  get isEnding(): boolean {
    return this.#ending !== undefined;
  }

  /** Resolves when it is over, and nothing works for it any more. Never rejects. */
  async run(): Promise<void> {
    const { source, writer } = this.#parts;
    writer.begin({ onGone: () => this.end(readerGone), onStalled: () => this.end(readerTooSlow) });
    this.#recheckLater();
    let answering: Promise<string | undefined> | undefined;
    try {
      while (!this.#ending) {
        const step = await this.#untilEnded(source.next());
        if (!step || step.done) break;
        await this.#verify();
        if (this.#ending) break;
        answering = this.#parts.answer(step.value);
        const text = await this.#untilEnded(answering);
        if (this.#ending) break;
        if (text !== undefined) writer.writeNext(text);
        await this.#untilEnded(writer.room());
      }
    } catch (error) {
      this.end(error instanceof TooManyUntakenError ? readerTooSlow : { errors: [this.#parts.present(error)] });
    }
    this.#close();
    await answering;
  }

  #close(): void {
    const { source, writer } = this.#parts;
    const { errors } = (this.#ending ??= sourceCompleted);
    clearTimeout(this.#recheck);
    // A generator that waits for something returns when it has come: nobody waits for that, or for what it throws then.
    void (async () => source.return?.())().catch(() => undefined);
    if (errors) writer.writeNext(JSON.stringify({ errors }));
    writer.finish();
  }

  /** Waits for `work`, and no longer than until this ends. */
  #untilEnded<T>(work: Promise<T>): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      this.#interrupt = () => resolve(undefined);
      if (this.#ending) resolve(undefined);
      work.then(resolve, reject);
    });
  }

  async #verify(): Promise<void> {
    try {
      await this.#parts.access.verify();
    } catch {
      // Whatever keeps a token from being verified: nothing is told under it.
      this.end(tokenExpired);
    }
  }

  #recheckLater(): void {
    const delayMs = Math.max(this.#parts.access.expiresAtMs - Date.now(), leastRecheckMs);
    this.#recheck = setTimeout(() => {
      void this.#verify().then(() => {
        if (!this.#ending) this.#recheckLater();
      });
    }, delayMs);
  }
}
