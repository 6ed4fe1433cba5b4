import {
  badInput,
  mayWrite,
  type OriginatorDisplay,
  originatorDisplays,
  type Pap,
  type PurposeOfUse,
  refusal,
  requireWritable as requireWritableMarking,
  tlpOfLevel,
  type Viewer,
} from '@alliance/schema';
import { hashContent } from './content-hash.js';

/** The marking of a record as it is stored. */
export interface RecordMarking {
  /** TLP level, 0 (CLEAR) to 4 (RED). */
  readonly tlp: number;
  readonly sharingGroup: string | null;
  /** Callers who read RED, by their pseudonym here. */
  readonly recipients: readonly string[];
  /** Until then it is its originator's alone. */
  readonly releaseAt: Date | null;
  /** For which purposes it may be read; empty for any. */
  readonly purposes: readonly PurposeOfUse[];
  readonly pap: Pap;
  readonly originatorDisplay: OriginatorDisplay;
}

/** The member in whose name a viewer writes. Throws UNAUTHENTICATED for the public. */
export function requireMember(viewer: Viewer): string {
  if (viewer.kind === 'member') return viewer.member;
  throw refusal('UNAUTHENTICATED', 'Only members of the alliance contribute. Send the key of a member.');
}

/** Refuses a marking under which the viewer could not write. Throws FORBIDDEN naming the field. */
export function requireWritable(viewer: Viewer, marking: RecordMarking, field = 'marking'): void {
  if (viewer.kind === 'member') {
    requireWritableMarking({ tlp: tlpOfLevel(marking.tlp), sharingGroup: marking.sharingGroup }, viewer, field);
  }
}

/** Whoever may no longer write in the sharing group of a record takes it back without another word there. */
export function requireSilence(
  viewer: Viewer,
  record: RecordMarking & { readonly originator: string },
  field: string,
): void {
  const { originator, sharingGroup } = record;
  if (mayWrite({ tlp: tlpOfLevel(record.tlp), sharingGroup, originator }, viewer)) return;
  throw badInput(field, 'no note, since you share nothing in the sharing group of this record any more', 'one');
}

/** A part is never shared wider than the whole (DOMAIN 4.3, invariant 3). */
export function requireNotWider(field: string, part: RecordMarking, whole: Pick<RecordMarking, 'tlp'>): void {
  if (part.tlp >= whole.tlp) return;
  throw badInput(`${field}.tlp`, `${tlpOfLevel(whole.tlp)} or narrower, as its incident`, tlpOfLevel(part.tlp));
}

/** An anonymous originator is not to be found out by a named claim of its own. */
export function requireNoMoreTelling(field: string, part: RecordMarking, whole: RecordMarking): void {
  if (secrecy(part) >= secrecy(whole)) return;
  throw badInput(`${field}.originatorDisplay`, `${whole.originatorDisplay}, as your incident`, part.originatorDisplay);
}

/** How little readers learn about the originator: 0 (its name) upwards. */
export function secrecy({ originatorDisplay }: Pick<RecordMarking, 'originatorDisplay'>): number {
  return originatorDisplays.indexOf(originatorDisplay);
}

export function isSameMarking(a: RecordMarking, b: RecordMarking): boolean {
  return hashContent(markingOf(a)) === hashContent(markingOf(b));
}

/** The marking alone of whatever carries one. */
export function markingOf(marked: RecordMarking): RecordMarking {
  const { tlp, sharingGroup, recipients, releaseAt, purposes, pap, originatorDisplay } = marked;
  return { tlp, sharingGroup, recipients, releaseAt, purposes, pap, originatorDisplay };
}

/**
 * The marking that somebody else's contribution to a record takes over. The recipients are known to the originator of the
 * record alone, so that they are not taken over.
 */
export function markingForOthers(marking: RecordMarking): RecordMarking {
  return { ...markingOf(marking), recipients: [] };
}
