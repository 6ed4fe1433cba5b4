export interface QuotaBounds {
  /** Places in total. Default: as many as all holders together may have. */
  readonly max?: number;
  /** Places of one holder. */
  readonly maxPerHolder: number;
}

/** Places for holders, by name. */
export class Quota {
  readonly #max: number;
  readonly #maxPerHolder: number;
  readonly #byHolder = new Map<string, number>();
  #held = 0;

  constructor({ max = Infinity, maxPerHolder }: QuotaBounds) {
    this.#max = max;
    this.#maxPerHolder = maxPerHolder;
  }

  /** Takes a place. Returns what gives it back, safe to call twice; undefined when there is none left. */
  take(holder: string): (() => void) | undefined {
    const held = this.#byHolder.get(holder) ?? 0;
    if (this.#held >= this.#max || held >= this.#maxPerHolder) return undefined;
    this.#byHolder.set(holder, held + 1);
    this.#held += 1;
    let isHeld = true;
    return () => {
      if (isHeld) this.#giveBack(holder);
      isHeld = false;
    };
  }

  #giveBack(holder: string): void {
    this.#held -= 1;
    const left = (this.#byHolder.get(holder) ?? 1) - 1;
    if (left === 0) this.#byHolder.delete(holder);
    else this.#byHolder.set(holder, left);
  }
}
