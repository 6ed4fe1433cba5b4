import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { refusal } from '@alliance/schema';
import { findKeptOut, isNarrower, type RecalledRecord, recallFromReaders, type RecallReason } from '@alliance/kit';
import { claimContentKey, incidentContentKey } from '../domain/content-key.js';
import type { ClaimContent } from '../domain/claim.js';
import type { IncidentContent } from '../domain/incident-content.js';
import type { WithdrawalReason } from '../domain/incident-vocabulary.js';
import type { RecordMarking } from '../domain/record-marking.js';
import { ClaimEntity, type ClaimRow } from './claim.entity.js';
import type { IncidentRow } from './incident.entity.js';
import { IncidentVersionEntity, type VersionContent } from './incident-version.entity.js';

/**
 * Has an incident that is being withdrawn, and its originator's claims, which go with it, dropped by their readers.
 *
 * @param row - as it stood before
 */
export async function recallIncident(em: SqlEntityManager, row: IncidentRow, reason: WithdrawalReason): Promise<void> {
  const contentKeys = reason === 'SENSITIVE' ? await saidBy(em, row.id) : [];
  recallFromReaders(em, {
    recordType: 'Incident',
    reason,
    records: [{ ...markedAs(row), id: row.id, version: row.version + 1, contentKeys }],
  });
  const own = await em.find(ClaimEntity, { incident: row.id, originator: row.originator, withdrawnAt: null });
  recallClaims(em, own, reason);
}

/** Has an incident that is about to be marked anew dropped by its readers, when the new marking may leave some of them out. */
export function recallWhereNarrower(em: SqlEntityManager, row: IncidentRow, marking: RecordMarking): void {
  if (!isNarrower(row, marking)) return;
  const record = { ...markedAs(row), id: row.id, version: row.version + 1 };
  recallFromReaders(em, { recordType: 'Incident', reason: 'MARKING_NARROWED', records: [record] });
}

/** Has claims that were marked anew dropped by readers whom the new marking may leave out. @param claims - as they were */
export function recallClaimsWhereNarrower(
  em: SqlEntityManager,
  claims: readonly ClaimRow[],
  marking: RecordMarking,
): void {
  recallClaims(
    em,
    claims.filter((claim) => isNarrower(claim, marking)),
    'MARKING_NARROWED',
  );
}

/** Has claims dropped by their readers. The same claims about the same incident are kept out when they are sensitive. */
export function recallClaims(em: SqlEntityManager, claims: readonly ClaimRow[], reason: RecallReason): void {
  const records = claims.map((claim) => ({
    ...markedAs(claim),
    id: claim.id,
    whole: claim.incident,
    version: claim.version + 1,
    contentKeys: reason === 'SENSITIVE' ? [claimContentKey(claim.incident, claim)] : [],
  }));
  recallFromReaders(em, { recordType: 'Claim', reason, records });
}

/**
 * Refuses what was withdrawn as SENSITIVE by or from the viewer's institution. What stands already and only changes
 * otherwise, as in its marking, may go on.
 *
 * @throws CONFLICT
 */
export async function requireIncidentNotKeptOut(
  em: SqlEntityManager,
  content: IncidentContent,
  standing?: VersionContent,
): Promise<void> {
  const key = incidentContentKey(content);
  if (standing !== undefined && incidentContentKey(standing) === key) return;
  const keptOut = await findKeptOut(em, 'Incident', [key]);
  if (keptOut.size > 0) throw keptOutRefusal('an incident');
}

/** Refuses claims that were withdrawn as SENSITIVE by or from the viewer's institution. Throws CONFLICT. */
export async function requireClaimsNotKeptOut(
  em: SqlEntityManager,
  incident: string,
  claims: readonly ClaimContent[],
): Promise<void> {
  const keys = claims.map((claim) => claimContentKey(incident, claim));
  const keptOut = await findKeptOut(em, 'Claim', keys);
  if (keptOut.size > 0) throw keptOutRefusal('a claim');
}

/** What an incident said in any of its versions. */
async function saidBy(em: SqlEntityManager, incident: string): Promise<string[]> {
  const versions = await em.find(IncidentVersionEntity, { incident, content: { $ne: null } as never });
  return [...new Set(versions.flatMap(({ content }) => (content === null ? [] : [incidentContentKey(content)])))];
}

function markedAs({
  tlp,
  sharingGroup,
  originatorDisplay,
}: Pick<IncidentRow, 'tlp' | 'sharingGroup' | 'originatorDisplay'>): Pick<
  RecalledRecord,
  'tlp' | 'sharingGroup' | 'originatorDisplay'
> {
  return { tlp, sharingGroup, originatorDisplay };
}

function keptOutRefusal(what: string): Error {
  const message = `This is the content of ${what} that was withdrawn as SENSITIVE. It is not taken again from an institution that has known it.`;
  return refusal('CONFLICT', message, { reason: 'SENSITIVE' });
}
