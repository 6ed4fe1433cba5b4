import { isRecord, parseJsonSetting } from './json-setting.js';
import type { VariableReader } from './variable-reader.js';

/** A private Ed25519 key as a JWK (RFC 8037). */
export interface PrivateJwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly d: string;
  /** When another key took over, ISO 8601. Until then, and for a while longer, its public half is published. */
  readonly retiredAt?: string;
}

/** The keys of a hub, as they stand in its setting or in its file. */
export interface SigningKeySet {
  /** The first signs; the others are published still, for what they have signed (RFC 7517, section 5). */
  readonly keys: readonly [PrivateJwk, ...PrivateJwk[]];
  /** Base64url. Keys the callers' pseudonyms, which must outlive the keys. Without it the oldest key gives one. */
  readonly pseudonymSecret?: string;
}

export const expectedSigningKeys =
  'a private JWK in JSON with kty "OKP", crv "Ed25519", x and d, or a set of such: {"keys":[…],"pseudonymSecret":"…"}';

/** Reads the keys of the hub; undefined where they are not set. */
export function readSigningKeys(reader: VariableReader): SigningKeySet | undefined {
  const text = reader.optional('HUB_SIGNING_KEY');
  if (text === undefined) return undefined;
  const keys = parseSigningKeys(text);
  if (!keys) reader.refuse('HUB_SIGNING_KEY', expectedSigningKeys, text, 'secret');
  return keys;
}

/** Reads the keys as they stand in HUB_SIGNING_KEY or in a file. Undefined when there are none. */
export function parseSigningKeys(text: string): SigningKeySet | undefined {
  const value = parseJsonSetting(text);
  if (!isRecord(value)) return undefined;
  if (!('keys' in value)) return isPrivateJwk(value) ? { keys: [pick(value)] } : undefined;
  const { keys, pseudonymSecret } = value;
  if (!Array.isArray(keys) || !keys.every(isPrivateJwk)) return undefined;
  const [first, ...others] = keys.map(pick);
  if (!first || (pseudonymSecret !== undefined && !isSecret(pseudonymSecret))) return undefined;
  return { keys: [first, ...others], ...(isSecret(pseudonymSecret) && { pseudonymSecret }) };
}

function isPrivateJwk(value: unknown): value is PrivateJwk {
  const jwk = value as Partial<PrivateJwk> | null;
  return jwk?.kty === 'OKP' && jwk.crv === 'Ed25519' && typeof jwk.x === 'string' && typeof jwk.d === 'string';
}

function pick({ kty, crv, x, d, retiredAt }: PrivateJwk): PrivateJwk {
  return { kty, crv, x, d, ...(typeof retiredAt === 'string' && { retiredAt }) };
}

/** At least 256 bits. */
function isSecret(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9_-]{43,}$/.test(value);
}
