import { SourceStream, type SourceStep } from './source-stream.js';
import type { EventClock, SourceEvent } from './subscription-parts.js';

type Headers = Readonly<Record<string, string>>;

export interface RenewedSourceParts {
  readonly clock: EventClock;
  /** With what a stream is asked for now. */
  readonly headers: () => Promise<Headers> | Headers;
  readonly subscribe: (
    headers: Headers,
    signal: AbortSignal,
    onEstablished: () => void,
  ) => AsyncGenerator<SourceEvent, void, undefined>;
  /** For how long a stream under such headers lasts, in milliseconds; undefined where they set it no end. */
  readonly lifetimeMsOf: (headers: Headers) => number | undefined;
  /** Whether the caller still may listen. Asked before a stream is opened in the place of another. Never rejects. */
  readonly mayGoOn: () => Promise<boolean>;
}

/**
 * How long before a token ends a stream under another is opened, in milliseconds: from the one to the other, so that not
 * all streams under one token are opened at once. Within the reserve that a new token has over one that is kept.
 */
const longestReserveMs = 8_000;
const shortestReserveMs = 5_000;

/**
 * How long the stream before goes on beside the one that was established, in milliseconds. What a subgraph was asked to
 * tell before comes by the old one alone, and it may still be at work on it.
 */
export const overlapMs = 2_000;

/** The silence, in milliseconds, that shows that nothing is left to take of the stream before. */
export const silenceMs = 50;

/**
 * The events of a subgraph, by one stream after the other, each under a token of its own where streams end with their
 * token. Streams overlap, and nothing is sorted out: an event comes at least once, and twice when it was told by
 * both. (Payloads that are the same need not be the same event; to drop one of them could be to lose it.)
 *
 * Until the one before has been taken to its end, that one counts: what it says is said, also that it ends. A stream
 * that cannot be opened in its place changes nothing. One reader at a time. Whoever creates it closes it.
 */
export class RenewedSource {
  readonly #parts: RenewedSourceParts;
  readonly #timers = new Set<() => void>();
  #current: SourceStream | undefined;
  #successor: SourceStream | undefined;
  /** The successor was established, and what was under way then has had its time. */
  #isDue = false;
  #isClosed = false;
  #onReplaced: (() => void) | undefined;
  #forgetSilence: (() => void) | undefined;

  constructor(parts: RenewedSourceParts) {
    this.#parts = parts;
  }

  /** The next event. Rejects when the subgraph is lost. */
  async next(): Promise<SourceStep> {
    this.#current ??= await this.#openFirst();
    for (;;) {
      const stream = this.#current;
      const step = await this.#unlessReplaced(stream.peek());
      if (step === undefined) continue;
      stream.take();
      if (step.done) this.close();
      return step;
    }
  }

  /** Leaves every stream at once. */
  close(): void {
    this.#isClosed = true;
    this.#current?.leave();
    this.#successor?.leave();
    this.#successor = undefined;
    this.#forgetSilence?.();
    for (const forget of this.#timers) forget();
    this.#timers.clear();
  }

  async #openFirst(): Promise<SourceStream> {
    const headers = await this.#parts.headers();
    return this.#open(headers);
  }

  #open(headers: Headers): SourceStream {
    const stream = new SourceStream(
      (signal, onEstablished) => this.#parts.subscribe(headers, signal, onEstablished),
      headers['authorization'],
    );
    const lifetimeMs = this.#parts.lifetimeMsOf(headers);
    if (this.#isClosed) stream.leave();
    else if (lifetimeMs !== undefined && lifetimeMs > 0) {
      this.#after(this.#renewalAfter(lifetimeMs), () => this.#renew(stream));
    }
    return stream;
  }

  /** A token that is short-lived for its kind is used for half of its time. */
  #renewalAfter(lifetimeMs: number): number {
    const reserveMs = shortestReserveMs + (longestReserveMs - shortestReserveMs) * this.#parts.clock.random();
    return Math.max(lifetimeMs - reserveMs, lifetimeMs / 2);
  }

  /** Opens another stream beside the current one. When that fails, the current one goes on until it ends. */
  async #renew(current: SourceStream): Promise<void> {
    try {
      if (this.#current !== current || this.#successor || !(await this.#parts.mayGoOn())) return;
      const headers = await this.#parts.headers();
      if (this.#isClosed || headers['authorization'] === current.authorization) return;
      this.#succeed(this.#open(headers));
    } catch {
      // Without a new token nothing can be opened; the subgraph says so when the old one has ended.
    }
  }

  #succeed(successor: SourceStream): void {
    this.#successor = successor;
    const drop = () => this.#drop(successor);
    const onEstablished = () => this.#after(overlapMs, () => this.#becomeDue(successor));
    void successor.established.then(onEstablished);
    successor.peek().then((step) => {
      if (isRefusal(step)) drop();
    }, drop);
  }

  #drop(successor: SourceStream): void {
    if (this.#successor !== successor) return;
    this.#successor = undefined;
    this.#isDue = false;
    this.#forgetSilence?.();
    successor.leave();
  }

  #becomeDue(successor: SourceStream): void {
    if (this.#successor !== successor) return;
    this.#isDue = true;
    this.#listenForSilence();
  }

  /** Only who listens can tell silence from what was not taken. */
  #listenForSilence(): void {
    if (this.#isDue && this.#onReplaced) this.#forgetSilence = this.#after(silenceMs, () => this.#replace());
  }

  #replace(): void {
    const before = this.#current;
    this.#current = this.#successor;
    this.#successor = undefined;
    this.#isDue = false;
    this.#onReplaced?.();
    before?.leave();
  }

  /** Waits for a step of the current stream; undefined when another took its place meanwhile. */
  #unlessReplaced(step: Promise<SourceStep>): Promise<SourceStep | undefined> {
    return new Promise<SourceStep | undefined>((resolve, reject) => {
      this.#onReplaced = () => resolve(undefined);
      this.#listenForSilence();
      step.then(resolve, reject);
    }).finally(() => {
      this.#onReplaced = undefined;
      this.#forgetSilence?.();
    });
  }

  #after(delayMs: number, callback: () => unknown): () => void {
    if (this.#isClosed) return () => undefined;
    const forget = this.#parts.clock.after(delayMs, () => {
      this.#timers.delete(forget);
      callback();
    });
    this.#timers.add(forget);
    return () => {
      this.#timers.delete(forget);
      forget();
    };
  }
}

/** What a stream begins with that was not opened: the word of errors, an answer that was not executed, or nothing. */
function isRefusal(step: SourceStep): boolean {
  return step.done === true || step.value.kind === 'error' || step.value.answer.data === undefined;
}
