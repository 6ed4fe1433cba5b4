import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { DateScalar, type Session } from '@alliance/kit';
import type { SourceKind } from '../domain/attestation/vocabulary.js';
import type { SourceRow } from '../persistence/source.entity.js';
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

/**
 * A source as its reader sees it. The one way from a row into the graph: the ledger hears of it here, without telling the
 * reader whose it is, since a source does not show that either.
 */
export function showSource(row: SourceRow, session: Session): SourceType {
  const { id, tlp, originator } = row;
  session.disclose('Source', { id, tlp, originator, originatorDisplay: 'ANONYMOUS' });
  return row;
}
