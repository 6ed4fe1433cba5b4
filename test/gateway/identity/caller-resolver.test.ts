import { createApiKey, type KeyHolder, parseApiKey } from '@alliance/schema';
import { CallerResolver } from '../../../gateway/src/identity/caller-resolver.js';

const holder: KeyHolder = {
  principal: 'p1',
  member: 'ctma',
  roles: ['APP'],
  clearance: 'GREEN',
  groups: [],
  purpose: null,
  expiresAt: null,
};
const caller = { kind: 'member', principal: 'p1', member: 'ctma', roles: ['APP'], clearance: 'GREEN', groups: [] };

/** A resolver with a clock that stands still until it is moved, and an identity subgraph that can be switched. */
function setUp(options: { readonly maxEntries?: number } = {}) {
  const scene = { nowMs: 1_000_000, asked: 0, answer: (): KeyHolder | null => holder };
  const resolver = new CallerResolver({
    findKeyHolder: async () => {
      scene.asked += 1;
      return scene.answer();
    },
    settings: { freshMs: 1_000, staleMs: 900_000 },
    now: () => scene.nowMs,
    ...options,
  });
  const unreachable = (): never => {
    throw new Error('no connection');
  };
  return { scene, resolver, unreachable, resolve: (key: string) => resolver.resolve(`Bearer ${key}`) };
}

const unauthenticated = expect.objectContaining({
  extensions: expect.objectContaining({ code: 'UNAUTHENTICATED' }) as object,
}) as object;
const unavailable = expect.objectContaining({
  extensions: expect.objectContaining({ code: 'IDENTITY_UNAVAILABLE' }) as object,
}) as object;

describe('CallerResolver', () => {
  it('asks again after exactly the fresh time', async () => {
    const { scene, resolve } = setUp();
    const { key } = createApiKey();
    expect(await resolve(key)).toEqual(caller);
    scene.nowMs += 999;
    scene.answer = () => null;
    expect(await resolve(key)).toEqual(caller);
    scene.nowMs += 1;
    await expect(resolve(key)).rejects.toEqual(unauthenticated);
    expect(scene.asked).toBe(2);
  });

  it('remembers a refusal for the fresh time as well', async () => {
    const { scene, resolve } = setUp();
    scene.answer = () => null;
    const { key } = createApiKey();
    await expect(resolve(key)).rejects.toEqual(unauthenticated);
    await expect(resolve(key)).rejects.toEqual(unauthenticated);
    expect(scene.asked).toBe(1);
  });

  it('asks once for all who wait for the same key', async () => {
    const { scene, resolve } = setUp();
    const { key } = createApiKey();
    expect(await Promise.all([resolve(key), resolve(key), resolve(key)])).toEqual([caller, caller, caller]);
    expect(scene.asked).toBe(1);
  });

  it('takes an old verdict for fifteen minutes while nobody answers, and asks at most once per fresh time', async () => {
    const { scene, resolve, unreachable } = setUp();
    const { key } = createApiKey();
    await resolve(key);
    scene.answer = unreachable;
    scene.nowMs += 1_000;
    expect(await resolve(key)).toEqual(caller);
    expect(await resolve(key)).toEqual(caller);
    expect(scene.asked).toBe(2);
    scene.nowMs += 898_999;
    expect(await resolve(key)).toEqual(caller);
    scene.nowMs += 1;
    await expect(resolve(key)).rejects.toEqual(unavailable);
  });

  it('refuses a key that runs out, also when nobody answers', async () => {
    const { scene, resolve, unreachable } = setUp();
    const { key } = createApiKey();
    const expiresAt = new Date(scene.nowMs + 1_500).toISOString();
    scene.answer = () => ({ ...holder, expiresAt });
    expect(await resolve(key)).toEqual({ ...caller, until: expiresAt });
    scene.answer = unreachable;
    scene.nowMs += 1_499;
    expect(await resolve(key)).toEqual({ ...caller, until: expiresAt });
    scene.nowMs += 1;
    await expect(resolve(key)).rejects.toEqual(unauthenticated);
  });

  it('refuses a key whose end cannot be read', async () => {
    const { scene, resolve } = setUp();
    scene.answer = () => ({ ...holder, expiresAt: 'one day' });
    await expect(resolve(createApiKey().key)).rejects.toEqual(unauthenticated);
  });

  it('does not let guessed keys push out the verdicts that outlast a failure', async () => {
    const { scene, resolve, unreachable } = setUp({ maxEntries: 2 });
    const { key } = createApiKey();
    await resolve(key);
    scene.answer = () => null;
    for (let guess = 0; guess < 10; guess += 1) await expect(resolve(createApiKey().key)).rejects.toBeDefined();
    scene.answer = unreachable;
    scene.nowMs += 5_000;
    expect(await resolve(key)).toEqual(caller);
  });

  it('tells a key from another with the same id', async () => {
    const { scene, resolver, resolve } = setUp();
    const { key } = createApiKey();
    await resolve(key);
    scene.answer = () => null;
    const forged = `ahk_${parseApiKey(key)?.keyId ?? ''}_${'A'.repeat(43)}`;
    await expect(resolver.resolve(`Bearer ${forged}`)).rejects.toEqual(unauthenticated);
  });
});
