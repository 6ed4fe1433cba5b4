import { createLocalJWKSet, SignJWT } from 'jose';

import {
  type Caller,
  createApiKey,
  generateSigningJwk,
  importSigningKey,
  parseApiKey,
  parseTlp,
  signSubgraphToken,
  TokenRefusedError,
  verifySubgraphToken,
} from '@alliance/schema';

const issuer = 'https://hub.example';
const caller: Caller = {
  kind: 'member',
  principal: 'key-1',
  member: 'ctma',
  roles: ['APP'],
  clearance: 'AMBER',
  groups: ['g'],
  purpose: 'test',
};
const ours = await importSigningKey(await generateSigningJwk());
const theirs = await importSigningKey(await generateSigningJwk());
const keys = createLocalJWKSet({ keys: [ours.publicJwk] });

describe('a token to a subgraph', () => {
  it('tells it who asks, under a pseudonym of its own', async () => {
    const viewerIn = async (audience: string): Promise<unknown> => {
      const token = await signSubgraphToken(ours, { issuer, audience, caller });
      return (await verifySubgraphToken(token, { keys, issuer, audience })).viewer;
    };
    const [here, there, again] = [await viewerIn('incidents'), await viewerIn('members'), await viewerIn('incidents')];
    const told = { kind: 'member', member: 'ctma', roles: ['APP'], clearance: 'AMBER', groups: ['g'], purpose: 'test' };
    expect(here).toEqual({ ...told, caller: expect.stringMatching(/^[\w-]{22}$/) });
    expect(again).toEqual(here);
    expect(there).toEqual({ ...told, caller: expect.not.stringMatching((here as { caller: string }).caller) });
    expect(JSON.stringify(here)).not.toContain('key-1');
  });

  it.each<Caller>([{ kind: 'public' }, { kind: 'hub' }])('names %j as it is', async (each) => {
    const token = await signSubgraphToken(ours, { issuer, audience: 'members', caller: each });
    expect((await verifySubgraphToken(token, { keys, issuer, audience: 'members' })).viewer).toEqual(each);
  });

  const raw = (claims: object, alter: (token: SignJWT) => SignJWT = (token) => token): Promise<string> =>
    alter(
      new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'EdDSA', kid: ours.keyId })
        .setIssuer(issuer)
        .setAudience('members')
        .setIssuedAt()
        .setExpirationTime('60s'),
    ).sign(ours.privateKey);
  const asMember = { viewer: { kind: 'member', member: 'ctma', clearance: 'RED', roles: [], groups: [] } };

  it.each([
    ['another subgraph', () => signSubgraphToken(ours, { issuer, audience: 'incidents', caller })],
    ['another hub', () => signSubgraphToken(ours, { issuer: 'https://other.example', audience: 'members', caller })],
    ['another signature', () => signSubgraphToken(theirs, { issuer, audience: 'members', caller })],
    ['an hour ago', () => raw(asMember, (token) => token.setExpirationTime('-1h'))],
    ['no viewer', () => raw({})],
    ['a member without a subject', () => raw(asMember)],
    [
      'an unknown clearance',
      () => raw({ viewer: { ...asMember.viewer, clearance: 'ALL' } }, (token) => token.setSubject('x')),
    ],
    ['an unknown kind', () => raw({ viewer: { kind: 'root' } })],
    [
      'no algorithm',
      async () =>
        `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify({ iss: issuer, aud: 'members', exp: 9e9, iat: 1, viewer: { kind: 'hub' } })).toString('base64url')}.`,
    ],
  ])('for %s is refused', async (_name, make) => {
    await expect(verifySubgraphToken(await make(), { keys, issuer, audience: 'members' })).rejects.toThrow(
      TokenRefusedError,
    );
  });
});

describe('an API key', () => {
  it('is proved by a hash, and every one is another', () => {
    const { key, keyId, secretHash } = createApiKey();
    expect(parseApiKey(key)).toEqual({ keyId, secretHash });
    expect(key).not.toContain(secretHash);
    expect(createApiKey().key).not.toBe(key);
  });

  it.each([
    '',
    'ahk_',
    'ahk_abcdefghijkl_short',
    `xyz_abcdefghijkl_${'a'.repeat(43)}`,
    `ahk_ABCDEFGHIJKL_${'a'.repeat(43)}`,
  ])('is not %j', (text) => {
    expect(parseApiKey(text)).toBeUndefined();
  });
});

it.each([
  ['CLEAR', 'CLEAR'],
  ['white', 'CLEAR'],
  ['TLP:AMBER+STRICT', 'AMBER_STRICT'],
  [' tlp: green ', 'GREEN'],
  ['RED', 'RED'],
  ['ex:chr', undefined],
  ['', undefined],
])('reads the marking %j as %s', (text, tlp) => {
  expect(parseTlp(text)).toBe(tlp);
});
