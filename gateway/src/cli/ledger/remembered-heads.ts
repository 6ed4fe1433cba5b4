import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { isSignedHead, type SignedLedgerHead } from '@alliance/schema';

import { CommandError } from '../command-error.js';
import type { LedgerCopy } from './ledger-copy.js';

/** Where heads are remembered unless it is said otherwise. */
export const defaultStateFile = path.join(homedir(), '.local', 'state', 'alliance-hub', 'ledger-heads.json');

/** By hub and field the newest head that fitted. They are all that protects a member from an operator who signs anew. */
export type RememberedHeads = Readonly<Record<string, SignedLedgerHead>>;

export function placeOf({ gateway, field }: Pick<LedgerCopy, 'gateway' | 'field'>): string {
  return `${new URL(gateway).origin} ${field}`;
}

/** Empty where there is no file yet. Throws CommandError for one that holds no heads: forgetting is no safe default. */
export async function readRememberedHeads(file: string): Promise<RememberedHeads> {
  const text = await readIfPresent(file);
  if (text === undefined) return {};
  const heads = parseHeads(text);
  if (heads !== undefined) return heads;
  throw new CommandError(
    'STATE_UNREADABLE',
    `The file "${file}" does not hold remembered heads. Restore it, or name another by --state.`,
  );
}

async function readIfPresent(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new CommandError('STATE_UNREADABLE', `The file "${file}" cannot be read.`, { cause: error });
  }
}

/** Written aside and put into its place whole. */
export async function writeRememberedHeads(file: string, heads: RememberedHeads): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(aside, `${JSON.stringify(heads, null, 2)}\n`, { mode: 0o600, flush: true });
  await rename(aside, file);
}

function parseHeads(text: string): RememberedHeads | undefined {
  try {
    const heads = JSON.parse(text) as RememberedHeads;
    return Object.values(heads).every(isSignedHead) ? heads : undefined;
  } catch {
    // Not JSON, or not of this form: the caller says so.
    return undefined;
  }
}
