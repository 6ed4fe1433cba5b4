import { createHash, randomBytes, webcrypto } from 'node:crypto';
import { types } from 'node:util';
import { httpbis } from 'http-message-signatures';
import { type CryptoKey, errors, type JWTVerifyGetKey } from 'jose';
import type { SigningKey } from './identity.js';

/** How long a signature is valid, in seconds. */
export const requestSignatureLifetimeSeconds = 60;

/** How far two clocks may differ, in seconds. */
const clockToleranceSeconds = 5;

/** Label of the hub's signature among those of a message (RFC 9421, section 4.1). */
const label = 'hub';

const algorithm = 'ed25519';

/** What is signed, in this order: everything that decides what a call does and for whom. */
const components = ['@method', '@target-uri', 'content-type', 'content-digest', 'authorization'];

const parameters = ['created', 'expires', 'nonce', 'keyid', 'alg'];

/** A call of a subgraph, header names in lower case. */
export interface SignableRequest {
  readonly method: string;
  /** The whole address, as whoever sends it knows it. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/**
 * Signs a call of a subgraph over the open internet: HTTP message signature (RFC 9421) with Ed25519 over method,
 * address, token and the digest of the body (RFC 9530).
 *
 * @returns the headers to send besides those of the request
 */
export async function signRequest(
  key: SigningKey,
  { method, url, headers, body }: SignableRequest,
  now = new Date(),
): Promise<Readonly<Record<string, string>>> {
  const digest = contentDigest(body);
  const signed = await httpbis.signMessage(
    {
      key: { id: key.keyId, alg: algorithm, sign: (data) => signWith(key.privateKey, data) },
      name: label,
      fields: components,
      params: parameters,
      paramValues: {
        created: now,
        expires: new Date(now.getTime() + requestSignatureLifetimeSeconds * 1000),
        nonce: randomBytes(16).toString('base64url'),
      },
    },
    { method, url, headers: { ...headers, 'content-digest': digest } },
  );
  // The library writes these names with capitals; names in lower case go out.
  const { 'Signature-Input': input = '', Signature: signature = '' } = signed.headers as Record<string, string>;
  return { 'content-digest': digest, 'signature-input': input, signature };
}

/** Why a subgraph refused a signature. */
export class SignatureRefusedError extends Error {
  override readonly name = 'SignatureRefusedError';
}

/** Remembers nonces until their signatures expire. */
export interface NonceMemory {
  /** False when the nonce was used before. */
  isFirstUse(nonce: string, expiresAtMs: number): boolean;
}

/**
 * Verifies the hub's signature of a request against its published keys.
 *
 * @param url - the address under which the hub knows this subgraph
 * @throws SignatureRefusedError for anything but one valid, young signature over all that is to be signed, used once
 */
export async function verifyRequest(
  request: SignableRequest,
  { keys, nonces }: { readonly keys: JWTVerifyGetKey; readonly nonces: NonceMemory },
): Promise<void> {
  const { headers, body } = request;
  const input = headers['signature-input'] ?? '';
  if (headers['content-digest'] !== contentDigest(body)) {
    throw new SignatureRefusedError('The header "content-digest" does not fit the body (RFC 9530).');
  }
  // One signature, over exactly these components and in this form: nothing is left to interpretation.
  const stated = exactInput.exec(input)?.groups;
  if (!stated)
    throw new SignatureRefusedError(`The header "signature-input" must read ${label}=(${quoted}) and no more.`);
  checkTimes(Number(stated['created']), Number(stated['expires']));
  const key = await keyNamed(stated['keyid'] ?? '', keys);
  if (!(await isSignedBy(request, key))) throw new SignatureRefusedError('The signature does not fit the request.');
  if (!nonces.isFirstUse(stated['nonce'] ?? '', (Number(stated['expires']) + clockToleranceSeconds) * 1000)) {
    throw new SignatureRefusedError('The signature was used before.');
  }
}

const quoted = components.map((name) => `"${name}"`).join(' ');

const exactInput = new RegExp(
  `^${label}=\\(${quoted}\\);created=(?<created>\\d{1,12});expires=(?<expires>\\d{1,12})` +
    `;nonce="(?<nonce>[A-Za-z0-9_-]{22})";keyid="(?<keyid>[A-Za-z0-9_-]{1,64})";alg="${algorithm}"$`,
);

function checkTimes(created: number, expires: number): void {
  const now = Date.now() / 1000;
  if (created > now + clockToleranceSeconds) throw new SignatureRefusedError('The signature is from the future.');
  if (expires < now - clockToleranceSeconds) throw new SignatureRefusedError('The signature has expired.');
  if (expires - created > requestSignatureLifetimeSeconds) {
    throw new SignatureRefusedError(`A signature is valid for ${requestSignatureLifetimeSeconds} seconds at most.`);
  }
}

async function isSignedBy({ method, url, headers }: SignableRequest, key: CryptoKey): Promise<boolean> {
  const known = { algs: [algorithm], verify: (data: Buffer, signature: Buffer) => verifyWith(key, data, signature) };
  try {
    const verdict = await httpbis.verifyMessage(
      { keyLookup: () => Promise.resolve(known), tolerance: clockToleranceSeconds },
      { method, url, headers: { ...headers } },
    );
    return verdict === true;
  } catch (error) {
    throw new SignatureRefusedError('The signature cannot be verified.', { cause: error });
  }
}

/** Throws what the look-up throws when the hub cannot be reached: that says nothing about the signature. */
async function keyNamed(kid: string, keys: JWTVerifyGetKey): Promise<CryptoKey> {
  try {
    const key = await keys({ alg: 'EdDSA', kid }, { payload: '', signature: '' });
    if (types.isCryptoKey(key)) return key;
  } catch (error) {
    if (!(error instanceof errors.JOSEError) || error instanceof errors.JWKSTimeout) throw error;
  }
  throw new SignatureRefusedError('The hub has no such key.');
}

async function signWith(key: CryptoKey, data: Buffer): Promise<Buffer> {
  return Buffer.from(await webcrypto.subtle.sign('Ed25519', key, data));
}

function verifyWith(key: CryptoKey, data: Buffer, signature: Buffer): Promise<boolean> {
  return webcrypto.subtle.verify('Ed25519', key, signature, data);
}

function contentDigest(body: string | Uint8Array): string {
  return `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
}
