import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { JWK } from 'jose';

/** What a ledger promised at a moment: that its first `size` entries hash to `root`. */
export interface LedgerHead {
  /** The subgraph whose ledger it is. */
  readonly origin: string;
  readonly size: number;
  /** Hexadecimal. */
  readonly root: string;
  /** ISO 8601 with milliseconds, UTC. */
  readonly at: string;
}

export interface SignedLedgerHead extends LedgerHead {
  /** Ed25519 (RFC 8032), base64url. */
  readonly signature: string;
  /** The raw Ed25519 key, base64url, as `x` in a JWK (RFC 8037). */
  readonly publicKey: string;
}

/** Signs what a ledger promises. */
export interface LedgerSigner {
  readonly publicKey: string;
  sign(head: LedgerHead): SignedLedgerHead;
}

/** Reads a private Ed25519 JWK (RFC 8037). Throws TypeError when it is none. */
export function createLedgerSigner(jwk: JWK): LedgerSigner {
  const { kty, crv, x, d } = jwk;
  if (kty !== 'OKP' || crv !== 'Ed25519' || typeof x !== 'string' || typeof d !== 'string')
    throw new TypeError(
      'The key of the ledger must be a private JWK with kty "OKP", crv "Ed25519", x and d (RFC 8037).',
    );
  const key = createPrivateKey({ key: { kty, crv, x, d }, format: 'jwk' });
  return {
    publicKey: x,
    sign: (head) => ({
      ...head,
      publicKey: x,
      signature: sign(null, octetsOf(head), key).toString('base64url'),
    }),
  };
}

/** Whether the key that the head names has signed it. Whose key that is, the caller must know. */
export function isSignedHead(head: SignedLedgerHead): boolean {
  const key = publicKeyOf(head.publicKey);
  return key !== undefined && verify(null, octetsOf(head), key, Buffer.from(head.signature, 'base64url'));
}

function publicKeyOf(x: string): KeyObject | undefined {
  try {
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  } catch {
    // Not a key at all: nothing can be signed with it.
    return undefined;
  }
}

/** What is signed: its purpose first, so that the key's signature under anything else means nothing here. */
function octetsOf({ origin, size, root, at }: LedgerHead): Buffer {
  return Buffer.from(['alliance ledger head 1', origin, String(size), root, at].map((text) => `${text}\n`).join(''));
}
