import { type ApiKeyProof, type Caller, type KeyHolder, parseApiKey, publicViewer, refusal } from '@alliance/schema';
import type { IdentitySettings } from '../config.js';
import { gatewayRefusal } from '../errors.js';
import { emit } from '../telemetry/telemetry.js';
import { BoundedCache } from './bounded-cache.js';
import type { FindKeyHolder } from './key-holder-source.js';

/** Verdict on a key: who holds it, or null for nobody. */
interface Verdict {
  readonly caller: Caller | null;
  /** When the key runs out by itself, in milliseconds since 1970; infinity when it does not. */
  readonly expiresAtMs: number;
  /** When the identity subgraph said so, in milliseconds since 1970. */
  readonly saidAtMs: number;
  /** Until when it is not asked again, in milliseconds since 1970. */
  readonly freshUntilMs: number;
}

export interface CallerResolverOptions {
  /** Undefined when the hub has no identity subgraph: then no key can be verified. */
  readonly findKeyHolder: FindKeyHolder | undefined;
  readonly settings: Pick<IdentitySettings, 'freshMs' | 'staleMs'>;
  /** Most holders kept, and as many refused keys beside them. Default 10,000. */
  readonly maxEntries?: number;
  /** Milliseconds since 1970. Default: the clock. */
  readonly now?: () => number;
}

/**
 * Establishes who calls. Without a credential it is the public; a credential that does not hold is refused, never
 * taken for the public, so that nobody mistakes a public answer for the whole one.
 */
export class CallerResolver {
  readonly #options: CallerResolverOptions;
  readonly #now: () => number;
  readonly #holders: BoundedCache<string, Verdict>;
  /** Kept apart, so that somebody who tries keys cannot push out the verdicts that outlast a failure. */
  readonly #nobodies: BoundedCache<string, Verdict>;
  readonly #asking = new Map<string, Promise<Verdict>>();

  constructor(options: CallerResolverOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#holders = new BoundedCache(options.maxEntries ?? 10_000);
    this.#nobodies = new BoundedCache(options.maxEntries ?? 10_000);
  }

  /**
   * @param authorization - the header of that name (RFC 6750: `Bearer <key>`)
   * @throws GraphQLError UNAUTHENTICATED when the credential does not hold
   * @throws GraphQLError IDENTITY_UNAVAILABLE when that cannot be told now
   */
  async resolve(authorization: string | undefined): Promise<Caller> {
    if (authorization === undefined) return publicViewer;
    const proof = readProof(authorization);
    const verdict = this.#recall(proof) ?? (await this.#askOnce(proof));
    if (!verdict.caller || verdict.expiresAtMs <= this.#now()) throw unauthenticated('The key is unknown or revoked.');
    return verdict.caller;
  }

  #recall(proof: ApiKeyProof): Verdict | undefined {
    const verdict = this.#known(idOf(proof));
    const fresh = verdict !== undefined && this.#now() < verdict.freshUntilMs;
    emit({ kind: 'cache-asked', cache: 'caller', hit: fresh });
    return fresh ? verdict : undefined;
  }

  /** Whoever asks for the same key meanwhile waits for the same answer. */
  #askOnce(proof: ApiKeyProof): Promise<Verdict> {
    const id = idOf(proof);
    let asking = this.#asking.get(id);
    if (!asking) {
      asking = this.#ask(proof).finally(() => this.#asking.delete(id));
      this.#asking.set(id, asking);
    }
    return asking;
  }

  async #ask(proof: ApiKeyProof): Promise<Verdict> {
    const { findKeyHolder, settings } = this.#options;
    if (!findKeyHolder) throw identityUnavailable();
    const saidAtMs = this.#now();
    try {
      const holder = await findKeyHolder(proof);
      return this.#remember(proof, verdictOn(holder, saidAtMs, settings.freshMs));
    } catch (error) {
      return this.#fallBack(proof, error);
    }
  }

  /** While the identity subgraph is away nobody can revoke a key there, so a young verdict still holds. */
  #fallBack(proof: ApiKeyProof, error: unknown): Verdict {
    const { freshMs, staleMs } = this.#options.settings;
    const known = this.#known(idOf(proof));
    const now = this.#now();
    const holds = known !== undefined && now - known.saidAtMs < staleMs;
    emit({ kind: 'identity-unreachable', error, answeredFromMemory: holds });
    if (!holds) throw identityUnavailable();
    // Not every request shall wait for a subgraph that is away.
    return this.#remember(proof, { ...known, freshUntilMs: Math.min(now + freshMs, known.saidAtMs + staleMs) });
  }

  #known(id: string): Verdict | undefined {
    return this.#holders.get(id) ?? this.#nobodies.get(id);
  }

  #remember(proof: ApiKeyProof, verdict: Verdict): Verdict {
    const id = idOf(proof);
    const [kept, other] = verdict.caller ? [this.#holders, this.#nobodies] : [this.#nobodies, this.#holders];
    other.delete(id);
    kept.set(id, verdict);
    return verdict;
  }
}

function readProof(authorization: string): ApiKeyProof {
  const [, credential] = /^Bearer +(\S+)$/i.exec(authorization.trim()) ?? [];
  if (credential === undefined) throw unauthenticated('The authorization header must read "Bearer <key>".');
  const proof = parseApiKey(credential);
  if (!proof) throw unauthenticated('The credential does not have the form of an API key of the alliance.');
  return proof;
}

function verdictOn(holder: KeyHolder | null, saidAtMs: number, freshMs: number): Verdict {
  const freshUntilMs = saidAtMs + freshMs;
  if (!holder) return { caller: null, expiresAtMs: Infinity, saidAtMs, freshUntilMs };
  const { principal, member, roles, clearance, groups, purpose, expiresAt } = holder;
  return {
    caller: { kind: 'member', principal, member, roles, clearance, groups, ...(purpose !== null && { purpose }) },
    expiresAtMs: expiryOf(expiresAt),
    saidAtMs,
    freshUntilMs,
  };
}

/** A moment that cannot be read counts as past: better a refused key than one that never ends. */
function expiryOf(expiresAt: string | null): number {
  if (expiresAt === null) return Infinity;
  const expiresAtMs = Date.parse(expiresAt);
  return Number.isNaN(expiresAtMs) ? 0 : expiresAtMs;
}

function idOf({ keyId, secretHash }: ApiKeyProof): string {
  return `${keyId}:${secretHash}`;
}

function unauthenticated(message: string): Error {
  return refusal('UNAUTHENTICATED', message, {
    http: { status: 401, headers: new Map([['www-authenticate', 'Bearer realm="alliance-hub"']]) },
  });
}

function identityUnavailable(): Error {
  const message = 'Who holds this key cannot be verified now. Try again shortly.';
  return gatewayRefusal('IDENTITY_UNAVAILABLE', message, { 'retry-after': '5' });
}
