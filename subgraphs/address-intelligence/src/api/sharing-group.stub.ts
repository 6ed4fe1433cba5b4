import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** A sharing group as this institution refers to it. */
@ObjectType('SharingGroup')
@Directive('@key(fields: "id", resolvable: false)')
export class SharingGroupStub {
  @Field(() => ID)
  id!: string;
}
