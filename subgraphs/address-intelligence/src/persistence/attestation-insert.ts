import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { runSql } from '@alliance/kit';
import type { AttestationRow } from './attestation.entity.js';

/** A version of an attestation, complete, as it goes into the table. */
export type StoredAttestation = { -readonly [K in keyof AttestationRow & string]: AttestationRow[K] };

const columns: Readonly<Record<keyof StoredAttestation, readonly [column: string, type: string]>> = {
  id: ['id', 'uuid'],
  version: ['version', 'int'],
  originator: ['originator', 'text'],
  reference: ['reference', 'text'],
  referenceKey: ['reference_key', 'uuid'],
  contentHash: ['content_hash', 'text'],
  subjectKind: ['subject_kind', 'text'],
  subject: ['subject', 'text'],
  subjectKey: ['subject_key', 'text'],
  submitted: ['submitted', 'text'],
  claimType: ['claim_type', 'text'],
  concepts: ['concepts', 'text[]'],
  label: ['label', 'text'],
  statement: ['statement', 'text'],
  actor: ['actor', 'text'],
  method: ['method', 'text'],
  reliability: ['reliability', 'text'],
  observedFrom: ['observed_from', 'timestamptz'],
  observedTo: ['observed_to', 'timestamptz'],
  validUntil: ['valid_until', 'timestamptz'],
  evidence: ['evidence', 'jsonb'],
  source: ['source', 'text'],
  derivedFrom: ['derived_from', 'text[]'],
  tlp: ['tlp', 'smallint'],
  sharingGroup: ['sharing_group', 'text'],
  recipients: ['recipients', 'text[]'],
  releaseAt: ['release_at', 'timestamptz'],
  purposes: ['purposes', 'text[]'],
  pap: ['pap', 'text'],
  originatorDisplay: ['originator_display', 'text'],
  state: ['state', 'text'],
  publishedAt: ['published_at', 'timestamptz'],
  supersededAt: ['superseded_at', 'timestamptz'],
  list: ['list', 'text'],
  listVersion: ['list_version', 'date'],
  withdrawalReason: ['withdrawal_reason', 'text'],
  withdrawnOn: ['withdrawn_on', 'date'],
  withdrawalNote: ['withdrawal_note', 'text'],
};

const pairs = Object.entries(columns);
const insertSql = `insert into attestation (${pairs.map(([, [column]]) => column).join(', ')})
  select ${pairs.map(([property]) => `"${property}"`).join(', ')}
  from json_to_recordset($1::json) as x(${pairs.map(([property, [, type]]) => `"${property}" ${type}`).join(', ')})`;

/** Writes many versions with one statement: one JSON text in, rows out, with no placeholder for each value. */
export async function insertAttestations(em: SqlEntityManager, rows: readonly StoredAttestation[]): Promise<void> {
  if (rows.length > 0) await runSql(em, insertSql, [JSON.stringify(rows)]);
}
