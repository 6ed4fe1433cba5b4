import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generateSigningJwk, importSigningKey, type SigningKey } from '@alliance/schema';
import { parsePrivateJwk, type PrivateJwk } from '../config.js';

/**
 * The key with which the gateway signs tokens for subgraphs: the configured one, or the one in the data folder, which
 * is made at the first start. Throws when the file is not a private key.
 */
export async function loadSigningKey(configured: PrivateJwk | undefined, dataDir: string): Promise<SigningKey> {
  if (configured) return importSigningKey(configured);
  const file = path.join(dataDir, 'signing-key.json');
  const text = (await readIfPresent(file)) ?? (await createOnce(file));
  const jwk = parsePrivateJwk(text);
  if (!jwk) throw new TypeError(`${file}: expected a private JWK with kty "OKP", crv "Ed25519", x and d.`);
  return importSigningKey(jwk);
}

/**
 * Writes a new key aside and links it into place. A link fails where a file stands already, so of two gateways that
 * start at once one wins, and both read the winner's key, whole.
 */
async function createOnce(file: string): Promise<string> {
  const aside = `${file}.${randomUUID()}.tmp`;
  await mkdir(path.dirname(file), { recursive: true });
  try {
    await writeFile(aside, JSON.stringify(await generateSigningJwk()), { mode: 0o600, flag: 'wx', flush: true });
    await link(aside, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(aside, { force: true });
  }
  return readFile(file, 'utf8');
}

async function readIfPresent(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
