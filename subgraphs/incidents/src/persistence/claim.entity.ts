import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { type OriginatorDisplay, originatorDisplays, type Pap, paps, type PurposeOfUse } from '@alliance/schema';
import { isOwnSql, mayViewSql, mayWriteSql, viewerSql } from '@alliance/kit';
import { type ClaimFact, claimFacts } from '../domain/claim.js';
import { type WithdrawalReason, withdrawalReasons } from '../domain/incident-vocabulary.js';
import { IncidentEntity } from './incident.entity.js';

/** The incident's own policies hold inside of these, so that a claim is never seen where its incident is not. */
const liveIncident =
  'select 1 from "incident" parent where parent."id" = "claim"."incident" and parent."withdrawn_at" is null';
const columns = { sharedAt: 'updated_at' };
const notWithdrawn = `("claim"."withdrawn_at" is null or "claim"."originator" = ${viewerSql.member})`;

/** The columns of a claim, and of the versions that it had. */
export const claimProperties = {
  id: p.text().primary(),
  incident: p.manyToOne(IncidentEntity).mapToPk().joinColumn('incident').index(),
  version: p.integer(),
  /** Place among the claims that were made at the same time. */
  position: p.integer(),
  fact: p.enum((): readonly ClaimFact[] => claimFacts).$type<ClaimFact>(),
  value: p.text(),
  unit: p.text().strictNullable(),
  rateDate: p.date().strictNullable(),
  asOf: p.date().strictNullable(),
  publisher: p.text(),
  url: p.text().strictNullable(),
  retrievedOn: p.date().strictNullable(),
  note: p.text().strictNullable(),
  /** Part of the originator's report, and replaced with it; otherwise added by itself. */
  reported: p.boolean(),
  contentHash: p.text(),
  originator: p.text(),
  originatorDisplay: p.enum((): readonly OriginatorDisplay[] => originatorDisplays).$type<OriginatorDisplay>(),
  /** TLP level, 0 (CLEAR) to 4 (RED). */
  tlp: p.smallint(),
  pap: p.enum((): readonly Pap[] => paps).$type<Pap>(),
  sharingGroup: p.text().strictNullable(),
  recipients: p.array().columnType('text[]').$type<readonly string[]>(),
  releaseAt: p.datetime().strictNullable(),
  purposes: p.array().columnType('text[]').$type<readonly PurposeOfUse[]>(),
  publishedAt: p.datetime(),
  /** When this version was published: at first, or when it was marked anew. */
  updatedAt: p.datetime(),
  withdrawnAt: p.datetime().strictNullable(),
  withdrawalReason: p
    .enum((): readonly WithdrawalReason[] => withdrawalReasons)
    .$type<WithdrawalReason>()
    .strictNullable(),
  withdrawalNote: p.text().strictNullable(),
};

/**
 * What a source claims about an incident. Any member may add claims to an incident that it sees, under a marking of its
 * own that is at least as narrow as the incident's.
 */
export const ClaimEntity = defineEntity({
  name: 'Claim',
  tableName: 'claim',
  policies: [
    {
      name: 'may_view',
      command: 'select',
      using: `${mayViewSql(columns)} and ${notWithdrawn} and exists (${liveIncident})`,
    },
    {
      name: 'may_insert',
      command: 'insert',
      check: `${mayWriteSql()} and exists (${liveIncident} and parent."tlp" <= "claim"."tlp")`,
    },
    {
      name: 'may_update',
      command: 'update',
      using: isOwnSql(),
      // A withdrawn claim is seen by its originator alone, which may have left the sharing group.
      check: `${mayWriteSql()} or (${isOwnSql()} and withdrawn_at is not null)`,
    },
  ],
  triggers: [
    {
      name: 'claim_history',
      timing: 'after',
      events: ['insert', 'update'],
      expression: `create trigger "claim_history" after insert or update on "claim" for each row execute function keep_claim_history()`,
    },
  ],
  checks: [{ name: 'claim_tlp_check', expression: 'tlp between 0 and 4' }],
  properties: claimProperties,
});

export type ClaimRow = InferEntity<typeof ClaimEntity>;
