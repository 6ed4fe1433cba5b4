import { createHmac, hash, pbkdf2Sync } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { LauncherError } from './launcher-error.js';

const iterations = 4096;

/**
 * The password of a role: derived, so that every host with the same administrator's password finds the same one and
 * nothing needs to be stored.
 */
export function derivePassword(adminPassword: string, role: string): string {
  return createHmac('sha256', adminPassword).update(role).digest('hex');
}

/**
 * What PostgreSQL keeps instead of a password (RFC 5803). Sent in its place, the password itself shows up in no server
 * log. The salt is derived too: the same password always gives the same verifier.
 */
export function scramVerifier(password: string): string {
  const salt = hash('sha256', `salt ${password}`, 'buffer').subarray(0, 16);
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const key = (label: string): Buffer => createHmac('sha256', salted).update(label).digest();
  const storedKey = hash('sha256', key('Client Key'), 'base64');
  const serverKey = key('Server Key').toString('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}

/** The administrator's password out of a connection URL. */
export function adminPasswordOf(adminUrl: string): string {
  const { password } = parsedUrl(adminUrl);
  if (password !== '') return decodeURIComponent(password);
  throw new LauncherError("DATABASE_URL carries no password; the passwords of the hub's roles are derived from it.");
}

/** The same server, with another role and another database. Options such as `sslmode` stay. */
export function connectionUrl(adminUrl: string, role: string, password: string, database: string): string {
  const url = parsedUrl(adminUrl);
  url.username = encodeURIComponent(role);
  url.password = encodeURIComponent(password);
  url.pathname = encodeURIComponent(database);
  return url.href;
}

/**
 * Writes `<folder>/<subgraph>/database.env`, for `node --env-file`: complete or not at all, and for this user's eyes
 * only. Returns its path.
 */
export async function writeCredentials(
  folder: string,
  subgraph: string,
  { ownerUrl, appUrl }: { readonly ownerUrl: string; readonly appUrl: string },
): Promise<string> {
  const file = path.join(folder, subgraph, 'database.env');
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.new`;
  await writeFile(draft, `DATABASE_URL="${appUrl}"\nDATABASE_OWNER_URL="${ownerUrl}"\n`, { mode: 0o600 });
  await rename(draft, file);
  return file;
}

function parsedUrl(adminUrl: string): URL {
  const url = URL.parse(adminUrl);
  // A URL without a host cannot carry a user; and its text, which holds a password, is not for a message.
  if (url && ['postgresql:', 'postgres:'].includes(url.protocol) && url.hostname !== '') return url;
  throw new LauncherError('DATABASE_URL must look like postgresql://user:password@host:5432/database');
}
