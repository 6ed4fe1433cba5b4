import { createHash, randomBytes } from 'node:crypto';

/**
 * An API key as a caller sends it: `ahk_<key id>_<secret>`. The id finds the key, the secret proves it. The secret has
 * 256 random bits, so a plain SHA-256 of it is a safe thing to store (nothing to guess, nothing to slow down).
 */
const keyPattern = /^ahk_([a-z0-9]{12})_([A-Za-z0-9_-]{43})$/;

export interface ApiKeyProof {
  readonly keyId: string;
  /** SHA-256 of the secret, hexadecimal. What is stored, and what the gateway sends to the identity provider. */
  readonly secretHash: string;
}

export interface NewApiKey extends ApiKeyProof {
  /** The whole key. Shown once and never stored. */
  readonly key: string;
}

export function createApiKey(): NewApiKey {
  const keyId = Array.from(randomBytes(12), (byte) => (byte % 32).toString(32)).join('');
  const secret = randomBytes(32).toString('base64url');
  return { key: `ahk_${keyId}_${secret}`, keyId, secretHash: hashSecret(secret) };
}

/** Takes a key apart. Undefined when the text does not have the form of one. */
export function parseApiKey(text: string): ApiKeyProof | undefined {
  const [, keyId, secret] = keyPattern.exec(text) ?? [];
  if (keyId === undefined || secret === undefined) return undefined;
  return { keyId, secretHash: hashSecret(secret) };
}

function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
