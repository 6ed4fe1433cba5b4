import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { type OriginatorDisplay, originatorDisplays, type Pap, paps } from '@alliance/schema';
import { markedPolicies } from '@alliance/kit';
import type { ClaimFact } from '../domain/claim.js';
import type { ReferenceContent, TimelineEntryContent, TransactionContent } from '../domain/incident-content.js';
import {
  type IncidentState,
  incidentStates,
  type RejectionReason,
  rejectionReasons,
} from '../domain/incident-state.js';
import {
  fidelities,
  type Fidelity,
  incidentCategories,
  type IncidentCategory,
  severities,
  type Severity,
  type WithdrawalReason,
  withdrawalReasons,
} from '../domain/incident-vocabulary.js';

/** An incident as it stands now. A withdrawn one keeps its row, emptied. */
export const IncidentEntity = defineEntity({
  name: 'Incident',
  tableName: 'incident',
  policies: markedPolicies(),
  checks: [{ name: 'incident_tlp_check', expression: 'tlp between 0 and 4' }],
  uniques: [{ name: 'incident_reference_unique', properties: ['originator', 'reference'] }],
  indexes: [
    { name: 'incident_occurred_index', properties: ['occurredSort', 'id'] },
    { name: 'incident_published_index', properties: ['publishedAt', 'id'] },
    { name: 'incident_updated_index', properties: ['updatedAt', 'id'] },
    { name: 'incident_title_index', properties: ['title', 'id'] },
    { name: 'incident_chains_index', properties: ['chains'], type: 'gin' },
    { name: 'incident_jurisdictions_index', properties: ['jurisdictions'], type: 'gin' },
  ],
  properties: {
    id: p.text().primary(),
    version: p.integer(),
    /** The originator's own stable key; seen by the originator alone. */
    reference: p.text().strictNullable(),
    /** Of what the originator last said, by which a repetition is recognised. */
    contentHash: p.text(),
    title: p.text(),
    summary: p.text().strictNullable(),
    category: p.enum((): readonly IncidentCategory[] => incidentCategories).$type<IncidentCategory>(),
    techniques: p.array().columnType('text[]'),
    state: p.enum((): readonly IncidentState[] => incidentStates).$type<IncidentState>(),
    rejection: p
      .enum((): readonly RejectionReason[] => rejectionReasons)
      .$type<RejectionReason>()
      .strictNullable(),
    stateNote: p.text().strictNullable(),
    mergedInto: p.text().strictNullable(),
    severity: p.enum((): readonly Severity[] => severities).$type<Severity>(),
    occurredFrom: p.datetime().strictNullable(),
    occurredTo: p.datetime().strictNullable(),
    occurredFidelity: p
      .enum((): readonly Fidelity[] => fidelities)
      .$type<Fidelity>()
      .strictNullable(),
    /** Place in time for sorting: the beginning, or else the end. */
    occurredSort: p.datetime(),
    detectedAt: p.datetime().strictNullable(),
    chains: p.array().columnType('text[]'),
    jurisdictions: p.array().columnType('text[]'),
    transactions: p.json<readonly TransactionContent[]>(),
    domains: p.array().columnType('text[]'),
    timeline: p.json<readonly TimelineEntryContent[]>(),
    referenceList: p.json<readonly ReferenceContent[]>(),
    /** For each fact the claim that the originator chose. */
    chosen: p.json<Readonly<Partial<Record<ClaimFact, string>>>>(),
    originator: p.text(),
    originatorDisplay: p.enum((): readonly OriginatorDisplay[] => originatorDisplays).$type<OriginatorDisplay>(),
    /** TLP level, 0 (CLEAR) to 4 (RED). */
    tlp: p.smallint(),
    pap: p.enum((): readonly Pap[] => paps).$type<Pap>(),
    sharingGroup: p.text().strictNullable(),
    publishedAt: p.datetime(),
    updatedAt: p.datetime(),
    withdrawnAt: p.datetime().strictNullable(),
    withdrawalReason: p
      .enum((): readonly WithdrawalReason[] => withdrawalReasons)
      .$type<WithdrawalReason>()
      .strictNullable(),
    withdrawalNote: p.text().strictNullable(),
  },
});

export type IncidentRow = InferEntity<typeof IncidentEntity>;
