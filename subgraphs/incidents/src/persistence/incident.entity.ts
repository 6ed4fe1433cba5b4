import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { type OriginatorDisplay, originatorDisplays, type Pap, paps, type PurposeOfUse } from '@alliance/schema';
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

/** A withdrawn incident without a word of its content. */
const tombstone = `("withdrawn_at" is not null and "withdrawal_note" is null and "title" = '' and "summary" is null and "category" = 'OTHER' and "techniques" = '{}' and "rejection" is null and "state_note" is null and "merged_into" is null and "severity" = 'NOT_SPECIFIED' and "occurred_from" is null and "occurred_to" is null and "occurred_fidelity" is null and "detected_at" is null and "chains" = '{}' and "jurisdictions" = '{}' and "transactions" = '[]' and "domains" = '{}' and "timeline" = '[]' and "reference_list" = '[]' and "chosen" = '{}')`;

const marking = ['originator', 'tlp', 'sharing_group', 'recipients', 'release_at', 'purposes'];
const markingOf = (row: 'old' | 'new'): string => `(${marking.map((column) => `${row}."${column}"`).join(', ')})`;

/** The columns of an incident, and of the versions that it had. */
export const incidentProperties = {
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
  recipients: p.array().columnType('text[]').$type<readonly string[]>(),
  releaseAt: p.datetime().strictNullable(),
  purposes: p.array().columnType('text[]').$type<readonly PurposeOfUse[]>(),
  publishedAt: p.datetime(),
  updatedAt: p.datetime(),
  withdrawnAt: p.datetime().strictNullable(),
  withdrawalReason: p
    .enum((): readonly WithdrawalReason[] => withdrawalReasons)
    .$type<WithdrawalReason>()
    .strictNullable(),
  withdrawalNote: p.text().strictNullable(),
};

/** An incident as it stands now. A withdrawn one keeps its row, emptied. */
export const IncidentEntity = defineEntity({
  name: 'Incident',
  tableName: 'incident',
  policies: markedPolicies({ sharedAt: 'updated_at', tombstone }),
  triggers: [
    {
      // The policies see the new row alone; who left a group must not move a tombstone into another.
      name: 'withdrawal_keeps_marking',
      timing: 'before',
      events: ['update'],
      when: 'new.withdrawn_at is not null',
      body: `if old.withdrawn_at is not null or ${markingOf('old')} is distinct from ${markingOf('new')} then raise exception 'A withdrawal is the last version, marked as the one before.' using errcode = '42501'; end if; return new;`,
    },
  ],
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
  properties: incidentProperties,
});

export type IncidentRow = InferEntity<typeof IncidentEntity>;
