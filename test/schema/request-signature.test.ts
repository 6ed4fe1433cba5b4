import { createLocalJWKSet } from 'jose';

import {
  generateSigningJwk,
  importSigningKey,
  type NonceMemory,
  type SignableRequest,
  SignatureRefusedError,
  signRequest,
  verifyRequest,
} from '@alliance/schema';

const ours = await importSigningKey(await generateSigningJwk());
const theirs = await importSigningKey(await generateSigningJwk());
const keys = createLocalJWKSet({ keys: [ours.publicJwk] });

const call: SignableRequest = {
  method: 'POST',
  url: 'https://partner.example/graphql',
  headers: { 'content-type': 'application/json', authorization: 'Bearer abc' },
  body: '{"query":"{ a }"}',
};

function memory(): NonceMemory {
  const used = new Set<string>();
  return { isFirstUse: (nonce) => !used.has(nonce) && Boolean(used.add(nonce)) };
}

async function signed(request = call, key = ours, now?: Date): Promise<SignableRequest> {
  return { ...request, headers: { ...request.headers, ...(await signRequest(key, request, now)) } };
}

const verify = (request: SignableRequest, nonces = memory()) => verifyRequest(request, { keys, nonces });

describe('a signed request', () => {
  it('is taken once', async () => {
    const nonces = memory();
    const request = await signed();
    await verify(request, nonces);
    await expect(verify(request, nonces)).rejects.toThrow(new SignatureRefusedError('The signature was used before.'));
  });

  it('is signed in the form of RFC 9421 and RFC 9530', async () => {
    const { headers } = await signed();
    expect(headers['content-digest']).toMatch(/^sha-256=:[A-Za-z0-9+/]{43}=:$/);
    expect(headers['signature']).toMatch(/^hub=:[A-Za-z0-9+/]{86}==:$/);
    expect(headers['signature-input']).toMatch(
      /^hub=\("@method" "@target-uri" "content-type" "content-digest" "authorization"\);created=\d+;expires=\d+;nonce="[\w-]{22}";keyid="[\w-]{16}";alg="ed25519"$/,
    );
  });

  it.each<[string, (request: SignableRequest) => SignableRequest]>([
    ['method', (request) => ({ ...request, method: 'GET' })],
    ['address', (request) => ({ ...request, url: 'https://other.example/graphql' })],
    ['token', ({ headers, ...request }) => ({ ...request, headers: { ...headers, authorization: 'Bearer xyz' } })],
    [
      'media type',
      ({ headers, ...request }) => ({ ...request, headers: { ...headers, 'content-type': 'text/plain' } }),
    ],
    ['body', (request) => ({ ...request, body: '{"query":"{ b }"}' })],
    [
      'digest',
      ({ headers, ...request }) => ({ ...request, headers: { ...headers, 'content-digest': 'sha-256=:AA==:' } }),
    ],
    ['nonce', (request) => changed(request, /nonce="./, 'nonce="-')],
    ['creation', (request) => changed(request, /created=(\d+)/, (_, at: string) => `created=${Number(at) - 1}`)],
    ['expiry', (request) => changed(request, /expires=(\d+)/, (_, at: string) => `expires=${Number(at) - 1}`)],
    ['coverage', (request) => changed(request, / "authorization"/, '')],
    ['algorithm', (request) => changed(request, /alg="ed25519"/, 'alg="hmac-sha256"')],
    ['label', (request) => changed(request, /^hub=/, 'sig=')],
    ['number of signatures', (request) => changed(request, /$/, ', hub2=();created=1')],
    ['key', (request) => changed(request, /keyid="[\w-]+"/, `keyid="${theirs.keyId}"`)],
    [
      'signature',
      ({ headers, ...request }) => ({ ...request, headers: { ...headers, signature: `hub=:${'A'.repeat(86)}==:` } }),
    ],
    ['presence', ({ headers: { signature: _, ...headers }, ...request }) => ({ ...request, headers })],
  ])('is refused when its %s is changed', async (_what, change) => {
    await expect(verify(change(await signed()))).rejects.toThrow(SignatureRefusedError);
  });

  it('is refused when somebody else signed it', async () => {
    const { headers } = await signed(call, theirs);
    const input = headers['signature-input']?.replace(theirs.keyId, ours.keyId) ?? '';
    await expect(verify({ ...call, headers: { ...headers, 'signature-input': input } })).rejects.toThrow(
      new SignatureRefusedError('The signature does not fit the request.'),
    );
  });

  it.each([
    ['expired', -70_000],
    ['is from the future', 10_000],
  ])('is refused when it %s', async (_what, offsetMs) => {
    await expect(verify(await signed(call, ours, new Date(Date.now() + offsetMs)))).rejects.toThrow(
      SignatureRefusedError,
    );
  });

  it('is not called forged when the keys cannot be had', async () => {
    const unreachable = () => Promise.reject(new TypeError('fetch failed'));
    const verifying = verifyRequest(await signed(), { keys: unreachable, nonces: memory() });
    await expect(verifying).rejects.toThrow(new TypeError('fetch failed'));
  });
});

function changed(
  { headers, ...request }: SignableRequest,
  from: RegExp,
  to: string | ((match: string, group: string) => string),
): SignableRequest {
  const input = (headers['signature-input'] ?? '').replace(from, to as string);
  return { ...request, headers: { ...headers, 'signature-input': input } };
}
