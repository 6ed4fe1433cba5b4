import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import type { LedgerItem, SignedLedgerHead } from '@alliance/schema';

import { wrongUsage } from '../command-error.js';
import { readJsonLines } from '../import/json-lines.js';

export interface CopiedHead extends SignedLedgerHead {
  readonly number: number;
}

export interface CopiedLeaf {
  readonly index: number;
  /** Id of the entry. */
  readonly entry: string;
  /** Of the entry as it was stored when it was copied; null when it was gone. */
  readonly hash: string | null;
  readonly recordedHash: string;
}

export interface CopiedEntry {
  readonly id: string;
  /** Null while it waited for its place. */
  readonly index: number | null;
  readonly kind: string;
  readonly at: string;
  readonly member: string | null;
  readonly actor: string;
  readonly originator: string;
  readonly originatorShown: boolean;
  readonly recordType: string;
  readonly items: readonly LedgerItem[];
  readonly purpose: string | null;
  readonly details: string;
  readonly salt: string;
}

/** What a ledger was when it was copied. Of the entries those whose content the caller may see. */
export interface LedgerCopy {
  /** Address of the hub from which it was copied. */
  readonly gateway: string;
  /** Root field under which the hub shows it. */
  readonly field: string;
  readonly origin: string;
  readonly publicKey: string;
  readonly heads: readonly CopiedHead[];
  readonly leaves: readonly CopiedLeaf[];
  readonly entries: readonly CopiedEntry[];
}

/** Writes copies as one JSON object a line: each ledger, its heads, its places, the entries that may be seen. */
export async function writeCopies(file: string, copies: readonly LedgerCopy[]): Promise<void> {
  const stream = createWriteStream(file, { flags: 'wx', mode: 0o600 });
  try {
    await once(stream, 'open');
    for (const line of copies.flatMap(linesOf))
      if (!stream.write(`${JSON.stringify(line)}\n`)) await once(stream, 'drain');
    stream.end();
    await once(stream, 'finish');
  } catch (error) {
    stream.destroy();
    throw wrongUsage(`The file "${file}" cannot be written: ${(error as Error).message}`);
  }
}

function linesOf({ heads, leaves, entries, ...ledger }: LedgerCopy): object[] {
  return [
    { ledger },
    ...heads.map((head) => ({ head })),
    ...leaves.map((leaf) => ({ leaf })),
    ...entries.map((entry) => ({ entry })),
  ];
}

interface OpenCopy extends LedgerCopy {
  readonly heads: CopiedHead[];
  readonly leaves: CopiedLeaf[];
  readonly entries: CopiedEntry[];
}

/** Reads what `writeCopies` wrote. Throws CommandError for a file that is none. */
export async function readCopies(file: string): Promise<LedgerCopy[]> {
  const copies: OpenCopy[] = [];
  try {
    for await (const { value, line } of readJsonLines(file)) takeLine(copies, value, line);
  } catch (error) {
    throw wrongUsage(`The file "${file}" cannot be read: ${(error as Error).message}`);
  }
  if (copies.length === 0) throw wrongUsage(`The file "${file}" holds no copy of a ledger.`);
  return copies;
}

function takeLine(copies: OpenCopy[], value: Readonly<Record<string, unknown>>, line: number): void {
  const { ledger, head, leaf, entry } = value;
  if (ledger !== undefined) {
    copies.push({ ...(ledger as Omit<LedgerCopy, 'heads'>), heads: [], leaves: [], entries: [] });
    return;
  }
  const copy = copies.at(-1);
  if (copy === undefined || (head ?? leaf ?? entry) === undefined)
    throw new Error(`line ${String(line)} is no part of a copy of a ledger`);
  if (head !== undefined) copy.heads.push(head as CopiedHead);
  if (leaf !== undefined) copy.leaves.push(leaf as CopiedLeaf);
  if (entry !== undefined) copy.entries.push(entry as CopiedEntry);
}
