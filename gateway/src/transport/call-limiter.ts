/** A call that may have to wait for its turn. */
export interface Waiter {
  /** It has a place now, and gives it back with {@link CallLimiter.release}. */
  onTurn(): void;
}

/** Bounds how many calls are under way at once; others wait in order, up to a bound of their own. */
export class CallLimiter<TWaiter extends Waiter> {
  private underWay = 0;
  private isHandingOut = false;
  /** In order of arrival; leaving from the middle costs no more than from the front. */
  private readonly queue = new Set<TWaiter>();

  constructor(
    private readonly maxCalls: number,
    private readonly maxQueue: number,
  ) {}

  /** Those that have not had their turn, in order. */
  get waiting(): Iterable<TWaiter> {
    return this.queue;
  }

  /** Gives the waiter its turn, at once or later. False when there is no room even to wait. */
  enter(waiter: TWaiter): boolean {
    if (this.underWay < this.maxCalls && this.queue.size === 0) {
      this.underWay++;
      waiter.onTurn();
      return true;
    }
    if (this.queue.size >= this.maxQueue) return false;
    this.queue.add(waiter);
    return true;
  }

  /** A waiter that has not had its turn waits no longer. */
  leave(waiter: TWaiter): void {
    this.queue.delete(waiter);
  }

  /** Gives a place back, to whoever has waited longest. */
  release(): void {
    this.underWay--;
    // A turn may end within onTurn; without this each would be one level deeper on the stack.
    if (this.isHandingOut || this.queue.size === 0) return;
    this.isHandingOut = true;
    try {
      for (const waiter of this.queue) {
        if (this.underWay >= this.maxCalls) break;
        this.queue.delete(waiter);
        this.underWay++;
        waiter.onTurn();
      }
    } finally {
      this.isHandingOut = false;
    }
  }
}
