import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { OriginatorDisplay, Pap, PurposeOfUse } from '@alliance/schema';
import { isOwnSql, mayViewSql, mayWriteSql, viewerSql } from '@alliance/kit';
import type { Concept } from '../domain/attestation/concept.js';
import type {
  ClaimType,
  EvidenceKind,
  Method,
  Reliability,
  SubjectKind,
  WithdrawalReason,
} from '../domain/attestation/vocabulary.js';

export interface StoredEvidence {
  readonly kind: EvidenceKind;
  readonly uri: string | null;
  readonly sha256: string | null;
}

const isOwn = `originator = ${viewerSql.member}`;

/** A version without a word of content, which may come into a sharing group that its originator has left. */
const tombstone = `(state = 'WITHDRAWN' and withdrawal_note is null and submitted is null and concepts = '{}' and label is null and statement is null and actor is null and reliability is null and observed_from is null and observed_to is null and valid_until is null and evidence = '[]' and derived_from = '{}')`;

/** What a tombstone has in common with the version that it ends. */
const kept = `originator reference reference_key content_hash subject_kind claim_type method source tlp sharing_group recipients release_at purposes pap originator_display list list_version`;
const keptOf = (row: 'new' | 'ended'): string =>
  `(${kept
    .split(' ')
    .map((column) => `${row}."${column}"`)
    .join(', ')})`;
const endsNothing = `not exists (select 1 from "attestation" ended where ended."id" = new."id" and ended."version" = new."version" - 1 and ended."state" = 'PUBLISHED' and ${keptOf('ended')} is not distinct from ${keptOf('new')} and (new."subject", new."subject_key") in (('', ''), (ended."subject", ended."subject_key")))`;

/** Current now; or else, where the session asks for an earlier moment, current then and not recalled since. */
const isCurrent = `case when ${viewerSql.asOf} is null then superseded_at is null or (${isOwn} and not attestation_recalled(id, version)) else published_at <= ${viewerSql.asOf} and (superseded_at is null or (superseded_at > ${viewerSql.asOf} and not attestation_recalled(id, version))) end`;

/**
 * A version of an attestation. What was published is never changed: a correction and a withdrawal are new versions, and
 * the unprivileged role may update nothing but when a version ceased to be the current one and in which edition of its
 * list it was last seen. Versions that are not current are their originator's alone, and nobody's once it was withdrawn as
 * SENSITIVE; a session that asks for an earlier
 * moment sees in their place the one that was current then.
 */
export const AttestationEntity = defineEntity({
  name: 'Attestation',
  tableName: 'attestation',
  policies: [
    { name: 'may_view', command: 'select', using: `${mayViewSql()} and ${isCurrent}` },
    { name: 'may_insert', command: 'insert', check: `${mayWriteSql()} or (${isOwnSql()} and ${tombstone})` },
    // What has ceased to be current never is again.
    { name: 'may_update', command: 'update', using: `${isOwn} and superseded_at is null`, check: isOwn },
  ],
  triggers: [
    {
      // The policies see the new row alone; nothing comes into a group as the end of something that was never there.
      name: 'withdrawal_ends_version',
      timing: 'before',
      events: ['insert'],
      when: `new.state = 'WITHDRAWN'`,
      body: `if ${endsNothing} then raise exception 'A withdrawal ends the version before it, marked as that one.' using errcode = '42501'; end if; return new;`,
    },
  ],
  indexes: [
    {
      name: 'attestation_current_subject',
      expression:
        'create index "attestation_current_subject" on "attestation" ("subject_key") where "superseded_at" is null',
    },
    {
      name: 'attestation_past_subject',
      expression:
        'create index "attestation_past_subject" on "attestation" ("subject_key") where "superseded_at" is not null',
    },
    {
      name: 'attestation_current_published',
      expression:
        'create index "attestation_current_published" on "attestation" ("published_at", "id") where "superseded_at" is null',
    },
    {
      name: 'attestation_current_list',
      expression:
        'create index "attestation_current_list" on "attestation" ("originator", "list", "list_version") where "superseded_at" is null and "list" is not null',
    },
  ],
  uniques: [
    {
      name: 'attestation_current_reference',
      expression:
        'create unique index "attestation_current_reference" on "attestation" ("originator", "reference_key") where "superseded_at" is null',
    },
  ],
  properties: {
    id: p.uuid().primary(),
    version: p.integer().primary(),
    originator: p.text(),
    /** The originator's own key, and its SHA-256 cut to 128 bits, which is what is indexed. */
    reference: p.text(),
    referenceKey: p.uuid(),
    contentHash: p.text(),
    subjectKind: p.text().$type<SubjectKind>(),
    /** CAIP-10 id, transaction, domain or actor. */
    subject: p.text(),
    /** By what it is looked up: the payload of an address in hexadecimal, so that one look-up finds every chain. */
    subjectKey: p.text(),
    submitted: p.text().strictNullable(),
    claimType: p.text().$type<ClaimType>(),
    concepts: p.array().columnType('text[]').$type<Concept[]>(),
    label: p.text().strictNullable(),
    statement: p.text().strictNullable(),
    actor: p.text().strictNullable(),
    method: p.text().$type<Method>(),
    reliability: p.text().$type<Reliability>().strictNullable(),
    observedFrom: p.datetime().strictNullable(),
    observedTo: p.datetime().strictNullable(),
    validUntil: p.datetime().strictNullable(),
    evidence: p.json<readonly StoredEvidence[]>(),
    source: p.text(),
    derivedFrom: p.array().columnType('text[]'),
    tlp: p.smallint(),
    sharingGroup: p.text().strictNullable(),
    recipients: p.array().columnType('text[]').$type<readonly string[]>(),
    releaseAt: p.datetime().strictNullable(),
    purposes: p.array().columnType('text[]').$type<readonly PurposeOfUse[]>(),
    pap: p.text().$type<Pap>(),
    originatorDisplay: p.text().$type<OriginatorDisplay>(),
    state: p.text().$type<'PUBLISHED' | 'WITHDRAWN'>(),
    publishedAt: p.datetime(),
    supersededAt: p.datetime().strictNullable(),
    list: p.text().strictNullable(),
    /** Edition of the list in which it was last seen. */
    listVersion: p.date().strictNullable(),
    withdrawalReason: p.text().$type<WithdrawalReason>().strictNullable(),
    /** As of which day it no longer holds. */
    withdrawnOn: p.date().strictNullable(),
    withdrawalNote: p.text().strictNullable(),
  },
});

export type AttestationRow = InferEntity<typeof AttestationEntity>;
