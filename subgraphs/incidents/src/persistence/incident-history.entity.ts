import { defineEntity, p } from '@mikro-orm/core';
import { type DefinerFunction, mayViewSql, viewerSql } from '@alliance/kit';
import type { PartyContent } from '../domain/incident-content.js';
import { claimProperties } from './claim.entity.js';
import { incidentProperties } from './incident.entity.js';

/** What was current at the moment that the session asks for, if its viewer could see it then; without a moment nothing. */
const wasSeen = `${viewerSql.asOf} is not null and updated_at <= ${viewerSql.asOf} and (superseded_at is null or superseded_at > ${viewerSql.asOf}) and ${mayViewSql({ sharedAt: 'updated_at' })}`;

/**
 * Every version of an incident as its readers saw it, with its parties, the current one included. Filled by the database
 * whenever a version is recorded; the unprivileged role only reads, and only as of a moment.
 */
export const IncidentHistoryEntity = defineEntity({
  name: 'IncidentHistory',
  tableName: 'incident_history',
  policies: [
    {
      name: 'may_view',
      command: 'select',
      using: `${wasSeen} and (withdrawn_at is not null or not incident_recalled(id))`,
    },
  ],
  properties: {
    ...incidentProperties,
    version: p.integer().primary(),
    parties: p.json<readonly PartyContent[]>(),
    /** When the next version was recorded; null for the current one. */
    supersededAt: p.datetime().strictNullable(),
  },
});

/** Every version of a claim while it stood, the current one included; seen where its incident was. */
export const ClaimHistoryEntity = defineEntity({
  name: 'ClaimHistory',
  tableName: 'claim_history',
  policies: [
    {
      name: 'may_view',
      command: 'select',
      using: `${wasSeen} and exists (select 1 from "incident_history" parent where parent."id" = "claim_history"."incident" and parent."withdrawn_at" is null) and not claim_recalled(id)`,
    },
  ],
  indexes: [{ name: 'claim_history_incident_index', properties: ['incident'] }],
  properties: {
    ...claimProperties,
    incident: p.text(),
    version: p.integer().primary(),
    /** When it was marked anew or withdrawn; null while it stands as it is. */
    supersededAt: p.datetime().strictNullable(),
  },
});

export const historyFunctions: readonly DefinerFunction[] = [
  {
    signature: 'incident_recalled(text)',
    returns: 'boolean',
    body: `begin return exists (select 1 from incident i where i.id = $1 and i.withdrawal_reason = 'SENSITIVE'); end`,
  },
  {
    signature: 'claim_recalled(text)',
    returns: 'boolean',
    body: `begin return exists (select 1 from claim c where c.id = $1 and c.withdrawal_reason = 'SENSITIVE'); end`,
  },
  {
    signature: 'keep_incident_history()',
    returns: 'trigger',
    body: `begin
      update incident_history set superseded_at = new.recorded_at where id = new.incident and superseded_at is null;
      insert into incident_history
        select kept.* from incident i, jsonb_populate_record(null::incident_history,
          to_jsonb(i) || jsonb_build_object('parties', coalesce(new.content -> 'parties', '[]'::jsonb))) kept
        where i.id = new.incident;
      return null;
    end`,
  },
  {
    signature: 'keep_claim_history()',
    returns: 'trigger',
    body: `begin
      if tg_op = 'UPDATE' and new.version = old.version and new.withdrawn_at is not distinct from old.withdrawn_at then return null; end if;
      update claim_history set superseded_at = coalesce(new.withdrawn_at, new.updated_at) where id = new.id and superseded_at is null;
      if new.withdrawn_at is null then
        insert into claim_history select * from jsonb_populate_record(null::claim_history, to_jsonb(new));
      end if;
      return null;
    end`,
  },
];
