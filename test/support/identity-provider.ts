import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A member's identity provider as far as the hub sees it: it issues access tokens, and publishes its keys. */
export interface TestIdentityProvider extends AsyncDisposable {
  readonly issuer: string;
  /** How often its keys were fetched. */
  readonly fetches: { keys: number };
  /** An access token for `subject`, valid for five minutes unless `claims` say otherwise. */
  issue(subject: string, claims?: JWTPayload): Promise<string>;
  /** Signs with a new key from now on; `dropOld` no longer publishes those before. */
  rotate(options?: { readonly dropOld?: boolean }): Promise<void>;
  /** Answers nobody until it is called again with false. */
  fail(isDown: boolean): void;
}

export async function startIdentityProvider(
  options: { readonly audience?: string; readonly algorithm?: string; readonly statedIssuer?: string } = {},
): Promise<TestIdentityProvider> {
  const { audience = 'hub', algorithm = 'ES256' } = options;
  const fetches = { keys: 0 };
  const makeKey = async (kid: string) => {
    const { publicKey, privateKey } = await generateKeyPair(algorithm);
    return { kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: 'sig' } };
  };
  let keys = [await makeKey('key-1')];
  let isDown = false;
  const server = createServer((request, response) => {
    if (isDown) return void response.destroy();
    const isKeys = request.url === '/keys';
    if (isKeys) fetches.keys += 1;
    const document = { issuer: options.statedIssuer ?? issuer, jwks_uri: `${issuer}/keys` };
    const body = isKeys ? { keys: keys.map(({ publicJwk }) => publicJwk) } : document;
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return {
    issuer,
    fetches,
    issue: (subject, claims = {}) => {
      const [key] = keys;
      if (!key) throw new Error('A provider has a key.');
      const now = Math.floor(Date.now() / 1000);
      return new SignJWT({ iss: issuer, aud: audience, sub: subject, iat: now, exp: now + 300, ...claims })
        .setProtectedHeader({ alg: algorithm, kid: key.kid, typ: 'at+jwt' })
        .sign(key.privateKey);
    },
    rotate: async ({ dropOld = false } = {}) => {
      const next = await makeKey(`key-${keys.length + 1}`);
      keys = dropOld ? [next] : [next, ...keys];
    },
    fail: (down) => {
      isDown = down;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
