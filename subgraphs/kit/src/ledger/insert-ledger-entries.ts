import { randomBytes, randomUUID } from 'node:crypto';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { itemsText, type LedgerItem, type LedgerKind, type Viewer } from '@alliance/schema';
import { runSql } from '../database/run-sql.js';

/** Something that goes into the ledger. Who did it, when and for what purpose is added. */
export interface LedgerNote {
  readonly kind: LedgerKind;
  /** Whose records they are; it may read the entry, whoever did it. */
  readonly originator: string;
  /** False hides the entry from the caller itself. Default: true. */
  readonly originatorShown?: boolean;
  /** Name of the records' type in the graph. */
  readonly recordType: string;
  readonly items: readonly LedgerItem[];
  /** What else has to be remembered, in a form that can be written as JSON. Never a secret. */
  readonly details?: Readonly<Record<string, unknown>>;
}

const openNotes = new WeakMap<SqlEntityManager, LedgerNote[]>();

/**
 * Notes what a change changes, to be committed with it.
 *
 * @param em - as `session.write` gave it
 * @throws Error for any other, in whose transaction nothing would be written down
 */
export function noteInLedger(em: SqlEntityManager, note: LedgerNote): void {
  const notes = openNotes.get(em);
  if (notes === undefined) throw new Error('The ledger takes notes within session.write alone.');
  notes.push(note);
}

/** Takes notes for a transaction that begins. @internal */
export function openLedgerNotes(em: SqlEntityManager): readonly LedgerNote[] {
  const notes: LedgerNote[] = [];
  openNotes.set(em, notes);
  return notes;
}

/** The salt hides what an entry says from those who may see its hash alone. */
const saltBytes = 16;

const insertSql = `
  insert into ledger_entry (id, salt, kind, at, actor_member, actor, originator, originator_shown, record_type, items, purpose, details)
  select id, salt, kind, date_trunc('milliseconds', clock_timestamp()), $1, $2, originator, "originatorShown", "recordType", items, $3, details
  from json_to_recordset($4::json) as x(id uuid, salt text, kind text, originator text, "originatorShown" boolean, "recordType" text,
    items text, details text)`;

/** Adds entries in a viewer's name to the transaction; the database refuses any other name. */
export async function insertLedgerEntries(
  em: SqlEntityManager,
  viewer: Viewer,
  notes: readonly LedgerNote[],
): Promise<void> {
  const isMember = viewer.kind === 'member';
  await insertAs(em, notes, {
    actorMember: isMember ? viewer.member : null,
    actor: isMember ? viewer.caller : viewer.kind,
    purpose: (isMember ? viewer.purpose : undefined) ?? null,
  });
}

/** Adds entries for what was done outside of every request, as by whoever founds the alliance on the command line. */
export async function insertOperatorEntries(em: SqlEntityManager, notes: readonly LedgerNote[]): Promise<void> {
  await insertAs(em, notes, { actorMember: null, actor: 'operator', purpose: null });
}

interface Actor {
  readonly actorMember: string | null;
  readonly actor: string;
  readonly purpose: string | null;
}

async function insertAs(
  em: SqlEntityManager,
  notes: readonly LedgerNote[],
  { actorMember, actor, purpose }: Actor,
): Promise<void> {
  if (notes.length === 0) return;
  const rows = notes.map(({ items, details = {}, originatorShown = true, ...note }) => ({
    ...note,
    originatorShown,
    id: randomUUID(),
    salt: randomBytes(saltBytes).toString('hex'),
    items: itemsText(items),
    details: JSON.stringify(details),
  }));
  await runSql(em, insertSql, [actorMember, actor, purpose, JSON.stringify(rows)]);
}
