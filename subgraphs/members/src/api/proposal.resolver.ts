import { Arg, Args, Ctx, Field, FieldResolver, ID, InputType, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { GraphQLError } from 'graphql';
import { badInput, type MemberViewer, refusal } from '@alliance/schema';
import { type Connection, connectionOf, connectionType, PageArgs, readPageArgs } from '@alliance/kit';
import { statusesByTwo } from '../domain/member-status.js';
import { type ProposalState, refuseApproval } from '../domain/proposal.js';
import type { ProposalRow } from '../persistence/proposal.entity.js';
import {
  carryOutProposal,
  closeProposal,
  findProposal,
  findStewards,
  insertProposal,
  listProposals,
} from '../persistence/proposal.repository.js';
import { ChangeMemberStatusInput, existingMember, readStep, requireSteward } from './member-status.input.js';
import { MemberType } from './member.type.js';
import type { MembersContext } from './members-context.js';
import { AdministrativeApproval, proposalOf, ProposalStateEnum, ProposalType, sayRefusal } from './proposal.type.js';

const ProposalConnection = connectionType('AdministrativeProposal', () => ProposalType);

@InputType()
export class ProposalFilterInput {
  @Field(() => ID, { nullable: true })
  member?: string | null;

  @Field(() => ProposalStateEnum, { nullable: true })
  state?: ProposalState | null;
}

type Asked = Pick<MembersContext, 'session' | 'viewer'>;

@Resolver(() => ProposalType)
export class ProposalResolver {
  @Query(() => ProposalConnection, {
    description:
      'Steps that take two people, newest first. Needs the role ADMIN in an institution that stewards admissions.',
  })
  async proposals(
    @Arg('filter', () => ProposalFilterInput, { nullable: true }) filter: ProposalFilterInput | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { session, viewer }: MembersContext,
  ): Promise<Connection<ProposalType>> {
    const steward = await requireSteward({ session, viewer });
    const page = readPageArgs(args);
    const { member, state } = filter ?? {};
    const rows = await listProposals(session, { ...(member && { member }), ...(state && { state }) }, page);
    const stewards = await findStewards(session);
    return connectionOf(rows, page, (row) => proposalOf(row, refuseApproval(row, steward, stewards)));
  }

  @Mutation(() => ProposalType, {
    description:
      'Proposes a step that takes two people: to ACTIVE, LEFT or EXPELLED. Needs the role ADMIN in an institution that stewards admissions, and never one’s own.',
  })
  async proposeMemberStatus(
    @Arg('input', () => ChangeMemberStatusInput) input: ChangeMemberStatusInput,
    @Ctx() { session, loaders, viewer }: MembersContext,
  ): Promise<ProposalType> {
    const { steward, member, reason } = await readStep(input, { session, loaders, viewer });
    if (!statusesByTwo.includes(input.status)) {
      const expected = `one of ${statusesByTwo.join(', ')}; for any other changeMemberStatus is enough`;
      throw badInput('input.status', expected, input.status);
    }
    const outcome = await insertProposal(session, {
      member: member.id,
      fromStatus: member.status,
      toStatus: input.status,
      reason,
      verification: input.verification ?? null,
      proposedBy: steward.member,
      proposer: steward.caller,
    });
    switch (outcome.kind) {
      case 'PROPOSED':
        return this.#show(outcome.id, steward, session);
      case 'OPEN_ALREADY':
        throw refusal('CONFLICT', 'The same step is proposed already. Approve it, or have it withdrawn.');
      case 'MOVED':
        throw refusal('CONFLICT', 'Somebody else has changed the status meanwhile. Read it again.');
      default:
        return outcome satisfies never;
    }
  }

  @Mutation(() => ProposalType, {
    description:
      'Approves a proposal as the second person, and carries it out at once. Needs the role ADMIN in an institution that stewards admissions: another than the one that proposed, unless that is the only one left to ask.',
  })
  async approveProposal(
    @Arg('id', () => ID) id: string,
    @Ctx() { session, viewer, loaders }: MembersContext,
  ): Promise<ProposalType> {
    const steward = await requireSteward({ session, viewer });
    const proposal = await visibleProposal(session, id);
    const shown = proposalOf(proposal, undefined);
    if (shown.state !== 'OPEN') throw closedRefusal(shown);
    const refused = sayRefusal(refuseApproval(proposal, steward, await findStewards(session)));
    if (refused !== null) throw refusal('FORBIDDEN', refused);
    const approval = { approvedBy: steward.member, approver: steward.caller };
    if (!(await carryOutProposal(session, proposal, approval)))
      throw closedRefusal(await this.#show(id, steward, session));
    loaders.members.clear(proposal.member);
    return this.#show(id, steward, session);
  }

  @Mutation(() => ProposalType, {
    description: 'Withdraws an open proposal of your institution. Needs the role ADMIN.',
  })
  async withdrawProposal(
    @Arg('id', () => ID) id: string,
    @Ctx() { session, viewer }: MembersContext,
  ): Promise<ProposalType> {
    const steward = await requireSteward({ session, viewer });
    const proposal = await visibleProposal(session, id);
    if (proposal.proposedBy !== steward.member)
      throw refusal('FORBIDDEN', 'Only the institution that proposed it withdraws it.');
    if (!(await closeProposal(session, id))) throw closedRefusal(await this.#show(id, steward, session));
    return this.#show(id, steward, session);
  }

  @FieldResolver(() => MemberType, { description: 'Whom it concerns.' })
  async member(@Root() { memberId }: ProposalType, @Ctx() { loaders }: MembersContext): Promise<MemberType> {
    return existingMember(await loaders.members.load(memberId), memberId);
  }

  @FieldResolver(() => MemberType, { description: 'The institution whose administrator proposed it.' })
  async proposedBy(@Root() { proposerId }: ProposalType, @Ctx() { loaders }: MembersContext): Promise<MemberType> {
    return existingMember(await loaders.members.load(proposerId), proposerId);
  }

  @FieldResolver(() => [AdministrativeApproval], { description: 'Empty until it is carried out.' })
  async approvals(
    @Root() { id }: ProposalType,
    @Ctx() { loaders }: MembersContext,
  ): Promise<readonly AdministrativeApproval[]> {
    return loaders.approvals.load(id);
  }

  async #show(id: string, steward: MemberViewer, session: Asked['session']): Promise<ProposalType> {
    const row = await visibleProposal(session, id);
    return proposalOf(row, refuseApproval(row, steward, await findStewards(session)));
  }
}

@Resolver(() => AdministrativeApproval)
export class ApprovalResolver {
  @FieldResolver(() => MemberType, { description: 'The institution whose administrator approved it.' })
  async approvedBy(@Root() approval: AdministrativeApproval, @Ctx() { loaders }: MembersContext): Promise<MemberType> {
    return existingMember(await loaders.members.load(approval.approvedBy), approval.approvedBy);
  }
}

/** Uuids in the form in which they are stored; anything else names no proposal. */
const proposalId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

async function visibleProposal(session: Asked['session'], id: string): Promise<ProposalRow> {
  const proposal = proposalId.test(id) ? await findProposal(session, id) : null;
  if (proposal === null) throw refusal('NOT_FOUND', `There is no proposal "${id}".`);
  return proposal;
}

/** The proposal as it stands now is not open, whatever it was when it was looked at. */
function closedRefusal({ state }: Pick<ProposalType, 'state'>): GraphQLError {
  return refusal('CONFLICT', `The proposal is ${state}, not OPEN any more.`);
}
