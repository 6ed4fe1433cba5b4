import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generateSigningJwk, pseudonymSecretOf } from '@alliance/schema';
import {
  expectedSigningKeys,
  parseSigningKeys,
  type PrivateJwk,
  type SigningKeySet,
} from '../config/signing-key-set.js';

/**
 * How long a key that no longer signs is published, in milliseconds: beyond the life of what it signed, however late
 * a gateway beside this one may have noticed.
 */
const publishedAfterMs = 3_600_000;

/** Where the hub's keys are, unless they are configured. */
export function signingKeysFile(dataDir: string): string {
  return path.join(dataDir, 'signing-key.json');
}

/**
 * Makes the first key where there is none. It is written aside and linked into place: a link fails where a file stands
 * already, so of two gateways that start at once one wins, and both read the winner's key, whole.
 */
export async function createSigningKeysOnce(file: string): Promise<void> {
  if (await exists(file)) return;
  await mkdir(path.dirname(file), { recursive: true });
  await writeAside(file, { keys: [await generateKey()] }, async (aside) => {
    try {
      await link(aside, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  });
}

/**
 * Puts a new key in front. Those before it stay published for an hour; the callers' pseudonyms stay what they are.
 * Throws TypeError when the file holds no keys.
 *
 * @returns how many keys are published now
 */
export async function rotateSigningKeys(file: string, now = new Date()): Promise<number> {
  const before = parseSigningKeys(await readFile(file, 'utf8'));
  if (!before) throw new TypeError(`${file}: expected ${expectedSigningKeys}.`);
  const [first, ...others] = before.keys;
  const stillPublished = others.filter(
    ({ retiredAt }) => retiredAt !== undefined && now.getTime() - Date.parse(retiredAt) < publishedAfterMs,
  );
  const set: SigningKeySet = {
    keys: [await generateKey(), { ...first, retiredAt: now.toISOString() }, ...stillPublished],
    pseudonymSecret: before.pseudonymSecret ?? pseudonymSecretOf(others.at(-1) ?? first),
  };
  await writeAside(file, set, (aside) => rename(aside, file));
  return set.keys.length;
}

async function generateKey(): Promise<PrivateJwk> {
  const { x = '', d = '' } = await generateSigningJwk();
  return { kty: 'OKP', crv: 'Ed25519', x, d };
}

/** Nobody ever reads half a file: it is written under another name, and put into place whole. */
async function writeAside(file: string, set: SigningKeySet, place: (aside: string) => Promise<void>): Promise<void> {
  const aside = `${file}.${randomUUID()}.tmp`;
  try {
    await writeFile(aside, JSON.stringify(set), { mode: 0o600, flag: 'wx', flush: true });
    await place(aside);
  } finally {
    await rm(aside, { force: true });
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await readFile(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
