import { memberOf } from '@alliance/schema';
import type { Session } from '@alliance/kit';
import type { CanonicalAddress } from '../domain/chain/canonicalise-address.js';
import { knownGoodListsOf } from '../domain/screening/known-good.js';
import {
  formula,
  type Reason,
  scoreAddress,
  type ScoredAttestation,
  undisclosedOriginator,
} from '../domain/screening/score.js';
import { addressKeyOf } from '../persistence/attestation.repository.js';
import type { ScreenedRow } from '../persistence/screening.repository.js';
import { createUuid } from '../persistence/uuid.js';
import type { EndedListing, Screening, ScreeningReason } from './screening.type.js';

/**
 * Screens one address from the rows that share its payload. Whatever speaks of it enters the score and is disclosed by it,
 * so the ledger hears of it here.
 */
export function screenAddress(address: CanonicalAddress, rows: readonly ScreenedRow[], session: Session): Screening {
  const viewerMember = memberOf(session.viewer);
  const now = session.asOf ?? new Date();
  const relevant = rows.filter((row) => speaksOf(address, row));
  for (const row of relevant) session.disclose('Attestation', row);
  const byId = new Map(relevant.map((row) => [row.id, row]));
  const live = relevant.filter(({ state }) => state === 'PUBLISHED');
  const knownGood = knownGoodListsOf(address);
  const score = scoreAddress(
    live.map((row) => scoredOf(row, address, viewerMember)),
    knownGood.length > 0,
    now,
  );
  return {
    id: createUuid(),
    asOf: now,
    band: score.band,
    score: round(score.score),
    bandOverride: score.override,
    riskTypes: score.riskTypes,
    reasons: score.reasons.map((reason) => reasonOf(reason, byId.get(reason.attestation.id))),
    ended: relevant.filter(({ state }) => state === 'WITHDRAWN').map((row) => endedOf(row, address)),
    knownGood,
    formula,
    addressKey: addressKeyOf(address),
    past: session.asOf,
  };
}

/** About this very address, or about the same account on another EVM chain. A tag or another ledger makes another address. */
function speaksOf(address: CanonicalAddress, { subject }: ScreenedRow): boolean {
  return subject === address.id || (address.id.startsWith('eip155:') && subject.startsWith('eip155:'));
}

function scoredOf(row: ScreenedRow, address: CanonicalAddress, viewerMember: string | undefined): ScoredAttestation {
  const isShown = row.originatorDisplay === 'NAMED' || row.originator === viewerMember;
  const originator = isShown ? row.originator : undisclosedOriginator;
  const { id, claimType, concepts, method, reliability, lastKnownAt } = row;
  const about = { id, originator, claimType, concepts, method, reliability, lastKnownAt };
  const rootSource = row.rootKey ?? row.source;
  return { ...about, rootSource, isAuthority: row.sourceKind === 'AUTHORITY', otherChain: row.subject !== address.id };
}

function reasonOf(reason: Reason, row: ScreenedRow | undefined): ScreeningReason {
  const { attestation, ...factors } = reason;
  return {
    ...factors,
    freshness: round(factors.freshness),
    weight: round(factors.weight),
    attestation: attestation.id,
    label: row?.label ?? null,
    method: attestation.method,
    reliability: attestation.reliability,
    otherChain: attestation.otherChain,
    originator: attestation.originator === undisclosedOriginator ? null : { id: attestation.originator },
    rootSource: row?.rootKey ?? null,
  };
}

function endedOf({ id, list, withdrawnOn, publisher, subject }: ScreenedRow, address: CanonicalAddress): EndedListing {
  const who = publisher ?? 'its source';
  const what = list === null ? 'the statement' : `the entry on ${list}`;
  const explanation = `${who} has taken back ${what}${withdrawnOn === null ? '' : ` as of ${withdrawnOn}`}. It counts nothing.`;
  return { attestation: id, list, endedOn: withdrawnOn, otherChain: subject !== address.id, explanation };
}

/** Six digits are more than anybody means, and keep answers comparable. */
function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
