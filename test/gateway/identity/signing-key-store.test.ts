import { readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generateSigningJwk } from '@alliance/schema';
import { parsePrivateJwk } from '../../../gateway/src/config.js';
import { loadSigningKey } from '../../../gateway/src/identity/signing-key-store.js';
import { createTemporaryFolder } from '../../support/temporary-folder.js';

describe('loadSigningKey', () => {
  it('makes one key when several gateways start at once, for its owner alone, and keeps it', async () => {
    await using folder = await createTemporaryFolder();
    const dataDir = path.join(folder.path, 'data');
    const keys = await Promise.all(Array.from({ length: 8 }, () => loadSigningKey(undefined, dataDir)));
    const later = await loadSigningKey(undefined, dataDir);
    expect(new Set([...keys, later].map(({ keyId }) => keyId)).size).toBe(1);
    expect(await readdir(dataDir)).toEqual(['signing-key.json']);
    expect((await stat(path.join(dataDir, 'signing-key.json'))).mode & 0o777).toBe(0o600);
  });

  it('takes a configured key and writes nothing', async () => {
    await using folder = await createTemporaryFolder();
    const jwk = parsePrivateJwk(JSON.stringify(await generateSigningJwk()));
    const key = await loadSigningKey(jwk, folder.path);
    expect(key.publicJwk.x).toBe(jwk?.x);
    expect(await readdir(folder.path)).toEqual([]);
  });

  it('refuses a file that is no private key, and does not replace it', async () => {
    await using folder = await createTemporaryFolder();
    const file = path.join(folder.path, 'signing-key.json');
    await writeFile(file, '{"kty":"RSA"}');
    await expect(loadSigningKey(undefined, folder.path)).rejects.toThrow(`${file}: expected a private JWK`);
  });
});
