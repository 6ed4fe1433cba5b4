import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { viewerSql } from '../database/visibility-policies.js';
import type { RecallReason } from './recall-vocabulary.js';

/** Nobody learns of a record beyond its clearance, and of RED none but the callers who read it. */
const isWithinReach = `(tlp <= ${viewerSql.clearance} and (tlp < 4 or ${viewerSql.caller} = any (readers)))`;
const isReader = `(${viewerSql.kind} = 'member' and reader = ${viewerSql.member} and ${isWithinReach})`;
const isOriginator = `(${viewerSql.kind} = 'member' and originator = ${viewerSql.member} and tlp <= ${viewerSql.clearance})`;

/**
 * That an institution which has read a record must drop it. Issued by `recall_issue` and by the trigger of the ledger
 * alone: the unprivileged role inserts none. It says once when it was delivered and once that it was acknowledged.
 */
export const RecallEntity = defineEntity({
  name: 'Recall',
  tableName: 'recall',
  policies: [
    { name: 'may_view', command: 'select', using: `${isReader} or ${isOriginator}` },
    { name: 'may_update', command: 'update', using: isReader, check: isReader },
  ],
  triggers: [
    {
      name: 'says_it_once',
      timing: 'before',
      events: ['update'],
      when: `old.readers is not distinct from new.readers`,
      body: `if (old.delivered_at is not null and new.delivered_at is distinct from old.delivered_at) or (old.acknowledged_at is not null and (new.acknowledged_at, new.acknowledged_by) is distinct from (old.acknowledged_at, old.acknowledged_by)) or (new.acknowledged_at is not null and (new.delivered_at is null or new.acknowledged_by is null)) then raise exception 'A recall is delivered once, and acknowledged once.' using errcode = '42501'; end if; return new;`,
    },
  ],
  indexes: [
    { name: 'recall_whole', properties: ['wholeId'] },
    {
      name: 'recall_reader',
      expression: 'create index "recall_reader" on "recall" ("reader", "issued_at", "id")',
    },
    { name: 'recall_by_notice', properties: ['notice'] },
  ],
  uniques: [{ name: 'recall_once', properties: ['recordType', 'recordId', 'version', 'reader'] }],
  properties: {
    id: p.uuid().primary(),
    /** The withdrawal or correction from which it follows. */
    notice: p.uuid(),
    recordType: p.text(),
    recordId: p.text(),
    /** The record of which it is a part, as the incident of a claim; otherwise the record itself. */
    wholeId: p.text(),
    /** What came before this version is to be dropped. */
    version: p.integer(),
    reason: p.text().$type<RecallReason>(),
    issuedAt: p.datetime(),
    originator: p.text(),
    originatorShown: p.boolean(),
    /** TLP level under which it was read. */
    tlp: p.smallint(),
    sharingGroup: p.text().strictNullable(),
    /** The institution that must drop it, and its callers who read it, by their pseudonyms. */
    reader: p.text(),
    readers: p.array().columnType('text[]'),
    deliveredAt: p.datetime().strictNullable(),
    acknowledgedAt: p.datetime().strictNullable(),
    acknowledgedBy: p.text().strictNullable(),
  },
});

export type RecallRow = InferEntity<typeof RecallEntity>;

/**
 * That a record was withdrawn or marked more narrowly, whoever has read it: by it late readers are found, and content that
 * must not come back. The unprivileged role has no right to it.
 */
export const RecallNoticeEntity = defineEntity({
  name: 'RecallNotice',
  tableName: 'recall_notice',
  policies: [{ name: 'nobody', command: 'select', using: 'false' }],
  indexes: [
    { name: 'recall_notice_record', properties: ['recordId', 'recordType'] },
    {
      name: 'recall_notice_content',
      expression: 'create index "recall_notice_content" on "recall_notice" using gin ("content_keys")',
    },
  ],
  properties: {
    id: p.uuid().primary(),
    recordType: p.text(),
    recordId: p.text(),
    wholeId: p.text(),
    version: p.integer(),
    reason: p.text().$type<RecallReason>(),
    issuedAt: p.datetime(),
    originator: p.text(),
    originatorShown: p.boolean(),
    tlp: p.smallint(),
    sharingGroup: p.text().strictNullable(),
    /** Of SENSITIVE withdrawals: hashes of what the record ever said. */
    contentKeys: p.array().columnType('text[]'),
  },
});

export const recallEntities = [RecallEntity, RecallNoticeEntity];

/** What the unprivileged role may do. */
export const recallGrants = {
  recall: 'SELECT, UPDATE (delivered_at, acknowledged_at, acknowledged_by)',
} as const;
