import { keysOf, type Lot, type LotOutcome } from './lot.js';
import type { LotSender } from './lot-sender.js';

interface LotUnderWay {
  readonly keys: ReadonlySet<string>;
  readonly done: Promise<void>;
}

/**
 * Keeps a few lots under way at a time. A lot that repeats something of one under way waits for that one, so that of two
 * versions in one file the later one wins in every run; outcomes are told in the order of the lots.
 */
export class SendingWindow {
  readonly #sender: LotSender;
  readonly #width: number;
  readonly #tell: (lot: Lot, outcome: LotOutcome) => void;
  readonly #underWay = new Set<LotUnderWay>();
  readonly #untold = new Map<number, () => void>();
  #sent = 0;
  #told = 0;
  #failure: { readonly error: unknown } | undefined;

  constructor(sender: LotSender, width: number, tell: (lot: Lot, outcome: LotOutcome) => void) {
    this.#sender = sender;
    this.#width = width;
    this.#tell = tell;
  }

  /** Resolves when the lot is under way. Throws what an earlier one failed with. */
  async send(lot: Lot): Promise<void> {
    const keys = new Set(keysOf(lot));
    while (this.#underWay.size >= this.#width || this.#overlaps(keys)) await this.#oneDone();
    this.#throwFailure();
    const number = this.#sent;
    this.#sent += 1;
    const underWay: LotUnderWay = {
      keys,
      done: this.#deliver(lot, number).finally(() => this.#underWay.delete(underWay)),
    };
    this.#underWay.add(underWay);
  }

  /** Resolves when nothing is under way any more. Throws what any of it failed with. */
  async drain(): Promise<void> {
    while (this.#underWay.size > 0) await this.#oneDone();
    this.#throwFailure();
  }

  /** Never rejects: the failure is kept for whoever sends or drains next. */
  async #deliver(lot: Lot, number: number): Promise<void> {
    try {
      const outcome = await this.#sender.send(lot);
      this.#untold.set(number, () => this.#tell(lot, outcome));
    } catch (error) {
      this.#failure ??= { error };
      this.#untold.set(number, () => undefined);
    }
    for (let next = this.#untold.get(this.#told); next; next = this.#untold.get(this.#told)) {
      this.#untold.delete(this.#told);
      this.#told += 1;
      next();
    }
  }

  async #oneDone(): Promise<void> {
    await Promise.race([...this.#underWay].map(({ done }) => done));
  }

  #overlaps(keys: ReadonlySet<string>): boolean {
    return [...this.#underWay].some((other) => [...other.keys].some((key) => keys.has(key)));
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure.error;
  }
}
