import { Arg, Ctx, Directive, Field, FieldResolver, ID, ObjectType, Query, Resolver, Root } from 'type-graphql';
import {
  type GroupMembership,
  type JoinSees,
  type KeyHolder,
  type MemberViewer,
  type PurposeOfUse,
  refusal,
  type Role,
  type Tlp,
} from '@alliance/schema';
import { DateTimeScalar, PurposeOfUseEnum, RoleEnum, TlpEnum } from '@alliance/kit';
import { findKeyHolder } from '../persistence/api-key.repository.js';
import { MemberType } from './member.type.js';
import type { MembersContext } from './members-context.js';
import { JoinSeesEnum, sharingGroupOf, SharingGroupType } from './sharing-group.type.js';

@ObjectType('Principal', { description: 'You: the user or program that asks.' })
export class PrincipalType {
  @Field(() => ID, { description: 'A pseudonym; other institutions know you by another one.' })
  id!: string;

  @Field(() => [RoleEnum])
  roles!: readonly Role[];

  @Field(() => TlpEnum, { description: 'The narrowest marking you may read.' })
  clearance!: Tlp;

  @Field(() => PurposeOfUseEnum, {
    nullable: true,
    description: 'The purpose of use that your key states. Without one you read nothing that is limited to purposes.',
  })
  purpose!: PurposeOfUse | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the key or access token that you showed runs out; null when it does not by itself.',
  })
  until!: Date | null;

  /** Keys that the resolver follows. */
  memberId!: string;
  groupIds!: readonly string[];
}

@ObjectType('KeyHolderGroup', { description: 'What a caller may do in a sharing group. For the hub alone.' })
@Directive('@inaccessible')
export class KeyHolderGroupType implements GroupMembership {
  @Field(() => ID)
  id!: string;

  @Field(() => String, { description: 'When its institution joined; ISO 8601.' })
  since!: string;

  @Field(() => JoinSeesEnum)
  joinSees!: JoinSees;

  @Field(() => Boolean)
  mayWrite!: boolean;

  @Field(() => TlpEnum)
  maxTlp!: Tlp;
}

@ObjectType('KeyHolder', { description: 'Who holds an API key. For the hub alone.' })
@Directive('@inaccessible')
export class KeyHolderType implements KeyHolder {
  @Field(() => ID)
  principal!: string;

  @Field(() => ID)
  member!: string;

  @Field(() => [RoleEnum])
  roles!: readonly Role[];

  @Field(() => TlpEnum)
  clearance!: Tlp;

  @Field(() => [KeyHolderGroupType])
  groups!: readonly KeyHolderGroupType[];

  @Field(() => PurposeOfUseEnum, { nullable: true })
  purpose!: PurposeOfUse | null;

  @Field(() => String, { nullable: true })
  expiresAt!: string | null;
}

@Resolver(() => PrincipalType)
export class PrincipalResolver {
  @Query(() => PrincipalType, { nullable: true, description: 'Who you are to the alliance; null without a login.' })
  me(@Ctx() { viewer }: MembersContext): PrincipalType | null {
    return viewer.kind === 'member' ? principalOf(viewer) : null;
  }

  @FieldResolver(() => MemberType)
  async member(@Root() principal: PrincipalType, @Ctx() { loaders }: MembersContext): Promise<MemberType> {
    const member = await loaders.members.load(principal.memberId);
    if (member === null) throw refusal('NOT_FOUND', `There is no member "${principal.memberId}".`);
    return member;
  }

  @FieldResolver(() => [SharingGroupType], { description: 'The open sharing groups of your institution.' })
  async groups(@Root() principal: PrincipalType, @Ctx() { loaders }: MembersContext): Promise<SharingGroupType[]> {
    const rows = await Promise.all(principal.groupIds.map((id) => loaders.groups.load(id)));
    return rows.filter((row) => row !== null).map(sharingGroupOf);
  }

  @Query(() => KeyHolderType, { nullable: true })
  @Directive('@inaccessible')
  keyHolder(
    @Arg('keyId', () => ID) keyId: string,
    @Arg('secretHash', () => String) secretHash: string,
    @Ctx() { viewer, session }: MembersContext,
  ): Promise<KeyHolder | null> {
    if (viewer.kind !== 'hub') throw refusal('FORBIDDEN', 'Only the hub asks who holds a key.');
    return findKeyHolder(session, { keyId, secretHash });
  }
}

function principalOf({ caller, member, roles, clearance, groups, purpose, until }: MemberViewer): PrincipalType {
  return {
    id: caller,
    memberId: member,
    roles,
    clearance,
    groupIds: groups.map((group) => group.id),
    purpose: purpose ?? null,
    until: until === undefined ? null : new Date(until),
  };
}
