import { type Tlp, tlpLevel, tlpOfLevel, tlps } from './marking.js';

/** Whether a newcomer to a sharing group sees what was shared there before it came. */
export const joinSeesValues = ['FROM_JOIN', 'ALL_HISTORY'] as const;

export type JoinSees = (typeof joinSeesValues)[number];

/** What belonging to a sharing group means for a caller now. */
export interface GroupMembership {
  /** By `SharingGroup.id`. */
  readonly id: string;
  /** When the caller's institution joined; ISO 8601 in UTC with milliseconds, as `Date.toISOString` writes it. */
  readonly since: string;
  readonly joinSees: JoinSees;
  /** False for the role READER. */
  readonly mayWrite: boolean;
  /** The narrowest marking that may be shared in the group. */
  readonly maxTlp: Tlp;
}

/** The present membership in a group; undefined for a group to which the list does not belong. */
export function membershipIn(groups: readonly GroupMembership[], id: string): GroupMembership | undefined {
  return groups.find((group) => group.id === id);
}

/** Reads a membership that came from elsewhere; undefined when anything in it is not as it must be, which denies. */
export function readGroupMembership(value: unknown): GroupMembership | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { id, since, joinSees, mayWrite, maxTlp } = value as Record<string, unknown>;
  const knownSees = joinSeesValues.find((known) => known === joinSees);
  const knownTlp = tlps.find((known) => known === maxTlp);
  if (typeof id !== 'string' || id === '' || typeof since !== 'string' || !isMoment(since)) return undefined;
  if (knownSees === undefined || knownTlp === undefined || typeof mayWrite !== 'boolean') return undefined;
  return { id, since, joinSees: knownSees, mayWrite, maxTlp: knownTlp };
}

/** A membership as a token carries it: `[id, since in ms since 1970, FROM_JOIN?, mayWrite?, level of maxTlp]`. */
export type PackedMembership = readonly [id: string, sinceMs: number, fromJoin: 0 | 1, mayWrite: 0 | 1, maxTlp: number];

export function packMembership({ id, since, joinSees, mayWrite, maxTlp }: GroupMembership): PackedMembership {
  return [id, Date.parse(since), joinSees === 'FROM_JOIN' ? 1 : 0, mayWrite ? 1 : 0, tlpLevel(maxTlp)];
}

/** The inverse of {@link packMembership}; undefined when anything is not as it must be, which denies. */
export function unpackMembership(value: unknown): GroupMembership | undefined {
  if (!Array.isArray(value) || value.length !== 5) return undefined;
  const [id, sinceMs, fromJoin, mayWrite, level] = value as readonly unknown[];
  if (![fromJoin, mayWrite].every((flag) => flag === 0 || flag === 1)) return undefined;
  if (typeof sinceMs !== 'number' || Number.isNaN(new Date(sinceMs).getTime())) return undefined;
  if (typeof level !== 'number' || !(level in tlps)) return undefined;
  return readGroupMembership({
    id,
    since: new Date(sinceMs).toISOString(),
    joinSees: fromJoin === 1 ? 'FROM_JOIN' : 'ALL_HISTORY',
    mayWrite: mayWrite === 1,
    maxTlp: tlpOfLevel(level),
  });
}

/** One spelling for each moment, so that equal memberships are equal texts. */
function isMoment(text: string): boolean {
  const ms = Date.parse(text);
  return !Number.isNaN(ms) && new Date(ms).toISOString() === text;
}
