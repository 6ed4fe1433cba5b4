import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { type LedgerItem, memberOf, type OriginatorDisplay, tlpLevel, type Viewer } from '@alliance/schema';
import type { LedgerNote } from '../ledger/insert-ledger-entries.js';
import { runSql } from '../database/run-sql.js';
import type { RecallReason } from './recall-vocabulary.js';

/** A record that readers have to drop. */
export interface RecalledRecord {
  readonly id: string;
  /** The record of which it is a part, as the incident of a claim. Default: itself. */
  readonly whole?: string;
  /** The version that replaces what was read: the tombstone. What came before it is to be dropped. */
  readonly version: number;
  /** TLP level under which it was read, 0 (CLEAR) to 4 (RED). */
  readonly tlp: number;
  readonly sharingGroup: string | null;
  readonly originatorDisplay: OriginatorDisplay;
  /** For SENSITIVE: hashes of what it ever said, without marking and key. The same content is kept out from then on. */
  readonly contentKeys?: readonly string[];
}

/** A recall about to be issued, in the name of the records' originator. */
export interface RecallNote {
  /** Name of the records' type in the graph, as for `session.disclose`. */
  readonly recordType: string;
  readonly reason: RecallReason;
  readonly records: readonly RecalledRecord[];
}

/** Who read CLEAR and GREEN was not written down: those readers find the tombstone. */
const leastLevel = tlpLevel('AMBER');

const openRecalls = new WeakMap<SqlEntityManager, RecallNote[]>();

/**
 * Has everybody who read the records told to drop them, with the change of the transaction. What is neither AMBER nor
 * narrower nor SENSITIVE costs nothing.
 *
 * @param em - as `session.write` gave it
 * @throws Error for any other, in whose transaction nobody would be told
 */
export function recallFromReaders(em: SqlEntityManager, note: RecallNote): void {
  const recalls = openRecalls.get(em);
  if (recalls === undefined) throw new Error('Recalls are issued within session.write alone.');
  const records = note.records.filter(({ tlp }) => tlp >= leastLevel || note.reason === 'SENSITIVE');
  if (records.length > 0) recalls.push({ ...note, records });
}

/** Takes recalls for a transaction that begins. @internal */
export function openRecallNotes(em: SqlEntityManager): readonly RecallNote[] {
  const recalls: RecallNote[] = [];
  openRecalls.set(em, recalls);
  return recalls;
}

/**
 * Issues what was noted, at the end of the transaction: from here on until it ends nobody's disclosures are written down,
 * so nothing that others may hold locked is touched any more.
 *
 * @returns what the ledger has to be told
 */
export async function issueRecalls(
  em: SqlEntityManager,
  viewer: Viewer,
  recalls: readonly RecallNote[],
): Promise<LedgerNote[]> {
  const originator = memberOf(viewer) ?? '';
  const notes: LedgerNote[] = [];
  for (const { recordType, reason, records } of recalls) {
    const rows = await runSql<IssuedRecall>(
      em,
      'select recalled as id, before_version as version, told as reader from recall_issue($1, $2, $3::json)',
      [recordType, reason, JSON.stringify(records.map(rowOf))],
    );
    for (const [reader, items] of Map.groupBy(rows, (row) => row.reader)) {
      notes.push({ kind: 'RECALLED', originator, recordType, items, details: { reason, reader } });
    }
  }
  return notes;
}

interface IssuedRecall extends LedgerItem {
  readonly reader: string;
}

function rowOf(record: RecalledRecord): object {
  const { id, whole, version, tlp, sharingGroup, originatorDisplay, contentKeys = [] } = record;
  const shown = originatorDisplay === 'NAMED';
  return { id, whole: whole ?? id, version, tlp, group: sharingGroup, shown, contents: contentKeys };
}
