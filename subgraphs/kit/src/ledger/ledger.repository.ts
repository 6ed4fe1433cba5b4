import { consistencyRanges, inclusionRanges, type LeafRange, type LedgerItem } from '@alliance/schema';
import type { Page, PageRequest } from '../graphql/connection.js';
import { keysetPage } from '../database/keyset-page.js';
import { runSql } from '../database/run-sql.js';
import type { Session } from '../database/session.js';
import { LedgerEntryEntity, type LedgerEntryRow } from './ledger.entity.js';
import { type NumberedHead, readHeads, readLastHead, readRanges } from './ledger-log.js';

/** A place in the log. */
export interface LedgerLeafRow {
  readonly index: number;
  readonly entry: string;
  /** When the entry got its place. Hexadecimal. */
  readonly recordedHash: string;
  /** Of the entry as it is stored now; null when there is no such entry any more. */
  readonly hash: string | null;
}

export interface LedgerFilter {
  readonly kind?: string;
  readonly recordType?: string;
  /** Id of a record. */
  readonly record?: string;
  readonly originator?: string;
  /** The institution that read or changed. */
  readonly member?: string;
  readonly from?: Date;
  readonly until?: Date;
}

/** Throws when the ledger has no head yet, which every start of a subgraph makes. */
export async function findHead(session: Session): Promise<NumberedHead> {
  const head = await session.read(readLastHead);
  if (head === undefined) throw new Error('The ledger has no head, or nobody who may see it.');
  return head;
}

export function listHeads(
  session: Session,
  page: { readonly after: number; readonly first: number },
): Promise<NumberedHead[]> {
  return session.read((em) => readHeads(em, page));
}

export async function listLeaves(
  session: Session,
  { from, first }: { readonly from: number; readonly first: number },
): Promise<LedgerLeafRow[]> {
  const rows = await session.read((em) =>
    runSql<Omit<LedgerLeafRow, 'index'> & { readonly index: string }>(
      em,
      `select "index"::text, entry, recorded as "recordedHash", hash from ledger_leaves($1, $2)`,
      [from, first],
    ),
  );
  return rows.map((row) => ({ ...row, index: Number(row.index) }));
}

/** Entries that the viewer may see, the newest first. */
export function listEntries(session: Session, filter: LedgerFilter, page: PageRequest): Promise<Page<LedgerEntryRow>> {
  const order = [
    ['at', 'desc'],
    ['id', 'asc'],
  ] as const;
  return keysetPage<LedgerEntryRow>(session, LedgerEntryEntity, { where: whereOf(filter), order, page });
}

function whereOf({ record, member, from, until, ...equal }: LedgerFilter): object {
  const time = { ...(from && { $gte: from }), ...(until && { $lt: until }) };
  return {
    ...equal,
    ...(member !== undefined && { actorMember: member }),
    ...(record !== undefined && { items: { $like: `%{"id":${escapeLike(JSON.stringify(record))},%` } }),
    ...((from ?? until) && { at: time }),
  };
}

/** The characters that mean something in a pattern of LIKE (PostgreSQL documentation, 9.7.1). */
function escapeLike(text: string): string {
  return text.replaceAll(/[%_\\]/g, String.raw`\$&`);
}

/** The places of entries in the log; those that wait for theirs are missing. */
export async function findPlaces(session: Session, entries: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await session.read((em) =>
    runSql<{ entry: string; index: string }>(
      em,
      'select entry, "index"::text from ledger_leaf where entry = any($1::uuid[])',
      [entries],
    ),
  );
  return new Map(rows.map(({ entry, index }) => [entry, Number(index)]));
}

/** The hashes that prove that a place is in the log of a size, from the leaf to the root. Hexadecimal. */
export function proveInclusion(session: Session, index: number, size: number): Promise<string[]> {
  return hashesOf(session, inclusionRanges(index, size));
}

/** The hashes that prove that the log of one size is the beginning of the log of another. Hexadecimal. */
export function proveConsistency(session: Session, from: number, to: number): Promise<string[]> {
  return hashesOf(session, consistencyRanges(from, to));
}

async function hashesOf(session: Session, ranges: readonly LeafRange[]): Promise<string[]> {
  const hashes = await session.read((em) => readRanges(em, ranges));
  return hashes.map((hash) => hash.toString('hex'));
}

export function itemsOf({ items }: Pick<LedgerEntryRow, 'items'>): LedgerItem[] {
  return JSON.parse(items) as LedgerItem[];
}
