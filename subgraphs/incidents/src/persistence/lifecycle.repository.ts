import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { badInput, refusal } from '@alliance/schema';
import type { Session } from '@alliance/kit';
import { type IncidentState, type RejectionReason, requireTransition } from '../domain/incident-state.js';
import type { WithdrawalReason } from '../domain/incident-vocabulary.js';
import { requireMember, requireSilence, requireWritable } from '../domain/record-marking.js';
import { type ChangeRequest, lockOwnIncident, replaceParties, storeNextVersion } from './incident-change.js';
import { IncidentEntity, type IncidentRow } from './incident.entity.js';
import { emptyColumns } from './incident-row.js';
import { recallIncident } from './recall-records.js';

export interface StateChange {
  readonly state: IncidentState;
  /** Stated for REJECTED, and for nothing else. */
  readonly rejection: RejectionReason | null;
  readonly note: string | null;
  /** Stated for MERGED, and for nothing else. */
  readonly mergedInto: string | null;
}

/** Moves an incident on in its life cycle. Throws CONFLICT when the life cycle does not lead there. */
export async function changeIncidentState(
  session: Session,
  request: Omit<ChangeRequest, 'member'>,
  change: StateChange,
): Promise<void> {
  const member = requireMember(session.viewer);
  requireReasons(change);
  await session.write(async (em) => {
    const row = await lockOwnIncident(em, { ...request, member });
    requireWritable(session.viewer, row);
    requireTransition(row.state, change.state);
    if (change.mergedInto !== null) await requireMergeTarget(em, row, change.mergedInto);
    const { state, rejection, note: stateNote, mergedInto } = change;
    await storeNextVersion(em, row, { change: 'STATE_CHANGED', columns: { state, rejection, stateNote, mergedInto } });
  });
}

/**
 * Takes an incident back, also when its originator left the sharing group. What stays is a tombstone: id, originator,
 * marking, times and the reason. Who has read it, as far as it was AMBER or narrower, is told to drop it.
 */
export async function withdrawIncident(
  session: Session,
  request: Omit<ChangeRequest, 'member'>,
  { reason, note }: { readonly reason: WithdrawalReason; readonly note: string | null },
): Promise<void> {
  const member = requireMember(session.viewer);
  await session.write(async (em) => {
    const row = await lockOwnIncident(em, { ...request, member });
    if (note !== null) requireSilence(session.viewer, row, 'note');
    await recallIncident(em, row, reason);
    await replaceParties(em, row.id, []);
    const columns = {
      ...emptyColumns,
      occurredSort: row.publishedAt,
      withdrawnAt: new Date(),
      withdrawalReason: reason,
      withdrawalNote: note,
    };
    await storeNextVersion(em, row, { change: 'WITHDRAWN', columns: columns as unknown as Partial<IncidentRow> });
  });
}

function requireReasons({ state, rejection, mergedInto }: StateChange): void {
  if (state === 'REJECTED' && rejection === null) {
    throw badInput('reason', 'INSUFFICIENT_DATA, REFUTED or FAULTY_INDICATOR for the state REJECTED', rejection);
  }
  if (state !== 'REJECTED' && rejection !== null)
    throw badInput('reason', `no reason for the state ${state}`, rejection);
  if (state === 'MERGED' && mergedInto === null) {
    throw badInput('mergedInto', 'the incident that takes this one in, for the state MERGED', mergedInto);
  }
  if (state !== 'MERGED' && mergedInto !== null)
    throw badInput('mergedInto', `no incident for the state ${state}`, mergedInto);
}

async function requireMergeTarget(em: SqlEntityManager, row: IncidentRow, id: string): Promise<void> {
  const target = id === row.id ? null : await em.findOne(IncidentEntity, { id, withdrawnAt: null });
  if (target === null) throw badInput('mergedInto', 'another incident that you may see', id);
  if (target.state === 'MERGED') {
    throw refusal('CONFLICT', 'mergedInto: expected an incident that is not merged itself.', { field: 'mergedInto' });
  }
}
