import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** A member as this institution refers to it; the members' own subgraph tells the rest. */
@ObjectType('Member')
@Directive('@key(fields: "id")')
export class MemberStub {
  @Field(() => ID)
  id!: string;
}
