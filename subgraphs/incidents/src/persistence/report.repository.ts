import { randomUUID } from 'node:crypto';
import { UniqueConstraintViolationException } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { refusal } from '@alliance/schema';
import { requireReleaseAhead, type Session } from '@alliance/kit';
import type { ClaimFact } from '../domain/claim.js';
import { hashContent } from '../domain/content-hash.js';
import { type IncidentContent, type IncidentDraft, readIncident } from '../domain/incident-content.js';
import { type IncidentState, requireTransition } from '../domain/incident-state.js';
import { markingOf, type RecordMarking, requireMember, requireWritable } from '../domain/record-marking.js';
import type { ReportedClaim } from '../domain/reported-claims.js';
import { followMarking, insertClaims, type NewClaim, syncReportedClaims } from './claim-change.js';
import {
  type ChangeRequest,
  lockOwnIncident,
  recordVersion,
  replaceParties,
  storeNextVersion,
} from './incident-change.js';
import { IncidentEntity, type IncidentRow } from './incident.entity.js';
import { alongWithHash, columnsOf, draftOf, incidentHash, joinHashes, versionContentOf } from './incident-row.js';
import { PartyEntity } from './party.entity.js';
import { recallWhereNarrower, requireIncidentNotKeptOut } from './recall-records.js';

/** A report that keeps the rules. */
export interface Report {
  /** The originator's own stable key, by which it may report again. */
  readonly reference: string | null;
  readonly content: IncidentContent;
  readonly marking: RecordMarking;
  /** Null when the originator does not say: REPORTED at first, unchanged afterwards. */
  readonly state: IncidentState | null;
  readonly claims: readonly ReportedClaim[];
}

/** What became of a report. */
export const reportOutcomes = ['ACCEPTED', 'UPDATED', 'UNCHANGED'] as const;

export type ReportOutcome = (typeof reportOutcomes)[number];

/**
 * Stores a report in the viewer's name. With a reference that it used before, the same content changes nothing and
 * other content becomes the next version.
 *
 * @param newId - id that the incident gets when it is new
 */
export async function reportIncident(
  session: Session,
  report: Report,
  newId: string = randomUUID(),
): Promise<{ readonly id: string; readonly outcome: ReportOutcome }> {
  const member = requireMember(session.viewer);
  requireWritable(session.viewer, report.marking);
  report.claims.forEach(({ marking }, index) => requireWritable(session.viewer, marking, `claims[${index}].marking`));
  try {
    return await session.write(async (em) => {
      const known = await findByReference(em, member, report.reference);
      if (known === null) {
        requireReleasesAhead(report);
        await insertReport(em, newId, { member, report });
        return { id: newId, outcome: 'ACCEPTED' };
      }
      return { id: known.id, outcome: await repeatReport(em, known, { member, report }) };
    });
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    const message = `reference: expected one that your institution did not use before, got ${JSON.stringify(report.reference)}, which belongs to an incident beyond your clearance.`;
    throw refusal('CONFLICT', message, { field: 'reference' });
  }
}

/** Changes what is stated and keeps the rest. */
export async function updateIncident(
  session: Session,
  request: Omit<ChangeRequest, 'member'>,
  change: {
    readonly draft: Partial<IncidentDraft>;
    /** Given the present marking; undefined keeps it. */
    readonly marking?: (current: RecordMarking) => RecordMarking;
  },
): Promise<void> {
  const member = requireMember(session.viewer);
  await session.write(async (em) => {
    const row = await lockOwnIncident(em, { ...request, member });
    const parties = await em.find(PartyEntity, { incident: row.id }, { orderBy: { position: 'asc' } });
    const content = readIncident({ ...draftOf(row, parties), ...change.draft });
    const marking = change.marking?.(markingOf(row)) ?? markingOf(row);
    requireWritable(session.viewer, marking);
    const contentHash = joinHashes(incidentHash(content, marking), alongWithHash(row.contentHash));
    if (contentHash === row.contentHash) return;
    await requireIncidentNotKeptOut(em, content, versionContentOf(row, parties, []));
    if (change.draft.parties !== undefined) await replaceParties(em, row.id, content.parties);
    await followMarking(em, row, { member, marking });
    recallWhereNarrower(em, row, marking);
    await storeNextVersion(em, row, { change: 'UPDATED', columns: { ...columnsOf(content), ...marking, contentHash } });
  });
}

interface Submission {
  readonly member: string;
  readonly report: Report;
}

async function findByReference(
  em: SqlEntityManager,
  originator: string,
  reference: string | null,
): Promise<IncidentRow | null> {
  if (reference === null) return null;
  // Two reports of one reference take turns, so that the second finds what the first has stored.
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [JSON.stringify([originator, reference])]);
  return em.findOne(IncidentEntity, { originator, reference });
}

async function insertReport(em: SqlEntityManager, id: string, { member, report }: Submission): Promise<void> {
  const at = new Date();
  const { content, marking, reference } = report;
  await requireIncidentNotKeptOut(em, content);
  const claims = withIds(report.claims);
  await em.insert(IncidentEntity, {
    ...columnsOf(content),
    ...marking,
    id,
    version: 1,
    reference,
    contentHash: hashOf(report),
    state: report.state ?? 'REPORTED',
    chosen: choiceOf(claims),
    originator: member,
    publishedAt: at,
    updatedAt: at,
  } as IncidentRow);
  await replaceParties(em, id, content.parties);
  await insertClaims(em, { incident: id, originator: member, reported: true, at, claims });
  await recordVersion(em, id, { change: 'REPORTED', at });
}

async function repeatReport(
  em: SqlEntityManager,
  known: IncidentRow,
  { member, report }: Submission,
): Promise<ReportOutcome> {
  const row = await lockOwnIncident(em, { member, id: known.id });
  const contentHash = hashOf(report);
  if (contentHash === row.contentHash) return 'UNCHANGED';
  requireReleasesAhead(report, row);
  const { content, marking } = report;
  const parties = await em.find(PartyEntity, { incident: row.id }, { orderBy: { position: 'asc' } });
  await requireIncidentNotKeptOut(em, content, versionContentOf(row, parties, []));
  const state = report.state ?? row.state;
  if (state !== row.state) requireTransition(row.state, state);
  // First the claims that are no part of the report, so that none is wider than the incident for a moment.
  await followMarking(em, row, { member, marking });
  recallWhereNarrower(em, row, marking);
  await replaceParties(em, row.id, content.parties);
  const columns = { ...columnsOf(content), ...marking, contentHash, state };
  await em.nativeUpdate(IncidentEntity, { id: row.id }, columns);
  const claims = await syncReportedClaims(em, { incident: row.id, originator: member, claims: withIds(report.claims) });
  const chosen = { ...row.chosen, ...choiceOf(claims) };
  await storeNextVersion(em, row, { change: 'UPDATED', columns: { chosen } });
  return 'UPDATED';
}

/** What is not a mere repetition is released later, or as it was. */
function requireReleasesAhead({ marking, claims }: Report, present?: RecordMarking): void {
  requireReleaseAhead(marking, present);
  claims.forEach((claim, index) => requireReleaseAhead(claim.marking, marking, `claims[${index}].marking`));
}

function withIds(claims: readonly ReportedClaim[]): NewClaim[] {
  return claims.map((claim) => ({ ...claim, id: randomUUID() }));
}

function choiceOf(claims: readonly NewClaim[]): Partial<Record<ClaimFact, string>> {
  const chosen = claims.filter(({ isChosen }) => isChosen).map(({ content, id }) => [content.fact, id] as const);
  return Object.fromEntries(chosen);
}

function hashOf({ content, marking, claims, state }: Report): string {
  return joinHashes(incidentHash(content, marking), hashContent({ claims, state }));
}
