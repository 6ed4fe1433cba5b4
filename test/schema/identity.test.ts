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
const caller = {
  kind: 'member',
  principal: 'key-1',
  member: 'ctma',
  roles: ['APP'],
  clearance: 'AMBER',
  groups: [
    { id: 'g', since: '2024-05-01T00:00:00.001Z', joinSees: 'FROM_JOIN', mayWrite: false, maxTlp: 'AMBER' },
    { id: 'h', since: '2018-07-01T00:00:00.000Z', joinSees: 'ALL_HISTORY', mayWrite: true, maxTlp: 'AMBER_STRICT' },
  ],
  purpose: 'RESEARCH',
} as const;
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
    const { principal: _principal, ...told } = caller;
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
      'a member without a name',
      () => raw({ viewer: { ...asMember.viewer, member: '' } }, (token) => token.setSubject('x')),
    ],
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

it('takes for nothing a group or a purpose that is not as it must be', async () => {
  const since = Date.parse('2024-05-01');
  const malformed = [
    'g',
    ['g'],
    ['', since, 0, 1, 2],
    [7, since, 0, 1, 2],
    ['g', '2024-05-01', 0, 1, 2],
    ['g', 1e18, 0, 1, 2],
    ['g', since, 2, 1, 2],
    ['g', since, 0, true, 2],
    ['g', since, 0, 1, 5],
    ['g', since, 0, 1, 2.5],
    ['g', since, 0, 1, 2, 'more'],
    { id: 'g', since: '2024-05-01T00:00:00.000Z', joinSees: 'ALL_HISTORY', mayWrite: true, maxTlp: 'AMBER' },
  ];
  const groups = [...malformed, ['fine', since, 0, 1, 2]];
  const viewer = { kind: 'member', member: 'ctma', clearance: 'AMBER', roles: ['APP'], groups, purpose: 'ANYTHING' };
  const token = await new SignJWT({ viewer })
    .setProtectedHeader({ alg: 'EdDSA', kid: ours.keyId })
    .setIssuer(issuer)
    .setAudience('members')
    .setSubject('x')
    .setIssuedAt()
    .setExpirationTime('60s')
    .sign(ours.privateKey);
  const fine = {
    id: 'fine',
    since: '2024-05-01T00:00:00.000Z',
    joinSees: 'ALL_HISTORY',
    mayWrite: true,
    maxTlp: 'AMBER',
  };
  expect((await verifySubgraphToken(token, { keys, issuer, audience: 'members' })).viewer).toEqual({
    kind: 'member',
    caller: 'x',
    member: 'ctma',
    roles: ['APP'],
    clearance: 'AMBER',
    groups: [fine],
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
