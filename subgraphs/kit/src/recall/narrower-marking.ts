import { tlpLevel } from '@alliance/schema';
import type { Marking } from '../graphql/marking.type.js';

/** What of a marking says who reads the record. */
export type ReaderCircle = Pick<Marking, 'tlp' | 'sharingGroup' | 'recipients' | 'releaseAt' | 'purposes'>;

/**
 * Whether somebody who has read a record under one marking may be left out by the next. Who belongs to a group is not known
 * here, so that another group counts as narrower though some belong to both.
 */
export function isNarrower(before: ReaderCircle, after: ReaderCircle, now = new Date()): boolean {
  if (before.tlp < tlpLevel('AMBER')) return false;
  return (
    leavesOutByCircle(before, after) ||
    (after.releaseAt !== null && after.releaseAt > now) ||
    (after.purposes.length > 0 && !isAmong(before.purposes, after.purposes))
  );
}

function leavesOutByCircle(before: ReaderCircle, after: ReaderCircle): boolean {
  if (after.tlp <= tlpLevel('GREEN')) return false;
  const isRed = after.tlp === tlpLevel('RED');
  if (before.tlp === tlpLevel('RED'))
    return !before.recipients.every((each) => isRed && after.recipients.includes(each));
  return after.tlp > before.tlp || after.sharingGroup !== before.sharingGroup;
}

/** An empty list stands for all. */
function isAmong(some: readonly string[], all: readonly string[]): boolean {
  return some.length > 0 && some.every((each) => all.includes(each));
}
