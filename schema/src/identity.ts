import { createHash, createHmac } from 'node:crypto';
import {
  type CryptoKey,
  errors,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWTVerifyGetKey,
  jwtVerify,
  SignJWT,
} from 'jose';
import { type PackedMembership, packMembership, unpackMembership } from './group-membership.js';
import { purposesOfUse, tlps } from './marking.js';
import { type MemberViewer, roles, type Viewer } from './viewer.js';

/** Signature algorithm of subgraph tokens: Ed25519 (RFC 8037). */
const algorithm = 'EdDSA';

/** How long a subgraph token is valid, in seconds. */
export const subgraphTokenLifetimeSeconds = 60;

/** How far two clocks may differ, in seconds. */
const clockToleranceSeconds = 5;

/** Who calls, as the gateway established it: the same person for every subgraph, hence never sent to one. */
export type Caller = Exclude<Viewer, MemberViewer> | (Omit<MemberViewer, 'caller'> & { readonly principal: string });

export interface SigningKey {
  readonly keyId: string;
  readonly privateKey: CryptoKey;
  /** The public half, as published under `/.well-known/jwks.json` (RFC 7517). */
  readonly publicJwk: JWK;
  /** Keys the pseudonyms, so that nobody else can tell which principal stands behind one. */
  readonly pseudonymSecret: Uint8Array;
}

/** A new private key as a JWK (RFC 7517), for the gateway to keep. */
export async function generateSigningJwk(): Promise<JWK> {
  const { privateKey } = await generateKeyPair(algorithm, { crv: 'Ed25519', extractable: true });
  return exportJWK(privateKey);
}

/**
 * Reads a private Ed25519 JWK. Throws TypeError when it is none.
 *
 * @param pseudonymSecret - keys the callers' pseudonyms; by default that of the key, which changes with it
 */
export async function importSigningKey(jwk: JWK, pseudonymSecret?: Uint8Array): Promise<SigningKey> {
  if (jwk.kty !== 'OKP' || jwk.crv !== 'Ed25519' || jwk.d === undefined || jwk.x === undefined) {
    throw new TypeError('The signing key must be a private JWK with kty "OKP", crv "Ed25519", x and d (RFC 8037).');
  }
  const keyId = createHash('sha256').update(jwk.x).digest('base64url').slice(0, 16);
  const privateKey = await importJWK({ ...jwk, alg: algorithm }, algorithm);
  if (privateKey instanceof Uint8Array) throw new TypeError('The signing key must be asymmetric.');
  const publicJwk = { kty: jwk.kty, crv: jwk.crv, x: jwk.x, kid: keyId, alg: algorithm, use: 'sig' };
  const secret = pseudonymSecret ?? Buffer.from(pseudonymSecretOf({ d: jwk.d }), 'base64url');
  return { keyId, privateKey, publicJwk, pseudonymSecret: secret };
}

/** The secret for pseudonyms that a private key gives, base64url. Whoever exchanges the key must keep it. */
export function pseudonymSecretOf({ d }: { readonly d: string }): string {
  return createHmac('sha256', Buffer.from(d, 'base64url')).update('pseudonym').digest('base64url');
}

/**
 * Signs the token with which the gateway calls one subgraph for one caller. Only the gateway holds the key; the
 * audience makes the token worthless anywhere else.
 *
 * @param audience - name of the subgraph
 * @param issuer - base address of the gateway
 */
export async function signSubgraphToken(
  key: SigningKey,
  { issuer, audience, caller }: { readonly issuer: string; readonly audience: string; readonly caller: Caller },
): Promise<string> {
  const claims = caller.kind === 'member' ? memberClaims(caller) : { kind: caller.kind };
  const token = new SignJWT({ viewer: claims })
    .setProtectedHeader({ alg: algorithm, kid: key.keyId, typ: 'JWT' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(`${subgraphTokenLifetimeSeconds}s`);
  if (caller.kind === 'member') token.setSubject(pseudonymFor(caller.principal, audience, key));
  return token.sign(key.privateKey);
}

/** A verified viewer and the moment until which the verdict holds, in milliseconds since 1970. */
export interface VerifiedViewer {
  readonly viewer: Viewer;
  readonly expiresAtMs: number;
}

/** Why a subgraph refused a token. */
export class TokenRefusedError extends Error {
  override readonly name = 'TokenRefusedError';
}

/**
 * Verifies a token that a subgraph received, against the gateway's published keys.
 *
 * @throws TokenRefusedError when it is not signed by the gateway, meant for another subgraph, expired or malformed
 */
export async function verifySubgraphToken(
  token: string,
  { keys, issuer, audience }: { readonly keys: JWTVerifyGetKey; readonly issuer: string; readonly audience: string },
): Promise<VerifiedViewer> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: [algorithm],
      clockTolerance: clockToleranceSeconds,
      requiredClaims: ['exp', 'iat', 'viewer'],
    });
    const viewer = readViewer(payload['viewer'], payload.sub);
    return { viewer, expiresAtMs: (payload.exp ?? 0) * 1000 };
  } catch (error) {
    if (error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout)) {
      throw new TokenRefusedError(error.message, { cause: error });
    }
    throw error;
  }
}

type MemberClaims = Omit<MemberViewer, 'caller' | 'groups'> & { readonly groups: readonly PackedMembership[] };

function memberClaims(caller: Extract<Caller, { kind: 'member' }>): MemberClaims {
  const { kind, member, roles, clearance, groups, purpose, until } = caller;
  const optional = { ...(purpose && { purpose }), ...(until !== undefined && { until }) };
  return { kind, member, roles, clearance, groups: groups.map(packMembership), ...optional };
}

/** Stable while the secret lives, different for each subgraph, and not to be guessed without the key. */
function pseudonymFor(principal: string, audience: string, key: SigningKey): string {
  return createHmac('sha256', key.pseudonymSecret).update(`${audience}\n${principal}`).digest('base64url').slice(0, 22);
}

function readViewer(claims: unknown, subject: string | undefined): Viewer {
  if (typeof claims !== 'object' || claims === null)
    throw new TokenRefusedError('The claim "viewer" must be an object.');
  const claim = claims as Record<string, unknown>;
  if (claim['kind'] === 'public' || claim['kind'] === 'hub') return { kind: claim['kind'] };
  const { member, clearance } = claim;
  const purpose = purposesOfUse.find((known) => known === claim['purpose']);
  const known = tlps.find((tlp) => tlp === clearance);
  if (claim['kind'] !== 'member' || typeof member !== 'string' || !member || !subject || known === undefined) {
    throw new TokenRefusedError('The claim "viewer" must name kind, member and clearance, and the token its subject.');
  }
  return {
    kind: 'member',
    caller: subject,
    member,
    roles: roles.filter((role) => listOf(claim['roles']).includes(role)),
    clearance: known,
    // A group or a purpose that is not as it must be is left out, which denies.
    groups: listOf(claim['groups']).flatMap((group) => unpackMembership(group) ?? []),
    ...(purpose && { purpose }),
    ...(typeof claim['until'] === 'string' && { until: claim['until'] }),
  };
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
