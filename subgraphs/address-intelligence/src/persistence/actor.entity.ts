import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { anyViewer, viewerSql } from '@alliance/kit';

const isOwn = `originator = ${viewerSql.member}`;

/** Somebody known by a name: a service, a project, a group. Public; changed by the member that introduced it. */
export const ActorEntity = defineEntity({
  name: 'Actor',
  tableName: 'actor',
  policies: [
    { name: 'may_view', command: 'select', using: anyViewer },
    { name: 'may_insert', command: 'insert', check: isOwn },
    { name: 'may_update', command: 'update', using: isOwn, check: isOwn },
  ],
  properties: {
    id: p.text().primary(),
    originator: p.text(),
    label: p.text(),
    uri: p.text().strictNullable(),
    categories: p.array().columnType('text[]'),
    jurisdictions: p.array().columnType('text[]'),
    aliases: p.array().columnType('text[]'),
    contentHash: p.text(),
    updatedAt: p.datetime(),
  },
});

export type ActorRow = InferEntity<typeof ActorEntity>;
