import { createHash } from 'node:crypto';
import { createRemoteJWKSet, decodeJwt, errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { type PurposeOfUse, type Role, type Tlp, tlpLevel, tlps } from '@alliance/schema';
import type { OidcProvider } from '../config/oidc-providers.js';
import { BoundedCache } from './bounded-cache.js';
import { identityUnavailable } from './remembered-verdicts.js';

/** How far the clocks of provider and hub may differ, in seconds. */
const clockToleranceSeconds = 30;

/** The longest that an access token may be valid, in seconds: what cannot be revoked must end soon. */
const maxLifetimeSeconds = 86_400;

/** How long a verified token is not verified again, in milliseconds. */
const verifiedMs = 60_000;

/** How long a provider may take to show its keys or its discovery document, in milliseconds. */
const providerTimeoutMs = 5_000;

/** Asymmetric ones alone: a provider's key is public. */
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

/** What an access token says of its subject. */
export interface VerifiedSubject {
  readonly principal: string;
  readonly member: string;
  readonly roles: readonly Role[];
  readonly clearance: Tlp;
  readonly purpose?: PurposeOfUse;
  /** In milliseconds since 1970. */
  readonly expiresAtMs: number;
}

/**
 * Undefined when the token does not hold.
 *
 * @throws GraphQLError IDENTITY_UNAVAILABLE when the provider's keys cannot be had
 */
export type VerifyAccessToken = (token: string) => Promise<VerifiedSubject | undefined>;

export interface OidcTokensOptions {
  /** How soon the keys of a provider are fetched again for a key id that is not known, in milliseconds. Default 1,000. */
  readonly keysCooldownMs?: number;
  /** Milliseconds since 1970. Default: the clock. */
  readonly now?: () => number;
}

/** Verifies access tokens of the members' identity providers. Their keys may change at any time. */
export function oidcTokens(
  providers: readonly OidcProvider[],
  { keysCooldownMs = 1_000, now = Date.now }: OidcTokensOptions = {},
): VerifyAccessToken {
  const trusted = new Map(
    providers.map((provider) => [provider.issuer, new TrustedProvider(provider, keysCooldownMs)]),
  );
  const verified = new BoundedCache<string, VerifiedSubject & { readonly goodUntilMs: number }>(10_000);
  return async (token) => {
    const id = createHash('sha256').update(token).digest('base64url');
    const known = verified.get(id);
    if (known && now() < known.goodUntilMs) return withoutTimes(known);
    const subject = await trusted.get(issuerOf(token))?.verify(token, new Date(now()));
    if (subject) verified.set(id, { ...subject, goodUntilMs: Math.min(now() + verifiedMs, subject.expiresAtMs) });
    return subject;
  };
}

function withoutTimes({
  goodUntilMs: _,
  ...subject
}: VerifiedSubject & { readonly goodUntilMs: number }): VerifiedSubject {
  return subject;
}

/** Whoever wrote it: only says whose keys to try. */
function issuerOf(token: string): string {
  try {
    return decodeJwt(token).iss ?? '';
  } catch {
    // No token at all, hence nobody's.
    return '';
  }
}

class TrustedProvider {
  #keys: Promise<JWTVerifyGetKey> | undefined;

  constructor(
    private readonly provider: OidcProvider,
    private readonly cooldownMs: number,
  ) {}

  async verify(token: string, currentDate: Date): Promise<VerifiedSubject | undefined> {
    const { issuer, audience } = this.provider;
    const requiredClaims = ['exp', 'iat', 'sub'];
    const expected = {
      issuer,
      audience,
      algorithms,
      requiredClaims,
      clockTolerance: clockToleranceSeconds,
      currentDate,
    };
    const keys = await this.#openKeys();
    try {
      return this.#subjectOf((await jwtVerify(token, keys, expected)).payload);
    } catch (error) {
      if (error instanceof errors.JOSEError && !isUnreachable(error)) return undefined;
      throw identityUnavailable();
    }
  }

  /** A discovery that failed is tried again with the next token. */
  async #openKeys(): Promise<JWTVerifyGetKey> {
    this.#keys ??= keysOf(this.provider, this.cooldownMs);
    try {
      return await this.#keys;
    } catch {
      this.#keys = undefined;
      throw identityUnavailable();
    }
  }

  #subjectOf({ sub = '', exp = 0, iat = 0, ...claims }: JWTPayload): VerifiedSubject | undefined {
    const { issuer, member, roles, rolesClaim, clearance, clearanceClaim, purpose } = this.provider;
    if (sub === '' || exp - iat > maxLifetimeSeconds) return undefined;
    return {
      principal: `${issuer}#${sub}`,
      member,
      roles: rolesClaim === undefined ? roles : roles.filter((role) => wordsIn(claims[rolesClaim]).includes(role)),
      clearance: clearanceClaim === undefined ? clearance : narrowed(clearance, claims[clearanceClaim]),
      ...(purpose !== undefined && { purpose }),
      expiresAtMs: exp * 1000,
    };
  }
}

async function keysOf({ issuer, jwksUri }: OidcProvider, cooldownDuration: number): Promise<JWTVerifyGetKey> {
  const address = jwksUri ?? (await discoverKeys(issuer));
  return createRemoteJWKSet(new URL(address), { cooldownDuration, timeoutDuration: providerTimeoutMs });
}

/** OpenID Connect Discovery 1.0, section 4: the document has to name the issuer that was asked. */
async function discoverKeys(issuer: string): Promise<string> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(address, { signal: AbortSignal.timeout(providerTimeoutMs), redirect: 'error' });
  const document = (await response.json()) as { readonly issuer?: unknown; readonly jwks_uri?: unknown };
  if (document.issuer !== issuer || typeof document.jwks_uri !== 'string') {
    throw new TypeError(`${address} does not describe the issuer ${issuer}.`);
  }
  return document.jwks_uri;
}

/** The keys could not be had, or are none: that says nothing about the token. */
function isUnreachable(error: errors.JOSEError): boolean {
  return (
    error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid || error.constructor === errors.JOSEError
  );
}

/** Roles as providers write them: a list, or words in one text, in any case. */
function wordsIn(claim: unknown): readonly string[] {
  const words: readonly unknown[] =
    typeof claim === 'string' ? claim.split(/[\s,]+/) : Array.isArray(claim) ? claim : [];
  return words.filter((word) => typeof word === 'string').map((word) => word.toUpperCase());
}

/** What the claim says, and never more than the provider may grant. */
function narrowed(most: Tlp, claim: unknown): Tlp {
  const stated = tlps.find((tlp) => tlp === claim) ?? 'CLEAR';
  return tlpLevel(stated) < tlpLevel(most) ? stated : most;
}
