import type { Clock } from '../../../gateway/src/transport/clock.js';

/** A clock that stands until a test moves it. Rests end at the next turn of the event loop, deadlines by the test. */
export class HandClock implements Clock {
  nowMs = 0;
  /** How long each rest would have been. */
  readonly rests: number[] = [];
  readonly #deadlines = new Set<() => void>();

  /** @param timeoutMs - deadlines are told from rests by being this long */
  constructor(private readonly timeoutMs: number) {}

  now(): number {
    return this.nowMs;
  }

  random(): number {
    return 0.5;
  }

  after(delayMs: number, callback: () => void): () => void {
    if (delayMs === this.timeoutMs) {
      this.#deadlines.add(callback);
      return () => this.#deadlines.delete(callback);
    }
    this.rests.push(delayMs);
    const rest = setImmediate(callback);
    return () => {
      clearImmediate(rest);
    };
  }

  /** The time of every call that is not settled is over; the youngest first, so that none gains by another's end. */
  endTime(): void {
    for (const callback of [...this.#deadlines].toReversed()) callback();
  }
}
