import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  ID,
  InputType,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { createApiKey, refusal } from '@alliance/schema';
import {
  type Connection,
  connectionOf,
  connectionType,
  PageArgs,
  readPageArgs,
  requireMember,
  requireRole,
} from '@alliance/kit';
import type { MemberKind } from '../domain/member-vocabulary.js';
import { type MemberStatus, nextStatuses, statusesByTwo } from '../domain/member-status.js';
import {
  changeStatus,
  insertApplicant,
  listMembers,
  replaceContacts,
  updateMember,
} from '../persistence/member.repository.js';
import { ApplicationInput, readApplication, readProfile, UpdateMemberInput } from './member.input.js';
import { Contact, MemberKindEnum, MemberStatusChange, MemberStatusEnum, MemberType, PublicKey } from './member.type.js';
import type { MembersContext } from './members-context.js';
import { ChangeMemberStatusInput, existingMember, readStep } from './member-status.input.js';

const MemberConnection = connectionType('Member', () => MemberType);

@InputType()
export class MemberFilterInput {
  @Field(() => MemberKindEnum, { nullable: true })
  kind?: MemberKind | null;

  @Field(() => String, { nullable: true, description: 'ISO 3166-1 alpha-2 code.' })
  jurisdiction?: string | null;

  @Field(() => MemberStatusEnum, { nullable: true })
  status?: MemberStatus | null;
}

@ObjectType({ description: 'What an applicant gets back; the rest is between it and the stewards.' })
export class MembershipApplication {
  @Field(() => ID)
  member!: string;

  @Field(() => MemberStatusEnum)
  status!: MemberStatus;

  @Field(() => String, {
    description: 'With this you claim your first key once you are admitted. Keep it: it is never shown again.',
  })
  claim!: string;
}

@Resolver(() => MemberType)
export class MemberResolver {
  @Query(() => MemberType, { nullable: true, description: 'A member by its id.' })
  member(@Arg('id', () => ID) id: string, @Ctx() { loaders }: MembersContext): Promise<MemberType | null> {
    return loaders.members.load(id);
  }

  @Query(() => MemberConnection, { description: 'The members of the alliance, by name.' })
  async members(
    @Arg('filter', () => MemberFilterInput, { nullable: true }) filter: MemberFilterInput | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { session }: MembersContext,
  ): Promise<Connection<MemberType>> {
    const page = readPageArgs(args);
    const { kind, jurisdiction, status } = filter ?? {};
    const members = await listMembers(
      session,
      { ...(kind && { kind }), ...(jurisdiction && { jurisdiction }), ...(status && { status }) },
      page,
    );
    return connectionOf(members, page, (member) => member);
  }

  @FieldResolver(() => [Contact], { nullable: true, description: 'Seen by active members only; null for others.' })
  async contacts(
    @Root() member: MemberType,
    @Ctx() { loaders, viewer }: MembersContext,
  ): Promise<readonly Contact[] | null> {
    return viewer.kind === 'member' ? loaders.contacts.load(member.id) : null;
  }

  @FieldResolver(() => [PublicKey])
  publicKeys(@Root() member: MemberType, @Ctx() { loaders }: MembersContext): Promise<readonly PublicKey[]> {
    return loaders.publicKeys.load(member.id);
  }

  @FieldResolver(() => [MemberStatusChange], {
    nullable: true,
    description: 'Seen by active members only; null for others.',
  })
  async statusHistory(
    @Root() member: MemberType,
    @Ctx() { loaders, viewer }: MembersContext,
  ): Promise<readonly MemberStatusChange[] | null> {
    return viewer.kind === 'member' ? loaders.statusChanges.load(member.id) : null;
  }

  @Mutation(() => MembershipApplication, { description: 'Applies for membership. Open to anyone.' })
  async applyForMembership(
    @Arg('input', () => ApplicationInput) input: ApplicationInput,
    @Ctx() { session }: MembersContext,
  ): Promise<MembershipApplication> {
    const applicant = readApplication(input);
    const claim = createApiKey();
    if (!(await insertApplicant(session, applicant, claim.secretHash))) {
      throw refusal('CONFLICT', `input.id: "${applicant.id}" is taken. Choose another short name.`, {
        field: 'input.id',
      });
    }
    return { member: applicant.id, status: 'APPLIED', claim: claim.key };
  }

  @Mutation(() => MemberType, { description: 'Changes what your institution says of itself. Needs the role ADMIN.' })
  async updateMember(
    @Arg('input', () => UpdateMemberInput) input: UpdateMemberInput,
    @Ctx() { session, loaders, viewer }: MembersContext,
  ): Promise<MemberType> {
    const { member: id } = requireRole(viewer, 'ADMIN');
    const { contacts, ...changes } = readProfile(input);
    await updateMember(session, id, changes);
    if (contacts) await replaceContacts(session, id, contacts);
    return existingMember(await loaders.members.clear(id).load(id), id);
  }

  @Mutation(() => MemberType, {
    description:
      'Moves a member on in its life cycle, where one person may: not to ACTIVE, LEFT or EXPELLED, which are proposed. Needs the role ADMIN in an institution that stewards admissions, and never one’s own.',
  })
  async changeMemberStatus(
    @Arg('input', () => ChangeMemberStatusInput) input: ChangeMemberStatusInput,
    @Ctx() { session, loaders, viewer }: MembersContext,
  ): Promise<MemberType> {
    const { steward, member, reason } = await readStep(input, { session, loaders, viewer });
    if (statusesByTwo.includes(input.status)) {
      const how = 'Propose it with proposeMemberStatus (hub member propose-status); somebody else approves it.';
      throw refusal('APPROVAL_NEEDED', `input.status: ${input.status} takes two people. ${how}`, {
        field: 'input.status',
      });
    }
    const moved = await changeStatus(session, {
      member: member.id,
      fromStatus: member.status,
      toStatus: input.status,
      reason,
      decidedBy: steward.member,
      ...(input.verification && { verification: input.verification }),
    });
    if (!moved) throw refusal('CONFLICT', 'Somebody else has changed the status meanwhile. Read it again.');
    return existingMember(await loaders.members.clear(member.id).load(member.id), member.id);
  }

  @Query(() => [MemberStatusEnum], { description: 'The states into which a member may be moved next.' })
  async nextMemberStatuses(
    @Arg('member', () => ID) id: string,
    @Ctx() { loaders, viewer }: MembersContext,
  ): Promise<readonly MemberStatus[]> {
    requireMember(viewer);
    return nextStatuses(existingMember(await loaders.members.load(id), id).status);
  }
}
