import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** A member of the alliance, of whom another institution keeps everything but its incidents. */
@ObjectType('Member')
@Directive('@key(fields: "id")')
export class MemberStub {
  @Field(() => ID)
  id!: string;
}
