/**
 * Lets operations begin one in a turn of the event loop. What is under way has its turn before anything new: when there
 * is more to do than can be done, few operations are half done, and little is held for them. Where there is time, nobody
 * waits.
 */
export class Entrance {
  readonly #waiting: (() => void)[] = [];
  #isTaken = false;

  /** Resolves, or returns nothing when there is nothing to wait for, once an operation may begin. */
  enter(): Promise<void> | undefined {
    if (!this.#isTaken) {
      this.#isTaken = true;
      setImmediate(this.#onTurn);
      return undefined;
    }
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  readonly #onTurn = (): void => {
    const begin = this.#waiting.shift();
    if (!begin) {
      this.#isTaken = false;
      return;
    }
    begin();
    setImmediate(this.#onTurn);
  };
}
