import { badInput } from '@alliance/schema';
import { type ClaimContent, type ClaimDraft, type ClaimFact, readClaim } from './claim.js';
import { hashContent } from './content-hash.js';
import { type RecordMarking, requireNoMoreTelling, requireNotWider } from './record-marking.js';
import { maxItems, readList } from './text-rule.js';

/** A claim as its incident's originator reports it along with the incident. */
export interface ReportedClaim {
  readonly content: ClaimContent;
  readonly marking: RecordMarking;
  /** The originator says that this is the value to show. */
  readonly isChosen: boolean;
}

export interface ReportedClaimDraft extends ClaimDraft {
  readonly isChosen?: boolean | null;
}

/**
 * Reads the claims of a report: none wider than the incident, none twice, at most one chosen for each fact.
 *
 * @param markingFor - the marking of a claim, given its field for messages
 * @throws BAD_USER_INPUT naming the field
 */
export function readReportedClaims<D extends ReportedClaimDraft>(
  drafts: readonly D[] | null | undefined,
  whole: RecordMarking,
  markingFor: (draft: D, field: string) => RecordMarking,
): ReportedClaim[] {
  const seen = new Set<string>();
  const chosenFacts = new Set<ClaimFact>();
  const read = (draft: D, field: string): ReportedClaim => {
    const marking = markingFor(draft, `${field}.marking`);
    requireNotWider(`${field}.marking`, marking, whole);
    requireNoMoreTelling(`${field}.marking`, marking, whole);
    const claim = { content: readClaim(field, draft), marking, isChosen: draft.isChosen === true };
    const hash = hashContent(claim.content);
    if (seen.has(hash)) throw badInput(field, 'a claim that the list does not hold already', draft.value);
    seen.add(hash);
    if (claim.isChosen && chosenFacts.has(draft.fact)) {
      throw badInput(`${field}.isChosen`, `one chosen claim for ${draft.fact}, which has one already`, true);
    }
    if (claim.isChosen) chosenFacts.add(draft.fact);
    return claim;
  };
  return readList('claims', drafts, { max: maxItems.claims, read });
}
