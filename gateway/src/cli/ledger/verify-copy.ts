import { GrowingTree, hashEntry, isSignedHead, itemsText, type SignedLedgerHead } from '@alliance/schema';

import type { CopiedEntry, CopiedHead, CopiedLeaf, LedgerCopy } from './ledger-copy.js';

export type LedgerFault =
  | 'BAD_SIGNATURE'
  | 'OTHER_KEY'
  | 'NO_HEAD'
  | 'ENTRIES_MISSING'
  | 'PLACE_MISSING'
  | 'ENTRY_GONE'
  | 'ENTRY_CHANGED'
  | 'ENTRY_NOT_LOGGED'
  | 'HISTORY_CHANGED';

/** Something in a ledger that does not fit. */
export interface LedgerFinding {
  readonly fault: LedgerFault;
  /** Place in the log; null when it is not about one. */
  readonly index: number | null;
  /** Id of the entry; null when it is not about one. */
  readonly entry: string | null;
  readonly message: string;
}

/** How long an entry may wait for its place before that is a finding, in milliseconds. */
const maxWaitMs = 60_000;

/**
 * Holds a copy of a ledger against its signed heads, against the head that was remembered from before, and against the
 * content that the caller may see. Trusts nobody but whoever remembered that head. The first that does not fit comes first.
 *
 * @param remembered - the newest head that fitted the last time; undefined the first time
 */
export function verifyCopy(copy: LedgerCopy, remembered: SignedLedgerHead | undefined): LedgerFinding[] {
  const places = findingsOfPlaces(copy);
  const known = new Set(places.map(({ index }) => index));
  const entries = findingsOfEntries(copy).filter(({ index }) => index === null || !known.has(index));
  const byPlace = [...places, ...entries].sort((a, b) => (a.index ?? Infinity) - (b.index ?? Infinity));
  return [...findingsOfHeads(copy, remembered), ...byPlace, ...findingsOfHistory(copy, remembered)];
}

function findingsOfHeads({ heads, origin, publicKey }: LedgerCopy, remembered: SignedLedgerHead | undefined) {
  const findings: LedgerFinding[] = [];
  const newest = heads.at(-1);
  if (newest === undefined) return [finding('NO_HEAD', 'The ledger shows no signed head.')];
  const forged = heads.find((head) => !isSignedHead(head) || head.origin !== origin);
  if (forged)
    findings.push(finding('BAD_SIGNATURE', `The head of ${forged.at} is not signed by the key that it names.`));
  if (newest.publicKey !== publicKey) {
    const message = `The newest head is signed by the key ${newest.publicKey}, the ledger names ${publicKey} as its own.`;
    findings.push(finding('OTHER_KEY', message));
  }
  if (remembered && remembered.publicKey !== publicKey) {
    const message = `The ledger is signed by the key ${publicKey}, the head that you remember by ${remembered.publicKey}. Ask whoever keeps it why.`;
    findings.push(finding('OTHER_KEY', message));
  }
  if (remembered && remembered.size > newest.size) {
    const message = `The head of ${remembered.at} that you remember promises ${entriesOf(remembered.size)}, the newest one has ${String(newest.size)}.`;
    findings.push(finding('ENTRIES_MISSING', message));
  }
  return findings;
}

function findingsOfPlaces({ heads, leaves }: LedgerCopy): LedgerFinding[] {
  const findings: LedgerFinding[] = [];
  let expected = 0;
  for (const leaf of leaves) {
    if (leaf.index !== expected) findings.push(placeMissing(expected, leaf.index));
    expected = leaf.index + 1;
    const changed = findingOfLeaf(leaf);
    if (changed) findings.push(changed);
  }
  const newest = heads.at(-1);
  if (newest && expected < newest.size) {
    const message = `The signed head of ${newest.at} promises ${entriesOf(newest.size)}, the log has ${String(leaves.length)}: it ends before place ${String(expected)}.`;
    findings.push({ fault: 'ENTRIES_MISSING', index: expected, entry: null, message });
  }
  return findings;
}

function findingOfLeaf({ index, entry, hash, recordedHash }: CopiedLeaf): LedgerFinding | undefined {
  const name = `Entry ${String(index)} (${entry})`;
  if (hash === null) return { fault: 'ENTRY_GONE', index, entry, message: `${name} is gone from the ledger.` };
  if (hash === recordedHash) return undefined;
  return { fault: 'ENTRY_CHANGED', index, entry, message: `${name} was changed after it was recorded.` };
}

function placeMissing(from: number, to: number): LedgerFinding {
  const which = to - from === 1 ? `Place ${String(from)} is` : `The places ${String(from)} to ${String(to - 1)} are`;
  return { fault: 'PLACE_MISSING', index: from, entry: null, message: `${which} missing from the log.` };
}

/** What the caller may see must hash to what the log recorded. */
function findingsOfEntries({ heads, leaves, entries }: LedgerCopy): LedgerFinding[] {
  const byIndex = new Map(leaves.map((leaf) => [leaf.index, leaf]));
  const newest = heads.at(-1);
  return entries.flatMap((entry): LedgerFinding[] => {
    const { id, index } = entry;
    if (index === null) return newest && hasWaitedTooLong(entry, newest) ? [notLogged(entry)] : [];
    if (newest && index >= newest.size) return [notPromised({ id, index }, newest)];
    const leaf = byIndex.get(index);
    if (leaf === undefined || (leaf.entry === id && leaf.recordedHash === hashOf(entry))) return [];
    const message = `Entry ${String(index)} (${id}) does not say what was recorded.`;
    return [{ fault: 'ENTRY_CHANGED', index, entry: id, message }];
  });
}

function hasWaitedTooLong({ at }: CopiedEntry, newest: CopiedHead): boolean {
  return Date.parse(newest.at) - Date.parse(at) > maxWaitMs;
}

function notLogged({ id, at }: CopiedEntry): LedgerFinding {
  const message = `The entry ${id} of ${at} has no place in the log, though later ones have.`;
  return { fault: 'ENTRY_NOT_LOGGED', index: null, entry: id, message };
}

/** Entries are copied before the heads: what had a place then, every later head covers. */
function notPromised({ id, index }: { readonly id: string; readonly index: number }, newest: CopiedHead) {
  const message = `Entry ${String(index)} (${id}) got its place in the log, yet the newest signed head, of ${newest.at}, covers ${entriesOf(newest.size)}.`;
  return { fault: 'ENTRIES_MISSING', index, entry: id, message } as const;
}

function hashOf({ member, at, items, ...entry }: CopiedEntry): string {
  const content = { ...entry, actorMember: member, atMicros: String(Date.parse(at) * 1000), items: itemsText(items) };
  return hashEntry(content).toString('hex');
}

/** Every head must be the root over as many places as it promises, also the one that was remembered. */
function findingsOfHistory({ heads, leaves }: LedgerCopy, remembered: SignedLedgerHead | undefined): LedgerFinding[] {
  const promises = [...heads, ...(remembered ? [remembered] : [])].sort((a, b) => a.size - b.size);
  const tree = new GrowingTree();
  let fitting = 0;
  for (const head of promises) {
    if (head.size > leaves.length) return [];
    for (const leaf of leaves.slice(tree.size, head.size)) tree.append(Buffer.from(leaf.recordedHash, 'hex'));
    if (tree.root().toString('hex') !== head.root)
      return [historyChanged(head, { fitting, isYours: head === remembered })];
    fitting = head.size;
  }
  return [];
}

function historyChanged(
  { at, size }: SignedLedgerHead,
  { fitting, isYours }: { readonly fitting: number; readonly isYours: boolean },
): LedgerFinding {
  const where = fitting < size ? `the places ${String(fitting)} to ${String(size - 1)} are` : 'what the log holds is';
  const whose = isYours ? ' that you remember' : '';
  const message = `In the log ${where} not what the head of ${at}${whose} promised over ${entriesOf(size)}.`;
  return { fault: 'HISTORY_CHANGED', index: fitting < size ? fitting : null, entry: null, message };
}

function finding(fault: LedgerFault, message: string): LedgerFinding {
  return { fault, index: null, entry: null, message };
}

function entriesOf(size: number): string {
  return size === 1 ? '1 entry' : `${String(size)} entries`;
}
