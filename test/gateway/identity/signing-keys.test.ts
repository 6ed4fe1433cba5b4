import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createLocalJWKSet } from 'jose';
import { type Caller, generateSigningJwk, signSubgraphToken, verifySubgraphToken } from '@alliance/schema';
import { parseSigningKeys } from '../../../gateway/src/config/signing-key-set.js';
import { rotateSigningKeys, signingKeysFile } from '../../../gateway/src/identity/signing-key-store.js';
import { openSigningKeys, type SigningKeys } from '../../../gateway/src/identity/signing-keys.js';
import { listen, type TelemetryEvent } from '../../../gateway/src/telemetry/telemetry.js';
import { createTemporaryFolder } from '../../support/temporary-folder.js';

const issuer = 'http://hub.test';
const caller: Caller = {
  kind: 'member',
  principal: 'p1',
  member: 'ctma',
  roles: ['ANALYST'],
  clearance: 'AMBER',
  groups: [],
};

async function pseudonymUnder({ current, publicKeySet }: SigningKeys): Promise<unknown> {
  const token = await signSubgraphToken(current, { issuer, audience: 'incidents', caller });
  const keys = createLocalJWKSet({ keys: [...publicKeySet.keys] });
  const { viewer } = await verifySubgraphToken(token, { keys, issuer, audience: 'incidents' });
  return viewer.kind === 'member' && viewer.caller;
}

/** The next event of a kind, asked for before what leads to it. */
function nextEvent<K extends TelemetryEvent['kind']>(kind: K): Promise<Extract<TelemetryEvent, { kind: K }>> {
  return new Promise((resolve) => {
    const end = listen((event) => {
      if (event.kind !== kind) return;
      end();
      resolve(event as Extract<TelemetryEvent, { kind: K }>);
    });
  });
}

describe('the signing keys', () => {
  it('are one when several gateways start at once, for their owner alone, and stay', async () => {
    await using folder = await createTemporaryFolder();
    const dataDir = path.join(folder.path, 'data');
    const opened = await Promise.all(Array.from({ length: 8 }, () => openSigningKeys(undefined, dataDir)));
    opened.push(await openSigningKeys(undefined, dataDir));
    for (const keys of opened) keys.close();
    expect(new Set(opened.map(({ current }) => current.keyId)).size).toBe(1);
    expect(await readdir(dataDir)).toEqual(['signing-key.json']);
    expect((await stat(signingKeysFile(dataDir))).mode & 0o777).toBe(0o600);
  });

  it('come from the setting without writing anything, the first one signing', async () => {
    await using folder = await createTemporaryFolder();
    const [first, second] = [await generateSigningJwk(), await generateSigningJwk()];
    const configured = parseSigningKeys(JSON.stringify({ keys: [first, second] }));
    const keys = await openSigningKeys(configured, folder.path);
    expect(keys.publicKeySet.keys.map(({ x }) => x)).toEqual([first.x, second.x]);
    expect(keys.current.publicJwk.x).toBe(first.x);
    expect(await readdir(folder.path)).toEqual([]);
  });

  it('are exchanged while a gateway runs: old tokens still hold, and callers keep their pseudonyms', async () => {
    await using folder = await createTemporaryFolder();
    const keys = await openSigningKeys(undefined, folder.path);
    const oldToken = await signSubgraphToken(keys.current, { issuer, audience: 'incidents', caller });
    const pseudonym = await pseudonymUnder(keys);

    const changed = nextEvent('signing-key-changed');
    expect(await rotateSigningKeys(signingKeysFile(folder.path))).toBe(2);
    expect((await changed).keyId).toBe(keys.current.keyId);

    expect(await pseudonymUnder(keys)).toBe(pseudonym);
    const published = createLocalJWKSet({ keys: [...keys.publicKeySet.keys] });
    await expect(
      verifySubgraphToken(oldToken, { keys: published, issuer, audience: 'incidents' }),
    ).resolves.toMatchObject({ viewer: { member: 'ctma' } });
    const reopened = await openSigningKeys(undefined, folder.path);
    expect([await pseudonymUnder(reopened), reopened.current.keyId]).toEqual([pseudonym, keys.current.keyId]);
    for (const each of [keys, reopened]) each.close();
  });

  it('are forgotten an hour after another took over, the pseudonyms never', async () => {
    await using folder = await createTemporaryFolder();
    const first = await openSigningKeys(undefined, folder.path);
    first.close();
    const file = signingKeysFile(folder.path);
    const start = Date.now();
    expect(await rotateSigningKeys(file, new Date(start))).toBe(2);
    expect(await rotateSigningKeys(file, new Date(start + 3_599_999))).toBe(3);
    expect(await rotateSigningKeys(file, new Date(start + 3_600_000))).toBe(3);
    const last = await openSigningKeys(undefined, folder.path);
    last.close();
    expect(await pseudonymUnder(last)).toBe(await pseudonymUnder(first));
    expect(last.publicKeySet.keys).toHaveLength(3);
    expect(last.publicKeySet.keys.map(({ kid }) => kid)).not.toContain(first.current.keyId);
  });

  it('stay what they are when the file becomes none, and are taken from it once it is one again', async () => {
    await using folder = await createTemporaryFolder();
    const keys = await openSigningKeys(undefined, folder.path);
    const { keyId } = keys.current;
    const file = signingKeysFile(folder.path);
    const text = await readFile(file, 'utf8');
    const noticed = nextEvent('unexpected-error');
    await writeFile(file, '{"keys":[]}');
    expect(String((await noticed).error)).toContain(`${file}: expected a private JWK`);
    expect(keys.current.keyId).toBe(keyId);
    const changed = nextEvent('signing-key-changed');
    await writeFile(file, text);
    await rotateSigningKeys(file);
    expect((await changed).keyId).not.toBe(keyId);
    keys.close();
  });

  it.each(['{"kty":"RSA"}', '{"keys":[]}', '{"keys":[{}]}', 'null', '[', '"x"'])(
    'are refused where the file holds %j, which is not replaced',
    async (text) => {
      await using folder = await createTemporaryFolder();
      const file = signingKeysFile(folder.path);
      await writeFile(file, text);
      await expect(openSigningKeys(undefined, folder.path)).rejects.toThrow(`${file}: expected a private JWK`);
      await expect(rotateSigningKeys(file)).rejects.toThrow(`${file}: expected a private JWK`);
      expect(await readFile(file, 'utf8')).toBe(text);
    },
  );

  it('are refused with a secret that is too short, whatever else is right', async () => {
    const set = { keys: [await generateSigningJwk()], pseudonymSecret: 'short' };
    expect(parseSigningKeys(JSON.stringify(set))).toBeUndefined();
  });
});
