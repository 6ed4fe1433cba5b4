import {
  badInput,
  type OriginatorDisplay,
  originatorDisplays,
  type Pap,
  refusal,
  type Tlp,
  tlpLevel,
  tlpOfLevel,
  type Viewer,
} from '@alliance/schema';

/** The marking of a record as it is stored. */
export interface RecordMarking {
  /** TLP level, 0 (CLEAR) to 4 (RED). */
  readonly tlp: number;
  readonly sharingGroup: string | null;
  readonly pap: Pap;
  readonly originatorDisplay: OriginatorDisplay;
}

/** The member in whose name a viewer writes. Throws UNAUTHENTICATED for the public. */
export function requireMember(viewer: Viewer): string {
  if (viewer.kind === 'member') return viewer.member;
  throw refusal('UNAUTHENTICATED', 'Only members of the alliance contribute. Send the key of a member.');
}

/**
 * Refuses a marking under which the viewer could not write: beyond its own clearance, or for a group to which it does
 * not belong. The database holds the same rule; here it is said in words.
 */
export function requireWritable(viewer: Viewer, marking: RecordMarking, field = 'marking'): void {
  if (viewer.kind !== 'member') return;
  const clearance: Tlp = viewer.clearance;
  if (marking.tlp > tlpLevel(clearance)) {
    throw refusal(
      'FORBIDDEN',
      `${field}.tlp: expected at most your clearance ${clearance}, got "${tlpOfLevel(marking.tlp)}".`,
      {
        field: `${field}.tlp`,
      },
    );
  }
  if (marking.sharingGroup !== null && !viewer.groups.includes(marking.sharingGroup)) {
    throw refusal(
      'FORBIDDEN',
      `${field}.sharingGroup: expected a sharing group to which you belong, got ${JSON.stringify(marking.sharingGroup)}.`,
      { field: `${field}.sharingGroup` },
    );
  }
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
  return (
    a.tlp === b.tlp &&
    a.sharingGroup === b.sharingGroup &&
    a.pap === b.pap &&
    a.originatorDisplay === b.originatorDisplay
  );
}
