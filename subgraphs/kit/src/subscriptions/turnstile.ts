/**
 * Lets so many work at the same time; the others wait in the order in which they came. It does not bound how many wait:
 * that is for whoever lets them come.
 */
export class Turnstile {
  #free: number;
  readonly #queue: (() => void)[] = [];

  /** @param places - how many work at the same time */
  constructor(places: number) {
    this.#free = places;
  }

  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#queue.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#queue.shift();
      if (next) next();
      else this.#free += 1;
    }
  }
}
