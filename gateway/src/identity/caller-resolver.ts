import { type ApiKeyProof, type Caller, type KeyHolder, parseApiKey, publicViewer, refusal } from '@alliance/schema';
import type { FindKeyHolder } from './key-holder-source.js';
import type { FindMemberStanding, MemberStanding } from './member-standing-source.js';
import type { VerifiedSubject, VerifyAccessToken } from './oidc-tokens.js';
import { identityUnavailable, RememberedVerdicts, type RememberedVerdictsOptions } from './remembered-verdicts.js';

export interface CallerResolverOptions extends RememberedVerdictsOptions {
  /** Undefined when the hub has no identity subgraph: then no key can be verified. */
  readonly findKeyHolder: FindKeyHolder | undefined;
  /** Undefined, too, without an identity subgraph: then no access token is of use. */
  readonly findMemberStanding?: FindMemberStanding | undefined;
  /** Undefined when no member's identity provider is configured. */
  readonly verifyAccessToken?: VerifyAccessToken | undefined;
}

/**
 * Establishes who calls: the holder of an API key, or a subject of a member's own identity provider. Without a
 * credential it is the public; a credential that does not hold is refused, never taken for the public, so that nobody
 * mistakes a public answer for the whole one.
 */
export class CallerResolver {
  readonly #options: CallerResolverOptions;
  readonly #now: () => number;
  readonly #holders: RememberedVerdicts<KeyHolder>;
  readonly #standings: RememberedVerdicts<MemberStanding>;
  /** One object for one verdict, so that what is kept of a caller is found by it. */
  readonly #callers = new WeakMap<KeyHolder, Caller>();

  constructor(options: CallerResolverOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#holders = new RememberedVerdicts(options);
    this.#standings = new RememberedVerdicts(options);
  }

  /**
   * @param authorization - the header of that name (RFC 6750: `Bearer <key or access token>`)
   * @throws GraphQLError UNAUTHENTICATED when the credential does not hold
   * @throws GraphQLError IDENTITY_UNAVAILABLE when that cannot be told now
   */
  async resolve(authorization: string | undefined): Promise<Caller> {
    if (authorization === undefined) return publicViewer;
    const [, credential] = /^Bearer +(\S+)$/i.exec(authorization.trim()) ?? [];
    if (credential === undefined) throw unauthenticated('The authorization header must read "Bearer <key>".');
    const proof = parseApiKey(credential);
    if (proof) return this.#holderOf(proof);
    const { verifyAccessToken } = this.#options;
    if (verifyAccessToken && isJwt(credential)) return this.#callerOf(await verifyAccessToken(credential));
    throw unauthenticated('The credential does not have the form of an API key of the alliance.');
  }

  async #holderOf(proof: ApiKeyProof): Promise<Caller> {
    const { findKeyHolder } = this.#options;
    if (!findKeyHolder) throw identityUnavailable();
    const holder = await this.#holders.of(`${proof.keyId}:${proof.secretHash}`, () => findKeyHolder(proof));
    if (!holder || expiryOf(holder.expiresAt) <= this.#now()) throw unauthenticated('The key is unknown or revoked.');
    let caller = this.#callers.get(holder);
    if (!caller) {
      caller = callerOfKey(holder);
      this.#callers.set(holder, caller);
    }
    return caller;
  }

  /** The token says who it is, the identity subgraph whether its institution still belongs to the alliance. */
  async #callerOf(subject: VerifiedSubject | undefined): Promise<Caller> {
    if (!subject || subject.expiresAtMs <= this.#now()) throw unauthenticated('The access token does not hold.');
    const { findMemberStanding } = this.#options;
    if (!findMemberStanding) throw identityUnavailable();
    const { member, expiresAtMs, ...claims } = subject;
    const standing = await this.#standings.of(member, () => findMemberStanding(member));
    if (!standing) throw unauthenticated('The institution of this caller is no active member.');
    return { kind: 'member', member, ...claims, groups: standing.groups, until: new Date(expiresAtMs).toISOString() };
  }
}

function callerOfKey({ principal, member, roles, clearance, groups, purpose, expiresAt }: KeyHolder): Caller {
  return {
    kind: 'member',
    principal,
    member,
    roles,
    clearance,
    groups,
    ...(purpose !== null && { purpose }),
    ...(expiresAt !== null && { until: expiresAt }),
  };
}

/** A moment that cannot be read counts as past: better a refused key than one that never ends. */
function expiryOf(expiresAt: string | null): number {
  if (expiresAt === null) return Infinity;
  const expiresAtMs = Date.parse(expiresAt);
  return Number.isNaN(expiresAtMs) ? 0 : expiresAtMs;
}

/** The compact form of a signed token (RFC 7515, section 7.1). */
function isJwt(credential: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(credential);
}

function unauthenticated(message: string): Error {
  return refusal('UNAUTHENTICATED', message, {
    http: { status: 401, headers: new Map([['www-authenticate', 'Bearer realm="alliance-hub"']]) },
  });
}
