import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { type PurposeOfUse, purposesOfUse, type Role } from '@alliance/schema';
import { anyViewer, viewerSql } from '@alliance/kit';

const isOwnAdmin = `(member = ${viewerSql.member} and 'ADMIN' = any ${viewerSql.roles})`;
const isHub = `${viewerSql.kind} = 'hub'`;

/** What whoever redeems a claim proves itself with, set for that transaction alone. */
const redeemed = `(select nullif(current_setting('hub.claim', true), ''))`;
const holdsClaim = `exists (select 1 from "first_key_claim" c join "member" m on m."id" = c."member" where c."member" = "api_key"."member" and c."redeemed_at" is null and m."status" = 'ACTIVE')`;

const isApplying = `not exists (select 1 from "member" m where m."id" = "first_key_claim"."member" and m."status" <> 'APPLIED')`;

/** What a caller proves itself with. Of the secret only its hash is kept. Seen by the member's own administrators. */
export const ApiKeyEntity = defineEntity({
  name: 'ApiKey',
  tableName: 'api_key',
  policies: [
    { name: 'may_view', command: 'select', using: `${isOwnAdmin} or ${isHub}` },
    { name: 'may_insert', command: 'insert', check: `${isOwnAdmin} or ${holdsClaim}` },
    // What is revoked stays revoked.
    {
      name: 'may_update',
      command: 'update',
      using: `(${isOwnAdmin} or ${isHub}) and revoked_at is null`,
      check: `${isOwnAdmin} or ${isHub}`,
    },
  ],
  properties: {
    keyId: p.text().primary(),
    member: p.text().index(),
    label: p.text(),
    roles: p.array().columnType('text[]').$type<Role[]>(),
    /** TLP level, 0 (CLEAR) to 4 (RED). */
    clearance: p.smallint(),
    purpose: p
      .enum((): readonly PurposeOfUse[] => purposesOfUse)
      .$type<PurposeOfUse>()
      .strictNullable(),
    secretHash: p.text(),
    createdAt: p.datetime(),
    expiresAt: p.datetime().strictNullable(),
    revokedAt: p.datetime().strictNullable(),
    lastUsedAt: p.datetime().strictNullable(),
  },
});

export type ApiKeyRow = InferEntity<typeof ApiKeyEntity>;

/**
 * What an applicant holds until it is admitted, and then turns into its first key. Of the secret only its hash is kept,
 * and a row shows itself to nobody but whoever brings that.
 */
export const FirstKeyClaimEntity = defineEntity({
  name: 'FirstKeyClaim',
  tableName: 'first_key_claim',
  policies: [
    { name: 'may_view', command: 'select', using: `secret_hash = ${redeemed}` },
    // With the application, and never for a member that is admitted already.
    { name: 'may_insert', command: 'insert', check: `redeemed_at is null and ${anyViewer} and ${isApplying}` },
    {
      name: 'may_update',
      command: 'update',
      using: `secret_hash = ${redeemed} and redeemed_at is null`,
      check: `secret_hash = ${redeemed}`,
    },
  ],
  properties: {
    member: p.text().primary(),
    secretHash: p.text(),
    redeemedAt: p.datetime().strictNullable(),
  },
});
