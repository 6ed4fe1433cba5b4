import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { DateScalar } from '@alliance/kit';
import type { SourceKind } from '../domain/attestation/vocabulary.js';
import { SourceKindEnum } from './intelligence-enums.js';

@ObjectType('Source', { description: 'Where a statement was found.' })
@Directive('@key(fields: "id")')
export class SourceType {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  publisher!: string;

  @Field(() => String, { nullable: true })
  url!: string | null;

  @Field(() => SourceKindEnum)
  kind!: SourceKind;

  @Field(() => String, { nullable: true })
  title!: string | null;

  @Field(() => DateScalar, { nullable: true })
  retrievedOn!: string | null;

  @Field(() => String, { nullable: true })
  licence!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The source that this one took in; null when it is a root itself.',
  })
  root!: string | null;

  @Field(() => String, { description: 'Lineage as it compares: sources with the same value count once.' })
  rootKey!: string;
}
