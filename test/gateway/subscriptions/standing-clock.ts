import type { EventClock } from '../../../gateway/src/subscriptions/subscription-parts.js';

interface Timer {
  readonly delayMs: number;
  readonly callback: () => void;
}

/** A clock that stands. A test says which of the times that somebody waits for are over. */
export class StandingClock implements EventClock {
  readonly #timers = new Set<Timer>();
  readonly #waiting = new Set<() => void>();

  random(): number {
    return 0.5;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { delayMs, callback };
    this.#timers.add(timer);
    for (const check of [...this.#waiting]) check();
    return () => this.#timers.delete(timer);
  }

  /** What is waited for, in milliseconds. */
  get delays(): readonly number[] {
    return [...this.#timers].map(({ delayMs }) => delayMs);
  }

  /** Resolves when somebody waits for such a time. */
  awaits(matches: (delayMs: number) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (!this.delays.some(matches)) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }

  /** Waits until somebody waits for such a time, and lets it be over. */
  async pass(matches: (delayMs: number) => boolean): Promise<void> {
    await this.awaits(matches);
    const timer = [...this.#timers].find(({ delayMs }) => matches(delayMs));
    if (!timer) return;
    this.#timers.delete(timer);
    timer.callback();
  }
}
