import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { enumOf } from '@alliance/kit';
import type { Verification } from '../domain/member-vocabulary.js';
import type { MemberStatus } from '../domain/member-status.js';
import { type ApprovalRefusal, type ProposalState, proposalStates } from '../domain/proposal.js';
import type { ProposalRow } from '../persistence/proposal.entity.js';
import { MemberStatusEnum, VerificationEnum } from './member.type.js';

export const ProposalStateEnum = enumOf<ProposalState>(proposalStates);

registerEnumType(ProposalStateEnum, {
  name: 'ProposalState',
  description: 'Where a proposal stands. OVERTAKEN: the status of its member has changed since.',
});

@ObjectType({ description: "The second person's word, with which a proposal was carried out." })
export class AdministrativeApproval {
  @Field(() => Date)
  at!: Date;

  /** Key of the approving institution, which the resolver follows. */
  approvedBy!: string;
}

@ObjectType('AdministrativeProposal', {
  description:
    'A step in the life cycle of a member that takes two people. Seen by stewards, but for their own institution.',
})
export class ProposalType {
  @Field(() => ID)
  id!: string;

  @Field(() => MemberStatusEnum)
  fromStatus!: MemberStatus;

  @Field(() => MemberStatusEnum)
  toStatus!: MemberStatus;

  @Field(() => VerificationEnum, { nullable: true, description: 'Set along with the status; null leaves it.' })
  verification!: Verification | null;

  @Field(() => String)
  reason!: string;

  @Field(() => Date)
  proposedAt!: Date;

  @Field(() => Date)
  expiresAt!: Date;

  @Field(() => ProposalStateEnum)
  state!: ProposalState;

  @Field(() => String, {
    nullable: true,
    description: 'Why you may not approve it, in words; null when you may.',
  })
  notYours!: string | null;

  /** Keys that the resolver follows. */
  memberId!: string;
  proposerId!: string;
}

const refusals: Readonly<Record<ApprovalRefusal, string>> = {
  ON_ITSELF: 'Nobody decides on its own membership.',
  SAME_PERSON: 'You proposed it. Somebody else approves it.',
  SAME_INSTITUTION: 'Your institution proposed it. A steward of another institution approves it.',
  NOT_ACTIVE: 'The institution that proposed it, or yours, is not ACTIVE any more.',
};

/**
 * A row as the graph shows it at this moment.
 *
 * @param refused - why the viewer may not approve it, when it is open
 */
export function proposalOf(row: ProposalRow, refused: ApprovalRefusal | undefined): ProposalType {
  const { member, proposedBy, ...rest } = row;
  const state = stateOf(row);
  const notYours = state === 'OPEN' ? sayRefusal(refused) : `It is ${state}.`;
  return { ...rest, state, notYours, memberId: member, proposerId: proposedBy };
}

export function sayRefusal(refused: ApprovalRefusal | undefined): string | null {
  return refused === undefined ? null : refusals[refused];
}

function stateOf({ state, expiresAt }: ProposalRow): ProposalState {
  return state === 'OPEN' && expiresAt <= new Date() ? 'EXPIRED' : state;
}
