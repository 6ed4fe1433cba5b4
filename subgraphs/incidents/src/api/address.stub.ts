import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** An address, of which the address-intelligence institution keeps everything but its incidents. */
@ObjectType('Address')
@Directive('@key(fields: "id")')
export class AddressStub {
  @Field(() => ID, { description: 'CAIP-10.' })
  id!: string;
}
