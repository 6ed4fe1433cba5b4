import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { PurposeOfUse } from '@alliance/schema';
import { markedPolicies } from '@alliance/kit';
import type { SourceKind } from '../domain/attestation/vocabulary.js';

/**
 * Where statements were found. It bears the marking of the statements, so that nobody learns from a source what it may
 * not learn from them; the same facts under the same marking are one row.
 */
export const SourceEntity = defineEntity({
  name: 'Source',
  tableName: 'source',
  policies: markedPolicies(),
  properties: {
    id: p.text().primary(),
    originator: p.text(),
    tlp: p.smallint(),
    sharingGroup: p.text().strictNullable(),
    recipients: p.array().columnType('text[]').$type<readonly string[]>(),
    releaseAt: p.datetime().strictNullable(),
    purposes: p.array().columnType('text[]').$type<readonly PurposeOfUse[]>(),
    /** When a statement from this source was last published under this marking. */
    publishedAt: p.datetime(),
    publisher: p.text(),
    url: p.text().strictNullable(),
    kind: p.text().$type<SourceKind>(),
    title: p.text().strictNullable(),
    retrievedOn: p.date().strictNullable(),
    licence: p.text().strictNullable(),
    root: p.text().strictNullable(),
    /** Sources with the same key have the same root and count once. */
    rootKey: p.text(),
  },
});

export type SourceRow = InferEntity<typeof SourceEntity>;
