import { decodeJwt } from 'jose';
import { type Caller, generateSigningJwk, type GroupMembership, importSigningKey } from '@alliance/schema';
import { callerKey } from '../../../gateway/src/identity/caller-key.js';
import { SubgraphTokens } from '../../../gateway/src/identity/subgraph-tokens.js';

const g1: GroupMembership = {
  id: 'g1',
  since: '2024-05-01T00:00:00.000Z',
  joinSees: 'FROM_JOIN',
  mayWrite: true,
  maxTlp: 'AMBER',
};
const analyst: Extract<Caller, { kind: 'member' }> = {
  kind: 'member',
  principal: 'p1',
  member: 'ctma',
  roles: ['ANALYST'],
  clearance: 'AMBER',
  groups: [g1],
};

/** Every way in which a caller can differ from `analyst`. */
const others: readonly Caller[] = [
  { ...analyst, principal: 'p2' },
  { ...analyst, member: 'cbarc' },
  { ...analyst, roles: ['ANALYST', 'ADMIN'] },
  { ...analyst, clearance: 'RED' },
  { ...analyst, groups: [g1, { ...g1, id: 'g2' }] },
  { ...analyst, groups: [{ ...g1, id: 'g1,g2' }] },
  { ...analyst, groups: [{ ...g1, since: '2024-05-01T00:00:00.001Z' }] },
  { ...analyst, groups: [{ ...g1, joinSees: 'ALL_HISTORY' }] },
  { ...analyst, groups: [{ ...g1, mayWrite: false }] },
  { ...analyst, groups: [{ ...g1, maxTlp: 'AMBER_STRICT' }] },
  { ...analyst, groups: [] },
  { ...analyst, purpose: 'RESEARCH' },
  { kind: 'public' },
  { kind: 'hub' },
];

async function setUp(maxEntries?: number) {
  const clock = { nowMs: Date.now() };
  const tokens = new SubgraphTokens({
    keys: { current: await importSigningKey(await generateSigningJwk()) },
    issuer: 'http://hub.test',
    now: () => clock.nowMs,
    ...(maxEntries !== undefined && { maxEntries }),
  });
  return { clock, tokens };
}

describe('callerKey', () => {
  it('differs whenever one claim differs, and only then', () => {
    const keys = [analyst, ...others].map(callerKey);
    expect(new Set(keys).size).toBe(keys.length);
    expect(callerKey({ ...analyst, groups: [{ ...g1 }] })).toBe(callerKey(analyst));
  });
});

describe('SubgraphTokens', () => {
  it('hands out the same token, at once, until ten seconds before its end', async () => {
    const { clock, tokens } = await setUp();
    const first = await tokens.tokenFor(analyst, 'incidents');
    clock.nowMs += 49_999;
    expect(tokens.tokenFor({ ...analyst }, 'incidents')).toBe(first);
    clock.nowMs += 1;
    const next = tokens.tokenFor(analyst, 'incidents');
    expect(next).toBeInstanceOf(Promise);
    await next;
  });

  it('signs once for calls that come together', async () => {
    const { tokens } = await setUp();
    const [a, b] = await Promise.all([tokens.tokenFor(analyst, 'members'), tokens.tokenFor(analyst, 'members')]);
    expect(a).toBe(b);
  });

  it('never hands one caller the token of another, nor one subgraph that of another', async () => {
    const { tokens } = await setUp();
    const all = await Promise.all(
      [analyst, ...others].flatMap((caller) =>
        ['members', 'incidents'].map(async (name) => tokens.tokenFor(caller, name)),
      ),
    );
    expect(new Set(all).size).toBe(all.length);
    expect(all.map((token) => decodeJwt(token).aud)).toEqual(
      all.map((_, index) => ['members', 'incidents'][index % 2]),
    );
  });

  it('forgets the token not used for longest when there are too many', async () => {
    const { tokens } = await setUp(2);
    const first = await tokens.tokenFor(analyst, 'a');
    await tokens.tokenFor(analyst, 'b');
    expect(tokens.tokenFor(analyst, 'a')).toBe(first);
    await tokens.tokenFor(analyst, 'c');
    expect(tokens.tokenFor(analyst, 'a')).toBe(first);
    expect(tokens.tokenFor(analyst, 'b')).toBeInstanceOf(Promise);
  });
});
