/** Life cycle of a membership (DOMAIN, "Life cycles"). */
export const memberStatuses = [
  'APPLIED',
  'EMAIL_VERIFIED',
  'UNDER_REVIEW',
  'ACTIVE',
  'SUSPENDED',
  'LEFT',
  'EXPELLED',
  'REJECTED',
  'APPEALED',
] as const;

export type MemberStatus = (typeof memberStatuses)[number];

const transitions: Readonly<Record<MemberStatus, readonly MemberStatus[]>> = {
  APPLIED: ['EMAIL_VERIFIED', 'REJECTED'],
  EMAIL_VERIFIED: ['UNDER_REVIEW', 'REJECTED'],
  UNDER_REVIEW: ['ACTIVE', 'REJECTED'],
  ACTIVE: ['SUSPENDED', 'LEFT', 'EXPELLED'],
  SUSPENDED: ['ACTIVE', 'LEFT', 'EXPELLED'],
  REJECTED: ['APPEALED'],
  APPEALED: ['UNDER_REVIEW', 'REJECTED'],
  LEFT: [],
  EXPELLED: [],
};

/** The states that may follow, empty for a final one. */
export function nextStatuses(status: MemberStatus): readonly MemberStatus[] {
  return transitions[status];
}

/**
 * States into which no single person moves a member: one lets it in, the others are final. What protects, SUSPENDED, and
 * what can be appealed against, REJECTED, is one steward's own decision.
 */
export const statusesByTwo: readonly MemberStatus[] = ['ACTIVE', 'LEFT', 'EXPELLED'];

/** States in which an institution is, or once was, publicly a member. The others are between it and the stewards. */
export const publicStatuses: readonly MemberStatus[] = ['ACTIVE', 'SUSPENDED', 'LEFT', 'EXPELLED'];
