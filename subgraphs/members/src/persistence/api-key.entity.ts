import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { Role } from '@alliance/schema';
import { viewerSql } from '@alliance/kit';

const isOwnAdmin = `(member = ${viewerSql.member} and 'ADMIN' = any ${viewerSql.roles})`;
const isHub = `${viewerSql.kind} = 'hub'`;

/** What a caller proves itself with. Of the secret only its hash is kept. Seen by the member's own administrators. */
export const ApiKeyEntity = defineEntity({
  name: 'ApiKey',
  tableName: 'api_key',
  policies: [
    { name: 'may_view', command: 'select', using: `${isOwnAdmin} or ${isHub}` },
    { name: 'may_insert', command: 'insert', check: isOwnAdmin },
    { name: 'may_update', command: 'update', using: `${isOwnAdmin} or ${isHub}` },
  ],
  properties: {
    keyId: p.text().primary(),
    member: p.text().index(),
    label: p.text(),
    roles: p.array().columnType('text[]').$type<Role[]>(),
    /** TLP level, 0 (CLEAR) to 4 (RED). */
    clearance: p.smallint(),
    purpose: p.text().strictNullable(),
    secretHash: p.text(),
    createdAt: p.datetime(),
    expiresAt: p.datetime().strictNullable(),
    revokedAt: p.datetime().strictNullable(),
    lastUsedAt: p.datetime().strictNullable(),
  },
});

export type ApiKeyRow = InferEntity<typeof ApiKeyEntity>;
