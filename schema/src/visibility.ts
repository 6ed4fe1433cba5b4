import { refusal } from './error-codes.js';
import { membershipIn } from './group-membership.js';
import { type PurposeOfUse, type Tlp, tlpLevel } from './marking.js';
import type { MemberViewer, Viewer } from './viewer.js';

/** What the decision who writes needs to know of a record. */
export interface WrittenMarking {
  readonly tlp: Tlp;
  /** The sharing group to which AMBER and AMBER_STRICT are addressed; null: the originator alone. */
  readonly sharingGroup: string | null;
}

/** What the decision who reads needs to know of a record. */
export interface MarkedRecord extends WrittenMarking {
  /** The member who contributed the record, by `Member.id`. */
  readonly originator: string;
  /** When this version of the record was published. */
  readonly sharedAt: Date;
  /** Who reads RED besides the originator: callers, by the pseudonym under which this subgraph knows them. */
  readonly recipients: readonly string[];
  /** Until then it is its originator's alone, whatever its marking; null: from the beginning as marked. */
  readonly releaseAt: Date | null;
  /** For which purposes it may be read; empty: for any. */
  readonly purposes: readonly PurposeOfUse[];
}

/**
 * Who reads what. This function is the specification; the row-level security policies of the subgraph kit are its
 * rendering in SQL, and a property test holds the two against each other.
 *
 * - CLEAR: anyone, also without a login.
 * - GREEN: every caller of an ACTIVE member.
 * - AMBER, AMBER_STRICT: the members of the record's sharing group; where `joinSees` is FROM_JOIN, of what was shared
 *   when they belonged to it already. Without a group, its originator alone.
 * - RED: the callers named as recipients. Without any, its originator alone.
 * - Before its release and for other purposes than it allows: its originator alone.
 * - Never beyond the caller's own clearance, also for what its own institution contributed.
 *
 * @param now - the moment of reading
 */
export function mayView(record: MarkedRecord, viewer: Viewer, now: Date): boolean {
  const originator = asOriginator(record, viewer);
  if (originator !== undefined) return tlpLevel(record.tlp) <= tlpLevel(originator.clearance);
  if (record.releaseAt !== null && record.releaseAt > now) return false;
  if (!isForPurposeOf(record, viewer)) return false;
  if (record.tlp === 'CLEAR') return true;
  if (viewer.kind !== 'member' || tlpLevel(viewer.clearance) < tlpLevel(record.tlp)) return false;
  if (record.tlp === 'GREEN') return true;
  return record.tlp === 'RED' ? isNamedIn(record, viewer) : isInItsGroup(record, viewer);
}

/**
 * Who writes under which marking: its originator, within its own clearance, and for a group only where it contributes
 * and that takes markings as narrow as this one.
 */
export function mayWrite(record: WrittenMarking & Pick<MarkedRecord, 'originator'>, viewer: Viewer): boolean {
  const originator = asOriginator(record, viewer);
  return originator !== undefined && explainRefusal(record, originator) === undefined;
}

/**
 * Refuses a marking under which the viewer could not write. The database holds the same rule; here it is said in words.
 *
 * @throws GraphQLError FORBIDDEN naming the field
 */
export function requireWritable(marking: WrittenMarking, viewer: MemberViewer, field = 'marking'): void {
  const refused = explainRefusal(marking, viewer);
  if (refused === undefined) return;
  const place = `${field}.${refused.field}`;
  throw refusal('FORBIDDEN', `${place}: expected ${refused.expected}, got ${JSON.stringify(marking[refused.field])}.`, {
    field: place,
  });
}

interface MarkingRefusal {
  readonly field: keyof WrittenMarking;
  readonly expected: string;
}

function explainRefusal({ tlp, sharingGroup }: WrittenMarking, viewer: MemberViewer): MarkingRefusal | undefined {
  if (tlpLevel(tlp) > tlpLevel(viewer.clearance)) {
    return { field: 'tlp', expected: `at most your clearance ${viewer.clearance}` };
  }
  if (sharingGroup === null) return undefined;
  const membership = membershipIn(viewer.groups, sharingGroup);
  if (membership === undefined) return { field: 'sharingGroup', expected: 'a sharing group to which you belong' };
  if (!membership.mayWrite) return { field: 'sharingGroup', expected: 'a sharing group in which you contribute' };
  if (tlpLevel(tlp) <= tlpLevel(membership.maxTlp)) return undefined;
  return { field: 'tlp', expected: `at most ${membership.maxTlp}, the narrowest marking of the sharing group` };
}

/** The viewer, when it speaks for the member who contributed the record. An empty name is nobody's. */
function asOriginator({ originator }: Pick<MarkedRecord, 'originator'>, viewer: Viewer): MemberViewer | undefined {
  return viewer.kind === 'member' && originator !== '' && viewer.member === originator ? viewer : undefined;
}

function isForPurposeOf({ purposes }: MarkedRecord, viewer: Viewer): boolean {
  if (purposes.length === 0) return true;
  return viewer.kind === 'member' && viewer.purpose !== undefined && purposes.includes(viewer.purpose);
}

function isNamedIn({ recipients }: MarkedRecord, { caller }: MemberViewer): boolean {
  return caller !== '' && recipients.includes(caller);
}

function isInItsGroup({ sharingGroup, sharedAt }: MarkedRecord, { groups }: MemberViewer): boolean {
  const membership = sharingGroup === null ? undefined : membershipIn(groups, sharingGroup);
  if (membership === undefined) return false;
  return membership.joinSees === 'ALL_HISTORY' || sharedAt >= new Date(membership.since);
}
