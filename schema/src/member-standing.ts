import { type GroupMembership, readGroupMembership } from './group-membership.js';

/**
 * How the gateway asks the institution that keeps the alliance's members how a member stands, for callers who prove
 * themselves by their institution's own identity provider. Answered to the hub alone, as the holder of a key is.
 */
export const memberStandingQuery = `query MemberStanding($member: ID!) {
  memberStanding(member: $member) { member groups { id since joinSees mayWrite maxTlp } }
}`;

/** The answer to {@link memberStandingQuery}; null for an institution that is no ACTIVE member. */
export interface MemberStanding {
  readonly member: string;
  /** The open sharing groups to which it belongs now. */
  readonly groups: readonly GroupMembership[];
}

/** Reads an answer. A group that is not as it must be is left out, which denies; undefined when it is no answer at all. */
export function readMemberStanding(value: unknown): MemberStanding | undefined {
  const { member, groups } = (value ?? {}) as Record<string, unknown>;
  if (typeof member !== 'string' || !Array.isArray(groups)) return undefined;
  return { member, groups: groups.flatMap((group) => readGroupMembership(group) ?? []) };
}
