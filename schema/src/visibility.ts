import { type Tlp, tlpLevel } from './marking.js';
import type { Viewer } from './viewer.js';

/** What the decision needs to know of a record. */
export interface MarkedRecord {
  readonly tlp: Tlp;
  /** The member who contributed the record, by `Member.id`. */
  readonly originator: string;
  /** The sharing group to which AMBER and AMBER_STRICT are addressed; null: the originator alone. */
  readonly sharingGroup: string | null;
}

/**
 * Who reads what. This function is the specification; the row-level security policies of the subgraph kit are its
 * rendering in SQL, and a property test holds the two against each other.
 *
 * - CLEAR: anyone, also without a login.
 * - GREEN: every caller of an ACTIVE member.
 * - AMBER, AMBER_STRICT: the members of the record's sharing group; without a group, its originator alone.
 * - RED: its originator alone, until named recipients exist.
 * - Never beyond the caller's own clearance, also for what its own institution contributed.
 */
export function mayView(record: MarkedRecord, viewer: Viewer): boolean {
  if (record.tlp === 'CLEAR') return true;
  if (viewer.kind !== 'member' || tlpLevel(viewer.clearance) < tlpLevel(record.tlp)) return false;
  if (record.originator === viewer.member || record.tlp === 'GREEN') return true;
  if (record.tlp === 'RED' || record.sharingGroup === null) return false;
  return viewer.groups.includes(record.sharingGroup);
}
