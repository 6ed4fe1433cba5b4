import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { type LedgerItem, type LedgerKind, tlpOfLevel } from '@alliance/schema';
import { noteInLedger } from '@alliance/kit';
import { hashContent } from '../domain/content-hash.js';
import type { ClaimContent } from '../domain/claim.js';
import { isSameMarking, markingOf, type RecordMarking, secrecy } from '../domain/record-marking.js';
import type { ReportedClaim } from '../domain/reported-claims.js';
import { ClaimEntity, type ClaimRow } from './claim.entity.js';
import type { IncidentRow } from './incident.entity.js';
import { recallClaims, recallClaimsWhereNarrower, requireClaimsNotKeptOut } from './recall-records.js';

/** A claim about to be stored. */
export interface NewClaim extends ReportedClaim {
  readonly id: string;
}

/** By which the same claim of the same member is recognised. */
export function claimHash({ content, marking }: Pick<NewClaim, 'content' | 'marking'>): string {
  return hashContent({ content, marking: markingOf(marking) });
}

export async function insertClaims(
  em: SqlEntityManager,
  batch: {
    readonly incident: string;
    readonly originator: string;
    readonly reported: boolean;
    readonly at: Date;
    readonly claims: readonly NewClaim[];
  },
): Promise<void> {
  const { incident, originator, reported, at, claims } = batch;
  if (claims.length === 0) return;
  const rows = claims.map((claim, position) => ({
    ...claim.content,
    ...markingOf(claim.marking),
    id: claim.id,
    incident,
    version: 1,
    position,
    reported,
    contentHash: claimHash(claim),
    originator,
    publishedAt: at,
    updatedAt: at,
  }));
  await em.insertMany(ClaimEntity, rows);
  noteClaims(em, 'CREATED', { originator, incident, claims: rows });
}

/**
 * Makes the claims of the last report those of this one: what is repeated stays under its id, what is missing is
 * withdrawn, what is new is added. Claims that were added by themselves stay.
 *
 * @returns the claims of the report under the ids that they have now
 */
export async function syncReportedClaims(
  em: SqlEntityManager,
  report: { readonly incident: string; readonly originator: string; readonly claims: readonly NewClaim[] },
): Promise<NewClaim[]> {
  const { incident, originator } = report;
  const at = new Date();
  const former = await em.find(
    ClaimEntity,
    { incident, originator, reported: true, withdrawnAt: null },
    { refresh: true },
  );
  const idsByHash = new Map(former.map(({ contentHash, id }) => [contentHash, id]));
  const claims = report.claims.map((claim) => ({ ...claim, id: idsByHash.get(claimHash(claim)) ?? claim.id }));
  const ids = new Set(claims.map(({ id }) => id));
  const dropped = former.filter(({ id }) => !ids.has(id));
  const isDropped = { id: { $in: dropped.map(({ id }) => id) } };
  await em.nativeUpdate(ClaimEntity, isDropped, { withdrawnAt: at, withdrawalReason: 'OTHER' });
  noteClaims(em, 'WITHDRAWN', { originator, incident, claims: dropped });
  recallClaims(em, dropped, 'OTHER');
  const known = new Set(former.map(({ id }) => id));
  const added = claims.filter(({ id }) => !known.has(id));
  await requireClaimsNotKeptOut(
    em,
    incident,
    added.map(({ content }) => content),
  );
  await insertClaims(em, { incident, originator, reported: true, at, claims: added });
  return claims;
}

/**
 * Lets the originator's own claims follow a new marking of their incident: those that carried the old one, and those
 * that would be wider, or tell more about their originator, than the incident itself.
 */
export async function followMarking(
  em: SqlEntityManager,
  incident: IncidentRow,
  { member, marking }: { readonly member: string; readonly marking: RecordMarking },
): Promise<void> {
  if (isSameMarking(incident, marking)) return;
  const updatedAt = new Date();
  const own = await em.find(ClaimEntity, { incident: incident.id, originator: member, withdrawnAt: null });
  const changed: ChangedClaim[] = [];
  const before: ClaimRow[] = [];
  for (const claim of own) {
    const isWider = claim.tlp < marking.tlp || secrecy(claim) < secrecy(marking);
    if (!isWider && !isSameMarking(claim, incident)) continue;
    const { id, version, ...columns } = claim;
    const contentHash = claimHash({ content: contentOf(columns), marking });
    await em.nativeUpdate(ClaimEntity, { id }, { ...markingOf(marking), version: version + 1, contentHash, updatedAt });
    changed.push({ id, version: version + 1, tlp: marking.tlp });
    before.push(claim);
  }
  noteClaims(em, 'CHANGED', { originator: member, incident: incident.id, claims: changed });
  recallClaimsWhereNarrower(em, before, marking);
}

/** Notes in the ledger what became of claims; nothing when there are none. */
export function noteClaims(
  em: SqlEntityManager,
  kind: LedgerKind,
  changed: { readonly originator: string; readonly incident: string; readonly claims: readonly ChangedClaim[] },
): void {
  const { originator, incident, claims } = changed;
  if (claims.length === 0) return;
  const items = claims.map(({ id, version }) => ({ id, version }));
  const markings = [...new Set(claims.map(({ tlp }) => tlpOfLevel(tlp)))];
  noteInLedger(em, { kind, originator, recordType: 'Claim', items, details: { incident, markings } });
}

interface ChangedClaim extends LedgerItem {
  readonly tlp: number;
}

function contentOf(claim: ClaimContent): ClaimContent {
  const { fact, value, unit, rateDate, asOf, publisher, url, retrievedOn, note } = claim;
  return { fact, value, unit, rateDate, asOf, publisher, url, retrievedOn, note };
}
