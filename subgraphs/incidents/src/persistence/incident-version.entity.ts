import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { PurposeOfUse } from '@alliance/schema';
import { isOwnSql, viewerSql } from '@alliance/kit';
import type { ClaimContent } from '../domain/claim.js';
import type { IncidentContent } from '../domain/incident-content.js';
import type { IncidentState } from '../domain/incident-state.js';
import { type VersionChange, versionChanges } from '../domain/incident-vocabulary.js';
import { IncidentEntity } from './incident.entity.js';

/** What an incident said in one of its versions. Times are ISO 8601 text. */
export interface VersionContent extends Omit<IncidentContent, 'occurred' | 'detectedAt'> {
  readonly state: IncidentState;
  readonly occurred: { readonly from: string | null; readonly to: string | null; readonly fidelity: string };
  readonly detectedAt: string | null;
  /** The originator's own claims. */
  readonly claims: readonly (ClaimContent & { readonly id: string; readonly isChosen: boolean })[];
}

const ownIncident = `select 1 from "incident" parent where parent."id" = "incident_version"."incident" and parent."originator" = ${viewerSql.member}`;
const isNotSensitive = `("incident_version"."content" is null or parent."withdrawal_reason" is distinct from 'SENSITIVE')`;

/**
 * Every version that an incident ever had. Written once, never changed; read by the originator. Once it was withdrawn as
 * SENSITIVE only the withdrawal is left to read.
 */
export const IncidentVersionEntity = defineEntity({
  name: 'IncidentVersion',
  tableName: 'incident_version',
  policies: [
    { name: 'may_view', command: 'select', using: `${isOwnSql()} and exists (${ownIncident} and ${isNotSensitive})` },
    { name: 'may_insert', command: 'insert', check: `${isOwnSql()} and exists (${ownIncident})` },
  ],
  triggers: [
    {
      // Recorded last of all that belongs to a version, so that the whole of it is there.
      name: 'incident_history',
      timing: 'after',
      events: ['insert'],
      expression: `create trigger "incident_history" after insert on "incident_version" for each row execute function keep_incident_history()`,
    },
  ],
  properties: {
    incident: p.manyToOne(IncidentEntity).mapToPk().joinColumn('incident').primary(),
    version: p.integer().primary(),
    change: p.enum((): readonly VersionChange[] => versionChanges).$type<VersionChange>(),
    recordedAt: p.datetime(),
    originator: p.text(),
    /** TLP level of the incident in that version, or of the narrowest claim in it. */
    tlp: p.smallint(),
    sharingGroup: p.text().strictNullable(),
    recipients: p.array().columnType('text[]').$type<readonly string[]>(),
    releaseAt: p.datetime().strictNullable(),
    purposes: p.array().columnType('text[]').$type<readonly PurposeOfUse[]>(),
    /** Null for the withdrawal, which says nothing. */
    content: p.json<VersionContent>().strictNullable(),
  },
});

export type IncidentVersionRow = InferEntity<typeof IncidentVersionEntity>;
