import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import {
  type Caller,
  generateSigningJwk,
  importSigningKey,
  type SignableRequest,
  signRequest,
  signSubgraphToken,
  type Tlp,
} from '@alliance/schema';

/** Stands where the gateway stands for a subgraph: publishes a key and signs tokens with it. */
export interface TokenIssuer extends AsyncDisposable {
  readonly issuer: string;
  readonly jwksUrl: string;
  tokenFor(audience: string, caller: Caller): Promise<string>;
  /** The headers of the hub's signature (RFC 9421). */
  sign(request: SignableRequest): Promise<Readonly<Record<string, string>>>;
}

export async function startTokenIssuer(): Promise<TokenIssuer> {
  const key = await importSigningKey(await generateSigningJwk());
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [key.publicJwk] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return {
    issuer,
    jwksUrl: `${issuer}/.well-known/jwks.json`,
    tokenFor: (audience, caller) => signSubgraphToken(key, { issuer, audience, caller }),
    sign: (request) => signRequest(key, request),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A caller of a member, as the gateway would establish it. */
export function callerOf(
  member: string,
  options: { role?: 'ADMIN' | 'ANALYST' | 'APP'; clearance?: Tlp; groups?: readonly string[] } = {},
): Caller {
  const { role = 'ANALYST', clearance = 'AMBER_STRICT', groups = [] } = options;
  return { kind: 'member', principal: `${member}-${role}`, member, roles: [role], clearance, groups };
}

export const publicCaller: Caller = { kind: 'public' };
export const hubCaller: Caller = { kind: 'hub' };
