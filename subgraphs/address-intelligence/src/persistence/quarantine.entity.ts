import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { viewerSql } from '@alliance/kit';

const isOwn = `originator = ${viewerSql.member}`;

/** What a member submitted and the graph could not take, with the reason. Its own business alone. */
export const QuarantineEntity = defineEntity({
  name: 'Quarantine',
  tableName: 'quarantine',
  policies: [
    { name: 'may_view', command: 'select', using: isOwn },
    { name: 'may_insert', command: 'insert', check: isOwn },
    { name: 'may_update', command: 'update', using: isOwn, check: isOwn },
    { name: 'may_delete', command: 'delete', using: isOwn },
  ],
  properties: {
    id: p.uuid().primary(),
    originator: p.text(),
    reference: p.text(),
    referenceKey: p.uuid(),
    chain: p.text().strictNullable(),
    submitted: p.text().strictNullable(),
    reason: p.text(),
    message: p.text(),
    item: p.json<object>(),
    firstSeenAt: p.datetime(),
    lastSeenAt: p.datetime(),
  },
  uniques: [{ name: 'quarantine_reference', properties: ['originator', 'referenceKey'] }],
});

export type QuarantineRow = InferEntity<typeof QuarantineEntity>;

/** Up to which edition a member has concluded a list, so that an older edition cannot bring back what ended. */
export const ConcludedListEntity = defineEntity({
  name: 'ConcludedList',
  tableName: 'concluded_list',
  policies: [
    { name: 'may_view', command: 'select', using: isOwn },
    { name: 'may_insert', command: 'insert', check: isOwn },
    { name: 'may_update', command: 'update', using: isOwn, check: isOwn },
  ],
  properties: {
    originator: p.text().primary(),
    list: p.text().primary(),
    version: p.date(),
    concludedAt: p.datetime(),
  },
});
