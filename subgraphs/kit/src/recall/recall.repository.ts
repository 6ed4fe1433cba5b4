import { badInput, memberOf, refusal } from '@alliance/schema';
import { countKeyed, findKeyedPages, type KeyedList, type KeyedPagesRequest } from '../database/keyed-pages.js';
import { keysetPage } from '../database/keyset-page.js';
import type { Session } from '../database/session.js';
import type { Page, PageRequest } from '../graphql/connection.js';
import { noteInLedger } from '../ledger/insert-ledger-entries.js';
import { RecallEntity, type RecallRow } from './recall.entity.js';
import type { RecallState } from './recall-vocabulary.js';

/** Recalls that are acknowledged in one request at most. */
export const maxAcknowledged = 500;

/** The state that follows from what is written down. */
export function recallStateOf({ deliveredAt, acknowledgedAt }: RecallRow): RecallState {
  if (acknowledgedAt !== null) return 'ACKNOWLEDGED';
  return deliveredAt === null ? 'ISSUED' : 'DELIVERED';
}

const conditions: Readonly<Record<RecallState, object>> = {
  ISSUED: { deliveredAt: null },
  DELIVERED: { deliveredAt: { $ne: null }, acknowledgedAt: null },
  ACKNOWLEDGED: { acknowledgedAt: { $ne: null } },
};

/** What the viewer's institution has to drop, the oldest first. */
export function listRecalls(
  session: Session,
  { state, recordTypes }: { readonly state: RecallState | undefined; readonly recordTypes: readonly string[] },
  page: PageRequest,
): Promise<Page<RecallRow>> {
  const isTold = { reader: memberOf(session.viewer) ?? '', recordType: { $in: [...recordTypes] } };
  const order = [
    ['issuedAt', 'asc'],
    ['id', 'asc'],
  ] as const;
  const where = { ...isTold, ...(state && conditions[state]) };
  return keysetPage<RecallRow>(session, RecallEntity, { where, order, page });
}

/** Notes that the recalls reach their reader with this answer. */
export function markDelivered(session: Session, recalls: readonly RecallRow[]): void {
  const ids = recalls.filter(({ deliveredAt }) => deliveredAt === null).map(({ id }) => id);
  if (ids.length === 0) return;
  session.writeBeforeAnswer(async (em) => {
    await em.nativeUpdate(RecallEntity, { id: { $in: ids }, deliveredAt: null }, { deliveredAt: new Date() });
  });
}

/**
 * Says in the name of the viewer's institution that it has dropped what was recalled. What it has acknowledged already
 * stays as it is.
 *
 * @returns the recalls, in the order of the ids
 * @throws NOT_FOUND for one that the viewer does not see, FORBIDDEN for one that another institution has to acknowledge
 */
export async function acknowledgeRecalls(session: Session, ids: readonly string[]): Promise<RecallRow[]> {
  const { viewer } = session;
  const member = memberOf(viewer);
  const acknowledgedBy = viewer.kind === 'member' ? viewer.caller : '';
  return session.write(async (em) => {
    const rows = await em.find(RecallEntity, { id: { $in: [...ids] } });
    const missing = ids.find((id) => !rows.some((row) => row.id === id));
    if (missing !== undefined) throw refusal('NOT_FOUND', `There is no recall ${JSON.stringify(missing)}.`);
    if (rows.some(({ reader }) => reader !== member)) {
      throw refusal('FORBIDDEN', 'Only the institution that has read a record acknowledges its recall.');
    }
    const open = rows.filter(({ acknowledgedAt }) => acknowledgedAt === null);
    const at = new Date();
    const isOpen = { id: { $in: open.map(({ id }) => id) }, acknowledgedAt: null };
    await em.nativeUpdate(RecallEntity, { ...isOpen, deliveredAt: null }, { deliveredAt: at });
    await em.nativeUpdate(RecallEntity, isOpen, { acknowledgedAt: at, acknowledgedBy });
    for (const row of open) noteAcknowledged(em, row);
    const changed = await em.find(RecallEntity, { id: { $in: [...ids] } }, { refresh: true });
    return ids.flatMap((id) => changed.filter((row) => row.id === id));
  });
}

function noteAcknowledged(em: Parameters<typeof noteInLedger>[0], row: RecallRow): void {
  const { originator, originatorShown, recordType, recordId: id, version, reason } = row;
  const items = [{ id, version }];
  noteInLedger(em, { kind: 'ACKNOWLEDGED', originator, originatorShown, recordType, items, details: { reason } });
}

/** The recalls of the viewer's own records, by the record of which they are a part; to everybody else none. */
export function findRecallPages(
  session: Session,
  request: KeyedPagesRequest,
): Promise<Omit<Page<RecallRow>, 'totalCount'>[]> {
  const { after } = request.page;
  if (after !== undefined && (after.length !== 2 || Number.isNaN(Date.parse(after[0] ?? '')))) {
    throw badInput('after', 'a cursor that an earlier page of recalls gave', after);
  }
  return findKeyedPages(session, recallsOf(session), request);
}

export function countRecalls(session: Session, records: readonly string[]): Promise<number[]> {
  return countKeyed(session, recallsOf(session), records);
}

function recallsOf({ viewer }: Session): KeyedList<RecallRow> {
  return {
    entity: RecallEntity,
    table: 'recall',
    tie: `i."whole_id" = k."key" and i."originator" = ?`,
    tieParameters: [memberOf(viewer) ?? ''],
    beyond: `(i."issued_at" > ? or (i."issued_at" = ? and i."id"::text > ?))`,
    beyondParameters: ([at, id]) => [at, at, id],
    order: `i."issued_at" asc, i."id" asc`,
    sortKey: ({ issuedAt, id }) => [issuedAt.toISOString(), id],
  };
}
