import { type Caller, type SigningKey, signSubgraphToken, subgraphTokenLifetimeSeconds } from '@alliance/schema';
import { emit } from '../telemetry/telemetry.js';
import { BoundedCache } from './bounded-cache.js';
import { callerKey } from './caller-key.js';

/** How long before its expiry a token is no longer handed out, in milliseconds: it must outlive the call. */
const reserveMs = 10_000;

export interface SubgraphTokensOptions {
  /** With which key to sign now. */
  readonly keys: { readonly current: SigningKey };
  /** Base address of the gateway, as the subgraphs expect it in `iss`. */
  readonly issuer: string;
  /** Most tokens kept. Default 20,000. */
  readonly maxEntries?: number;
  /** Milliseconds since 1970. Default: the clock. */
  readonly now?: () => number;
}

interface KeptToken {
  readonly goodUntilMs: number;
  readonly signing: Promise<string>;
  /** Set once signed, so that the way most taken needs no promise. */
  token?: string;
}

/** Signs the tokens with which subgraphs are called, once per caller, audience and lifetime. */
export class SubgraphTokens {
  readonly #options: SubgraphTokensOptions;
  readonly #kept: BoundedCache<string, KeptToken>;
  readonly #now: () => number;

  constructor(options: SubgraphTokensOptions) {
    this.#options = options;
    this.#kept = new BoundedCache(options.maxEntries ?? 20_000);
    this.#now = options.now ?? Date.now;
  }

  /** The token for one caller and one subgraph; at once when it is known already. */
  tokenFor(caller: Caller, audience: string): string | Promise<string> {
    const id = `${audience}\n${callerKey(caller)}`;
    const kept = this.#kept.get(id);
    const hit = kept !== undefined && this.#now() < kept.goodUntilMs;
    emit({ kind: 'cache-asked', cache: 'subgraph-token', hit });
    return hit ? (kept.token ?? kept.signing) : this.#sign(id, caller, audience);
  }

  async #sign(id: string, caller: Caller, audience: string): Promise<string> {
    const { keys, issuer } = this.#options;
    const goodUntilMs = this.#now() + subgraphTokenLifetimeSeconds * 1000 - reserveMs;
    const kept: KeptToken = { goodUntilMs, signing: signSubgraphToken(keys.current, { issuer, audience, caller }) };
    this.#kept.set(id, kept);
    try {
      kept.token = await kept.signing;
      return kept.token;
    } catch (error) {
      this.#kept.delete(id);
      throw error;
    }
  }
}
