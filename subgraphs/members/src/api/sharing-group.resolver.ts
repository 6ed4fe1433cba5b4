import { Arg, Args, Ctx, Field, FieldResolver, ID, InputType, Mutation, Query, Resolver, Root } from 'type-graphql';
import { badInput, type JoinSees, refusal, type Tlp, tlpLevel, tlps } from '@alliance/schema';
import {
  checkText,
  type Connection,
  connectionOf,
  connectionType,
  PageArgs,
  readPageArgs,
  requireRole,
  TlpEnum,
} from '@alliance/kit';
import type { GroupRole, Reshare } from '../domain/member-vocabulary.js';
import { identifierRule, isIdentifier } from '../domain/identifier.js';
import {
  closeGroup,
  endMembership,
  insertGroup,
  insertMembership,
  listGroups,
} from '../persistence/sharing-group.repository.js';
import { MemberType } from './member.type.js';
import type { MembersContext } from './members-context.js';
import {
  GroupRoleEnum,
  JoinSeesEnum,
  MembershipType,
  ReshareEnum,
  sharingGroupOf,
  SharingGroupType,
} from './sharing-group.type.js';

/** Up to which marking a group may go. */
const narrowTlps = tlps.slice(tlpLevel('AMBER'));

const SharingGroupConnection = connectionType('SharingGroup', () => SharingGroupType);

@InputType()
export class CreateSharingGroupInput {
  @Field(() => ID, { description: identifierRule })
  id!: string;

  @Field(() => String)
  name!: string;

  @Field(() => String)
  purpose!: string;

  @Field(() => TlpEnum, {
    nullable: true,
    description: 'The narrowest marking that may be shared here, AMBER at least. Default: AMBER_STRICT.',
  })
  maxTlp?: Tlp | null;

  @Field(() => ReshareEnum, { nullable: true, description: 'Default: NONE.' })
  reshare?: Reshare | null;

  @Field(() => JoinSeesEnum, {
    nullable: true,
    description: 'Whether a newcomer sees what was shared before it came. Default: ALL_HISTORY.',
  })
  joinSees?: JoinSees | null;
}

@InputType()
export class GroupMemberInput {
  @Field(() => ID)
  group!: string;

  @Field(() => ID)
  member!: string;

  @Field(() => GroupRoleEnum, { nullable: true, description: 'Default: CONTRIBUTOR. A READER shares nothing here.' })
  role?: GroupRole | null;
}

@Resolver(() => SharingGroupType)
export class SharingGroupResolver {
  @Query(() => SharingGroupType, { nullable: true, description: 'A sharing group to which your institution belongs.' })
  async sharingGroup(
    @Arg('id', () => ID) id: string,
    @Ctx() { loaders }: MembersContext,
  ): Promise<SharingGroupType | null> {
    const row = await loaders.groups.load(id);
    return row && sharingGroupOf(row);
  }

  @Query(() => SharingGroupConnection, {
    description: 'The sharing groups to which your institution belongs, by name.',
  })
  async sharingGroups(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { session }: MembersContext,
  ): Promise<Connection<SharingGroupType>> {
    const page = readPageArgs(args);
    return connectionOf(await listGroups(session, page), page, sharingGroupOf);
  }

  @FieldResolver(() => MemberType)
  async owner(@Root() group: SharingGroupType, @Ctx() { loaders }: MembersContext): Promise<MemberType> {
    return found(await loaders.members.load(group.ownerId), `member "${group.ownerId}"`);
  }

  @FieldResolver(() => [MembershipType], { description: 'Who belongs or belonged to the group, oldest first.' })
  async memberships(@Root() group: SharingGroupType, @Ctx() { loaders }: MembersContext): Promise<MembershipType[]> {
    return (await loaders.memberships.load(group.id)).map((row) => ({ ...row, memberId: row.member }));
  }

  @Mutation(() => SharingGroupType, { description: 'Opens a group that your institution owns. Needs the role ADMIN.' })
  async createSharingGroup(
    @Arg('input', () => CreateSharingGroupInput) input: CreateSharingGroupInput,
    @Ctx() { session, viewer, loaders }: MembersContext,
  ): Promise<SharingGroupType> {
    const { member } = requireRole(viewer, 'ADMIN');
    if (!isIdentifier(input.id)) throw badInput('input.id', identifierRule, input.id);
    const maxTlp = input.maxTlp ?? 'AMBER_STRICT';
    if (tlpLevel(maxTlp) < tlpLevel('AMBER')) {
      throw badInput(
        'input.maxTlp',
        `one of ${narrowTlps.join(', ')}, since nothing wider is addressed to a group`,
        maxTlp,
      );
    }
    const group = {
      id: input.id,
      name: checkText('input.name', input.name, { max: 100 }),
      purpose: checkText('input.purpose', input.purpose, { max: 500 }),
      owner: member,
      maxTlp: tlpLevel(maxTlp),
      reshare: input.reshare ?? ('NONE' as const),
      joinSees: input.joinSees ?? ('ALL_HISTORY' as const),
      status: 'OPEN' as const,
      createdAt: new Date(),
    };
    if (!(await insertGroup(session, group)))
      throw refusal('CONFLICT', `input.id: "${input.id}" is taken. Choose another short name.`);
    return this.#reread(input.id, loaders);
  }

  @Mutation(() => SharingGroupType, { description: 'Takes a member into a group of yours. Needs the role ADMIN.' })
  async addGroupMember(
    @Arg('input', () => GroupMemberInput) { group, member, role }: GroupMemberInput,
    @Ctx() { session, viewer, loaders }: MembersContext,
  ): Promise<SharingGroupType> {
    await this.#ownGroup(group, { viewer, loaders });
    const newcomer = found(await loaders.members.load(member), `member "${member}"`);
    if (newcomer.status !== 'ACTIVE')
      throw refusal('CONFLICT', `input.member: "${member}" is ${newcomer.status}, not ACTIVE.`);
    const added = await insertMembership(session, group, member, role ?? 'CONTRIBUTOR');
    if (!added) throw refusal('CONFLICT', `input.member: "${member}" belongs to the group already.`);
    return this.#reread(group, loaders);
  }

  @Mutation(() => SharingGroupType, {
    description: 'Ends a membership: the owner ends any but its own, a member its own. Needs the role ADMIN.',
  })
  async removeGroupMember(
    @Arg('input', () => GroupMemberInput) { group, member }: GroupMemberInput,
    @Ctx() { session, viewer, loaders }: MembersContext,
  ): Promise<SharingGroupType> {
    const admin = requireRole(viewer, 'ADMIN');
    const row = found(await loaders.groups.load(group), `sharing group "${group}"`);
    if (row.owner === member) throw refusal('CONFLICT', 'The owner belongs to its group as long as the group exists.');
    if (row.owner !== admin.member && member !== admin.member)
      throw refusal('FORBIDDEN', 'Only the owner ends the membership of others.');
    const before = sharingGroupOf(row);
    if (!(await endMembership(session, group, member)))
      throw refusal('NOT_FOUND', `"${member}" does not belong to the group.`);
    loaders.groups.clear(group);
    loaders.memberships.clear(group);
    return before;
  }

  @Mutation(() => SharingGroupType, {
    description: 'Closes a group of yours: what was shared stays, its readers lose it. Needs the role ADMIN.',
  })
  async closeSharingGroup(
    @Arg('id', () => ID) id: string,
    @Ctx() { session, viewer, loaders }: MembersContext,
  ): Promise<SharingGroupType> {
    await this.#ownGroup(id, { viewer, loaders });
    if (!(await closeGroup(session, id))) throw refusal('CONFLICT', 'The group is closed already.');
    return this.#reread(id, loaders);
  }

  async #ownGroup(id: string, { viewer, loaders }: Pick<MembersContext, 'viewer' | 'loaders'>): Promise<void> {
    const { member } = requireRole(viewer, 'ADMIN');
    const group = found(await loaders.groups.load(id), `sharing group "${id}"`);
    if (group.owner !== member) throw refusal('FORBIDDEN', 'Only the owner of a group changes it.');
  }

  async #reread(id: string, loaders: MembersContext['loaders']): Promise<SharingGroupType> {
    loaders.memberships.clear(id);
    return sharingGroupOf(found(await loaders.groups.clear(id).load(id), `sharing group "${id}"`));
  }
}

@Resolver(() => MembershipType)
export class MembershipResolver {
  @FieldResolver(() => MemberType)
  async member(@Root() membership: MembershipType, @Ctx() { loaders }: MembersContext): Promise<MemberType> {
    return found(await loaders.members.load(membership.memberId), `member "${membership.memberId}"`);
  }
}

function found<T>(row: T | null, what: string): T {
  if (row === null) throw refusal('NOT_FOUND', `There is no ${what}.`);
  return row;
}
