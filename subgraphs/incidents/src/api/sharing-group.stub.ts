import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** A sharing group, kept by another institution. */
@ObjectType('SharingGroup')
@Directive('@key(fields: "id", resolvable: false)')
export class SharingGroupStub {
  @Field(() => ID)
  id!: string;
}
