import { Arg, Ctx, Directive, Field, ID, ObjectType, Query, Resolver } from 'type-graphql';
import { type MemberStanding, refusal } from '@alliance/schema';
import { findMemberStanding } from '../persistence/member-standing.repository.js';
import type { MembersContext } from './members-context.js';
import { KeyHolderGroupType } from './principal.resolver.js';

@ObjectType('MemberStanding', { description: 'How an active member stands. For the hub alone.' })
@Directive('@inaccessible')
export class MemberStandingType implements MemberStanding {
  @Field(() => ID)
  member!: string;

  @Field(() => [KeyHolderGroupType])
  groups!: readonly KeyHolderGroupType[];
}

@Resolver(() => MemberStandingType)
export class MemberStandingResolver {
  @Query(() => MemberStandingType, { nullable: true })
  @Directive('@inaccessible')
  memberStanding(
    @Arg('member', () => ID) member: string,
    @Ctx() { viewer, session }: MembersContext,
  ): Promise<MemberStanding | null> {
    if (viewer.kind !== 'hub') throw refusal('FORBIDDEN', 'Only the hub asks how a member stands.');
    return findMemberStanding(session, member);
  }
}
