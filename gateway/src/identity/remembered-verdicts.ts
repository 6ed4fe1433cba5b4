import type { IdentitySettings } from '../config/identity-settings.js';
import { gatewayRefusal } from '../errors.js';
import { emit } from '../telemetry/telemetry.js';
import { BoundedCache } from './bounded-cache.js';

interface Verdict<T> {
  /** Null for nobody. */
  readonly answer: T | null;
  /** When the identity subgraph said so, in milliseconds since 1970. */
  readonly saidAtMs: number;
  /** Until when it is not asked again, in milliseconds since 1970. */
  readonly freshUntilMs: number;
}

export interface RememberedVerdictsOptions {
  readonly settings: Pick<IdentitySettings, 'freshMs' | 'staleMs'>;
  /** Most verdicts kept, and as many refusals beside them. Default 10,000. */
  readonly maxEntries?: number;
  /** Milliseconds since 1970. Default: the clock. */
  readonly now?: () => number;
}

/** What the identity subgraph said: taken again for a moment, and for longer while it cannot be asked. */
export class RememberedVerdicts<T> {
  readonly #settings: RememberedVerdictsOptions['settings'];
  readonly #now: () => number;
  readonly #somebodies: BoundedCache<string, Verdict<T>>;
  /** Kept apart, so that somebody who tries keys cannot push out the verdicts that outlast a failure. */
  readonly #nobodies: BoundedCache<string, Verdict<T>>;
  readonly #asking = new Map<string, Promise<Verdict<T>>>();

  constructor({ settings, maxEntries = 10_000, now = Date.now }: RememberedVerdictsOptions) {
    this.#settings = settings;
    this.#now = now;
    this.#somebodies = new BoundedCache(maxEntries);
    this.#nobodies = new BoundedCache(maxEntries);
  }

  /**
   * The verdict on `id`; null for nobody. Whoever asks for the same meanwhile waits for the same answer.
   *
   * @throws GraphQLError IDENTITY_UNAVAILABLE when `ask` fails and no earlier verdict is young enough
   */
  async of(id: string, ask: () => Promise<T | null>): Promise<T | null> {
    const known = this.#known(id);
    const fresh = known !== undefined && this.#now() < known.freshUntilMs;
    emit({ kind: 'cache-asked', cache: 'caller', hit: fresh });
    return (fresh ? known : await this.#askOnce(id, ask)).answer;
  }

  #askOnce(id: string, ask: () => Promise<T | null>): Promise<Verdict<T>> {
    let asking = this.#asking.get(id);
    if (!asking) {
      asking = this.#ask(id, ask).finally(() => this.#asking.delete(id));
      this.#asking.set(id, asking);
    }
    return asking;
  }

  async #ask(id: string, ask: () => Promise<T | null>): Promise<Verdict<T>> {
    const saidAtMs = this.#now();
    try {
      const answer = await ask();
      return this.#remember(id, { answer, saidAtMs, freshUntilMs: saidAtMs + this.#settings.freshMs });
    } catch (error) {
      return this.#fallBack(id, error);
    }
  }

  /** While the identity subgraph is away nobody can revoke or suspend there, so a young verdict still holds. */
  #fallBack(id: string, error: unknown): Verdict<T> {
    const { freshMs, staleMs } = this.#settings;
    const known = this.#known(id);
    const now = this.#now();
    const holds = known !== undefined && now - known.saidAtMs < staleMs;
    emit({ kind: 'identity-unreachable', error, answeredFromMemory: holds });
    if (!holds) throw identityUnavailable();
    // Not every request shall wait for a subgraph that is away.
    return this.#remember(id, { ...known, freshUntilMs: Math.min(now + freshMs, known.saidAtMs + staleMs) });
  }

  #known(id: string): Verdict<T> | undefined {
    return this.#somebodies.get(id) ?? this.#nobodies.get(id);
  }

  #remember(id: string, verdict: Verdict<T>): Verdict<T> {
    const isSomebody = verdict.answer !== null;
    const [kept, other] = isSomebody ? [this.#somebodies, this.#nobodies] : [this.#nobodies, this.#somebodies];
    other.delete(id);
    kept.set(id, verdict);
    return verdict;
  }
}

export function identityUnavailable(): Error {
  const message = 'Who holds this credential cannot be verified now. Try again shortly.';
  return gatewayRefusal('IDENTITY_UNAVAILABLE', message, { 'retry-after': '5' });
}
