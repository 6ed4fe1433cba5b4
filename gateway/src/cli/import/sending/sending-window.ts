import { keysOf, type Lot, type LotOutcome } from './lot.js';
import type { LotSender } from './lot-sender.js';

export interface SendingWindowOptions {
  readonly sender: LotSender;
  /** Lots under way at a time. */
  readonly width: number;
  readonly tell: (lot: Lot, outcome: LotOutcome) => void;
  /** Once aborted, no further lot goes out. */
  readonly stop: AbortSignal;
}

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
  readonly #stop: AbortSignal;
  readonly #underWay = new Set<LotUnderWay>();
  readonly #untold = new Map<number, () => void>();
  #sent = 0;
  #told = 0;
  #failure: { readonly error: unknown } | undefined;

  constructor({ sender, width, tell, stop }: SendingWindowOptions) {
    this.#sender = sender;
    this.#width = width;
    this.#tell = tell;
    this.#stop = stop;
  }

  /** Resolves when the lot is under way, or will not be any more. Throws what an earlier one failed with. */
  async send(lot: Lot): Promise<void> {
    const keys = new Set(keysOf(lot));
    while (this.#underWay.size >= this.#width || this.#overlaps(keys)) await this.#oneDone();
    this.#throwFailure();
    if (this.#stop.aborted) return;
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
