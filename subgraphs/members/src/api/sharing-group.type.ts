import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { type JoinSees, joinSeesValues, type Tlp, tlpOfLevel } from '@alliance/schema';
import { enumOf, TlpEnum } from '@alliance/kit';
import {
  type GroupRole,
  groupRoles,
  type GroupStatus,
  groupStatuses,
  type Reshare,
  reshares,
} from '../domain/member-vocabulary.js';
import { type SharingGroupRow } from '../persistence/sharing-group.entity.js';

export const ReshareEnum = enumOf<Reshare>(reshares);
export const JoinSeesEnum = enumOf<JoinSees>(joinSeesValues);
export const GroupStatusEnum = enumOf<GroupStatus>(groupStatuses);
export const GroupRoleEnum = enumOf<GroupRole>(groupRoles);

registerEnumType(ReshareEnum, { name: 'Reshare', description: 'Who may pass on what is read in a group.' });
registerEnumType(JoinSeesEnum, {
  name: 'JoinSees',
  description: 'Whether a newcomer sees what was shared before it came.',
});
registerEnumType(GroupStatusEnum, { name: 'GroupStatus' });
registerEnumType(GroupRoleEnum, { name: 'GroupRole' });

@ObjectType('Membership', { description: "A member's time in a sharing group." })
export class MembershipType {
  @Field(() => GroupRoleEnum)
  role!: GroupRole;

  @Field(() => Date)
  since!: Date;

  @Field(() => Date, { nullable: true, description: 'Null while it lasts.' })
  until!: Date | null;

  /** Key of the member, which the resolver follows. */
  memberId!: string;
}

@ObjectType('SharingGroup', {
  description: 'Institutions that share what nobody else may read. Seen by those who belong to it.',
})
@Directive('@key(fields: "id")')
export class SharingGroupType {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  name!: string;

  @Field(() => String)
  purpose!: string;

  @Field(() => TlpEnum, { description: 'The narrowest marking that may be shared here.' })
  maxTlp!: Tlp;

  @Field(() => ReshareEnum)
  reshare!: Reshare;

  @Field(() => JoinSeesEnum)
  joinSees!: JoinSees;

  @Field(() => GroupStatusEnum)
  status!: GroupStatus;

  @Field(() => Date)
  createdAt!: Date;

  /** Key of the owner, which the resolver follows. */
  ownerId!: string;
}

/** A row as the graph shows it. */
export function sharingGroupOf(row: SharingGroupRow): SharingGroupType {
  return { ...row, maxTlp: tlpOfLevel(row.maxTlp), ownerId: row.owner };
}
