import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { dependentPolicies } from '@alliance/kit';
import { partyRoles, type PartyRole } from '../domain/incident-vocabulary.js';
import { IncidentEntity } from './incident.entity.js';

/** Who took part in an incident; seen with it, written by its originator. */
export const PartyEntity = defineEntity({
  name: 'Party',
  tableName: 'party',
  policies: dependentPolicies({ table: 'incident', key: 'id', via: '"party"."incident"' }),
  properties: {
    id: p.text().primary(),
    incident: p.manyToOne(IncidentEntity).mapToPk().joinColumn('incident').index(),
    position: p.integer(),
    /** CAIP-10. */
    address: p.text().strictNullable().index(),
    submitted: p.text().strictNullable(),
    actor: p.text().strictNullable(),
    role: p.enum((): readonly PartyRole[] => partyRoles).$type<PartyRole>(),
    note: p.text().strictNullable(),
    since: p.date().strictNullable(),
    until: p.date().strictNullable(),
  },
});

export type PartyRow = InferEntity<typeof PartyEntity>;
