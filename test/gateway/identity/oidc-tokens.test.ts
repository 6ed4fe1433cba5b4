import { SignJWT } from 'jose';
import { createHmac } from 'node:crypto';
import type { MemberStanding } from '@alliance/schema';
import type { OidcProvider } from '../../../gateway/src/config/oidc-providers.js';
import { CallerResolver } from '../../../gateway/src/identity/caller-resolver.js';
import { oidcTokens } from '../../../gateway/src/identity/oidc-tokens.js';
import { startIdentityProvider, type TestIdentityProvider } from '../../support/identity-provider.js';

const group = {
  id: 'g1',
  since: '2026-01-01T00:00:00.000Z',
  joinSees: 'ALL_HISTORY',
  mayWrite: true,
  maxTlp: 'AMBER_STRICT',
} as const;

const refused = (code: string) =>
  expect.objectContaining({ extensions: expect.objectContaining({ code }) as object }) as object;

/** A resolver that trusts one provider, with a clock that moves when it is told to. */
function setUp(provider: TestIdentityProvider, granted: Partial<OidcProvider> = {}) {
  const scene: { nowMs: number; asked: number; standing: MemberStanding | null } = {
    nowMs: Date.now(),
    asked: 0,
    standing: { member: 'exchange-a', groups: [group] },
  };
  const now = () => scene.nowMs;
  const trusted: OidcProvider = {
    issuer: provider.issuer,
    audience: 'hub',
    member: 'exchange-a',
    roles: ['ANALYST'],
    clearance: 'AMBER',
    ...granted,
  };
  const resolver = new CallerResolver({
    findKeyHolder: undefined,
    findMemberStanding: () => {
      scene.asked += 1;
      return Promise.resolve(scene.standing);
    },
    verifyAccessToken: oidcTokens([trusted], { keysCooldownMs: 0, now }),
    settings: { freshMs: 1_000, staleMs: 900_000 },
    now,
  });
  return { scene, resolve: (token: string) => resolver.resolve(`Bearer ${token}`) };
}

describe('an access token of a member’s identity provider', () => {
  it.each(['ES256', 'RS256', 'PS384', 'EdDSA'])('signed with %s speaks for that member', async (algorithm) => {
    await using provider = await startIdentityProvider({ algorithm });
    const { resolve } = setUp(provider, { purpose: 'COMPLIANCE' });
    const exp = Math.floor(Date.now() / 1000) + 120;
    expect(await resolve(await provider.issue('ann', { exp }))).toEqual({
      kind: 'member',
      principal: `${provider.issuer}#ann`,
      member: 'exchange-a',
      roles: ['ANALYST'],
      clearance: 'AMBER',
      groups: [group],
      purpose: 'COMPLIANCE',
      until: new Date(exp * 1000).toISOString(),
    });
  });

  it.each([
    ['names', { hub_roles: ['analyst', 'admin', 'boss'], tlp: 'GREEN' }, ['ADMIN', 'ANALYST'], 'GREEN'],
    ['names in one text', { hub_roles: 'admin other' }, ['ADMIN'], 'CLEAR'],
    ['asks for more than the provider may grant', { hub_roles: ['APP'], tlp: 'RED' }, [], 'AMBER'],
    ['says nothing of', {}, [], 'CLEAR'],
    ['misspells', { hub_roles: { admin: true }, tlp: 'amber' }, [], 'CLEAR'],
  ])('gets the roles and the clearance that it %s', async (_how, claims, roles, clearance) => {
    await using provider = await startIdentityProvider();
    const { resolve } = setUp(provider, {
      roles: ['ADMIN', 'ANALYST'],
      rolesClaim: 'hub_roles',
      clearanceClaim: 'tlp',
    });
    expect(await resolve(await provider.issue('ann', claims))).toMatchObject({ roles, clearance });
  });

  const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;
  it.each<[string, (provider: TestIdentityProvider) => Promise<string>]>([
    ['is for somebody else', (provider) => provider.issue('ann', { aud: 'shop' })],
    ['has expired', (provider) => provider.issue('ann', { iat: inSeconds(-120), exp: inSeconds(-31) })],
    ['is not yet valid', (provider) => provider.issue('ann', { nbf: inSeconds(40) })],
    ['never ends', (provider) => provider.issue('ann', { exp: inSeconds(86_500) })],
    ['names no subject', (provider) => provider.issue('')],
    ['names another issuer', (provider) => provider.issue('ann', { iss: 'https://id.example' })],
    ['was changed', async (provider) => `${(await provider.issue('ann')).slice(0, -4)}AAAA`],
    [
      'is not signed',
      async (provider) => {
        const [, claims] = (await provider.issue('ann')).split('.');
        return `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims ?? ''}.AAAA`;
      },
    ],
    [
      'is signed with what is public',
      async (provider) => {
        const head = Buffer.from('{"alg":"HS256","kid":"key-1"}').toString('base64url');
        const [, claims] = (await provider.issue('ann')).split('.');
        const text = `${head}.${claims ?? ''}`;
        return `${text}.${createHmac('sha256', 'key-1').update(text).digest('base64url')}`;
      },
    ],
    ['is no token', () => Promise.resolve('a.b.c')],
  ])('is refused when it %s', async (_what, forge) => {
    await using provider = await startIdentityProvider();
    const { resolve, scene } = setUp(provider);
    await expect(resolve(await forge(provider))).rejects.toEqual(refused('UNAUTHENTICATED'));
    expect(scene.asked).toBe(0);
  });

  it('is refused when another provider signed it in this one’s name', async () => {
    await using provider = await startIdentityProvider();
    await using other = await startIdentityProvider();
    const { resolve } = setUp(provider);
    await expect(resolve(await other.issue('ann', { iss: provider.issuer }))).rejects.toEqual(
      refused('UNAUTHENTICATED'),
    );
  });

  it('is taken when the provider’s clock is half a minute ahead', async () => {
    await using provider = await startIdentityProvider();
    const token = await provider.issue('ann', { iat: inSeconds(25), nbf: inSeconds(25) });
    await expect(setUp(provider).resolve(token)).resolves.toBeDefined();
  });

  it('may be signed with a new key at any time; what a dropped key signed holds for a minute at most', async () => {
    await using provider = await startIdentityProvider();
    const { resolve, scene } = setUp(provider);
    const old = await provider.issue('ann');
    await resolve(old);
    await provider.rotate({ dropOld: true });
    await expect(resolve(await provider.issue('ben'))).resolves.toMatchObject({ principal: `${provider.issuer}#ben` });
    await expect(resolve(old)).resolves.toBeDefined();
    scene.nowMs += 60_000;
    await expect(resolve(old)).rejects.toEqual(refused('UNAUTHENTICATED'));
  });

  it('ends when its time is over, also between two looks at it', async () => {
    await using provider = await startIdentityProvider();
    const { resolve, scene } = setUp(provider);
    const token = await provider.issue('ann', { exp: inSeconds(20) });
    await resolve(token);
    scene.nowMs += 21_000;
    await expect(resolve(token)).rejects.toEqual(refused('UNAUTHENTICATED'));
  });

  it('is of no use within a second after its institution was suspended', async () => {
    await using provider = await startIdentityProvider();
    const { resolve, scene } = setUp(provider);
    const token = await provider.issue('ann');
    await resolve(token);
    scene.standing = null;
    await resolve(token);
    expect(scene.asked).toBe(1);
    scene.nowMs += 1_000;
    await expect(resolve(token)).rejects.toEqual(refused('UNAUTHENTICATED'));
  });

  it('is not called false while its provider is away, and is taken once it is back', async () => {
    await using provider = await startIdentityProvider();
    const { resolve } = setUp(provider);
    const token = await provider.issue('ann');
    provider.fail(true);
    await expect(resolve(token)).rejects.toEqual(refused('IDENTITY_UNAVAILABLE'));
    provider.fail(false);
    await expect(resolve(token)).resolves.toMatchObject({ member: 'exchange-a' });
  });

  it('cannot be verified when the discovery document is that of another issuer', async () => {
    await using provider = await startIdentityProvider({ statedIssuer: 'https://id.example' });
    const { resolve } = setUp(provider);
    await expect(resolve(await provider.issue('ann'))).rejects.toEqual(refused('IDENTITY_UNAVAILABLE'));
    const named = setUp(provider, { jwksUri: `${provider.issuer}/keys` });
    await expect(named.resolve(await provider.issue('ann'))).resolves.toBeDefined();
  });

  it('is refused where no provider is trusted', async () => {
    const resolver = new CallerResolver({ findKeyHolder: undefined, settings: { freshMs: 1, staleMs: 1 } });
    const key = new Uint8Array(32);
    const token = await new SignJWT({}).setProtectedHeader({ alg: 'HS256' }).sign(key);
    await expect(resolver.resolve(`Bearer ${token}`)).rejects.toEqual(refused('UNAUTHENTICATED'));
  });
});
