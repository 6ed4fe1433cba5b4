import { Field, ObjectType } from 'type-graphql';
import { DateScalar } from '@alliance/kit';
import type { PartyRole } from '../domain/incident-vocabulary.js';
import type { IncidentParty } from '../persistence/incident.repository.js';
import { PartyRoleEnum } from './incident-enums.js';

@ObjectType('Party', {
  description: 'Who took part in an incident, by address, by name, or both. Victims are never named.',
})
export class PartyType {
  @Field(() => String, { nullable: true, description: 'The address as it was submitted.' })
  submitted!: string | null;

  @Field(() => String, { nullable: true })
  actor!: string | null;

  @Field(() => PartyRoleEnum)
  role!: PartyRole;

  @Field(() => String, { nullable: true })
  note!: string | null;

  @Field(() => DateScalar, { nullable: true })
  since!: string | null;

  @Field(() => DateScalar, { nullable: true })
  until!: string | null;

  readonly addressId!: string | null;
}

export function partyTypeOf({ address, submitted, actor, role, note, since, until }: IncidentParty): PartyType {
  return { addressId: address, submitted, actor, role, note, since, until };
}
