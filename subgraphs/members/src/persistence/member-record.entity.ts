import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { anyViewer, viewerSql } from '@alliance/kit';
import { type KeyAlgorithm, keyAlgorithms } from '../domain/member-vocabulary.js';
import { type MemberStatus, memberStatuses } from '../domain/member-status.js';
import { isSteward } from './member.entity.js';

const isOwnAdmin = `(member = ${viewerSql.member} and 'ADMIN' = any ${viewerSql.roles})`;
const isMember = `${viewerSql.kind} = 'member'`;

/** Whom to reach at a member. Never shown outside the alliance. */
export const ContactEntity = defineEntity({
  name: 'Contact',
  tableName: 'contact',
  policies: [
    { name: 'may_view', command: 'select', using: isMember },
    { name: 'may_insert', command: 'insert', check: isOwnAdmin },
    { name: 'may_delete', command: 'delete', using: isOwnAdmin },
  ],
  properties: {
    id: p.uuid().primary(),
    member: p.text().index(),
    role: p.text(),
    reachedBy: p.text(),
  },
});

export type ContactRow = InferEntity<typeof ContactEntity>;

/** One step in a member's life cycle. Only ever added to. */
export const StatusChangeEntity = defineEntity({
  name: 'StatusChange',
  tableName: 'status_change',
  policies: [
    { name: 'may_view', command: 'select', using: isMember },
    {
      name: 'may_insert',
      command: 'insert',
      check: `decided_by = ${viewerSql.member} and member <> decided_by and ${isSteward}`,
    },
  ],
  properties: {
    id: p.uuid().primary(),
    member: p.text().index(),
    fromStatus: p.enum((): readonly MemberStatus[] => memberStatuses).$type<MemberStatus>(),
    toStatus: p.enum((): readonly MemberStatus[] => memberStatuses).$type<MemberStatus>(),
    reason: p.text(),
    decidedBy: p.text(),
    at: p.datetime(),
  },
});

export type StatusChangeRow = InferEntity<typeof StatusChangeEntity>;

/** A key with which a member signs; public, as its name says. */
export const PublicKeyEntity = defineEntity({
  name: 'PublicKey',
  tableName: 'public_key',
  policies: [
    { name: 'may_view', command: 'select', using: anyViewer },
    { name: 'may_insert', command: 'insert', check: isOwnAdmin },
    // What is revoked stays revoked.
    { name: 'may_update', command: 'update', using: `${isOwnAdmin} and revoked_at is null`, check: isOwnAdmin },
  ],
  properties: {
    keyId: p.text().primary(),
    member: p.text().index(),
    algorithm: p.enum((): readonly KeyAlgorithm[] => keyAlgorithms).$type<KeyAlgorithm>(),
    publicKey: p.text(),
    validFrom: p.datetime(),
    validTo: p.datetime().strictNullable(),
    revokedAt: p.datetime().strictNullable(),
  },
});

export type PublicKeyRow = InferEntity<typeof PublicKeyEntity>;
