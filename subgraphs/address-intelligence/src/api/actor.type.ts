import { Directive, Field, ID, ObjectType } from 'type-graphql';

@ObjectType('Actor', { description: 'Somebody known by a name: a service, a project, a group.' })
@Directive('@key(fields: "id")')
export class ActorType {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  label!: string;

  @Field(() => String, { nullable: true })
  uri!: string | null;

  @Field(() => [String])
  categories!: string[];

  @Field(() => [String])
  jurisdictions!: string[];

  @Field(() => [String])
  aliases!: string[];
}
