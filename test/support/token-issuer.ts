import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { decodeJwt, SignJWT } from 'jose';
import {
  type Caller,
  generateSigningJwk,
  type GroupMembership,
  importSigningKey,
  type PurposeOfUse,
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
  /** The same token, expired so many seconds ago: a few are let pass, since clocks differ. */
  expiredTokenFor(audience: string, caller: Caller, secondsAgo: number): Promise<string>;
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
    expiredTokenFor: async (audience, caller, secondsAgo) => {
      const payload = decodeJwt(await signSubgraphToken(key, { issuer, audience, caller }));
      const exp = Math.floor(Date.now() / 1_000) - secondsAgo;
      const header = { alg: 'EdDSA', kid: key.keyId, typ: 'JWT' };
      return new SignJWT({ ...payload, exp }).setProtectedHeader(header).sign(key.privateKey);
    },
    sign: (request) => signRequest(key, request),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What belonging to a group means when nothing else is said: the member sees and shares everything. */
export function membershipOf(id: string, more: Partial<GroupMembership> = {}): GroupMembership {
  const since = '2018-07-01T00:00:00.000Z';
  return { id, since, joinSees: 'ALL_HISTORY', mayWrite: true, maxTlp: 'AMBER_STRICT', ...more };
}

/** A caller of a member, as the gateway would establish it. */
export function callerOf(
  member: string,
  options: {
    role?: 'ADMIN' | 'ANALYST' | 'APP';
    clearance?: Tlp;
    /** By their ids: those in which the member sees and shares everything. */
    groups?: readonly (string | GroupMembership)[];
    purpose?: PurposeOfUse;
  } = {},
): Extract<Caller, { kind: 'member' }> {
  const { role = 'ANALYST', clearance = 'AMBER_STRICT', purpose } = options;
  const groups = (options.groups ?? []).map((group) => (typeof group === 'string' ? membershipOf(group) : group));
  const claims = { member, roles: [role], clearance, groups, ...(purpose && { purpose }) };
  return { kind: 'member', principal: `${member}-${role}`, ...claims };
}

export const publicCaller: Caller = { kind: 'public' };
export const hubCaller: Caller = { kind: 'hub' };
