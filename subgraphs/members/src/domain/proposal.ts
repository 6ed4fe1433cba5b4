import type { MemberStatus } from './member-status.js';

/**
 * Where a proposal stands. OVERTAKEN: the member's status has changed since. EXPIRED is never stored while nobody asks:
 * an OPEN one becomes it by time alone.
 */
export const proposalStates = ['OPEN', 'APPROVED', 'WITHDRAWN', 'EXPIRED', 'OVERTAKEN'] as const;

export type ProposalState = (typeof proposalStates)[number];

/** How long a proposal waits for a second person. */
export const proposalDays = 14;

/** A step in a member's life cycle that somebody proposed. */
export interface ProposedStep {
  readonly member: string;
  readonly toStatus: MemberStatus;
  /** The proposing institution, and its caller by the pseudonym under which this subgraph knows it. */
  readonly proposedBy: string;
  readonly proposer: string;
}

/** Somebody who might be the second person. */
export interface Approver {
  readonly member: string;
  readonly caller: string;
}

export type ApprovalRefusal = 'ON_ITSELF' | 'SAME_PERSON' | 'SAME_INSTITUTION' | 'NOT_ACTIVE';

/** An institution that stewards admissions, ACTIVE or SUSPENDED. */
export interface StewardStanding {
  readonly member: string;
  readonly isActive: boolean;
}

/**
 * Why somebody may not be the second person; undefined when it may. The policies of the table of approvals render the
 * same in SQL.
 */
export function refuseApproval(
  step: ProposedStep,
  approver: Approver,
  stewards: readonly StewardStanding[],
): ApprovalRefusal | undefined {
  if (step.member === approver.member) return 'ON_ITSELF';
  if (step.proposer === approver.caller) return 'SAME_PERSON';
  const active = stewards.filter(({ isActive }) => isActive).map(({ member }) => member);
  if (!active.includes(step.proposedBy) || !active.includes(approver.member)) return 'NOT_ACTIVE';
  const others = stewards.filter(({ member }) => member !== step.proposedBy && mayBeAsked(member, step));
  return step.proposedBy === approver.member && others.length > 0 ? 'SAME_INSTITUTION' : undefined;
}

/**
 * Whether another institution's word counts, so that one institution alone cannot decide. A suspended one counts: whoever
 * could suspend its peers would otherwise rule alone. The member itself counts when it is to go for good, so that the
 * last two stewards cannot turn each other out; when it is to come back, nobody but the other is left to say so.
 */
function mayBeAsked(steward: string, { member, toStatus }: ProposedStep): boolean {
  return steward !== member || toStatus !== 'ACTIVE';
}
