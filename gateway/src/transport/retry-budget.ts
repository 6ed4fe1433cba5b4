import type { Clock } from './clock.js';

/** Retries that may come in a row, and how many come back each second without any call: the floor. */
const capacity = 10;
const perSecond = 1;

/**
 * Keeps retries a small share of all calls, so that they cannot multiply the load on a subgraph that is failing under
 * load (as in Finagle's RetryBudget and gRPC's retry throttling, gRFC A6).
 */
export class RetryBudget {
  private tokens = capacity;
  private countedAt: number;
  private readonly perCall: number;

  /** @param percent - retries that a hundred calls pay for */
  constructor(
    percent: number,
    private readonly clock: Pick<Clock, 'now'>,
  ) {
    this.perCall = percent / 100;
    this.countedAt = clock.now();
  }

  /** A call that is no retry. */
  deposit(): void {
    this.tokens = Math.min(capacity, this.tokens + this.perCall);
  }

  /** Takes one retry out, if there is one. */
  take(): boolean {
    const now = this.clock.now();
    this.tokens = Math.min(capacity, this.tokens + ((now - this.countedAt) / 1000) * perSecond);
    this.countedAt = now;
    if (this.tokens < 1) return false;
    this.tokens--;
    return true;
  }
}
