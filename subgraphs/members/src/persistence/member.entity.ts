import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { anyViewer, viewerSql } from '@alliance/kit';
import { type MemberKind, memberKinds, type Verification, verifications } from '../domain/member-vocabulary.js';
import { type MemberStatus, memberStatuses, publicStatuses, statusesByTwo } from '../domain/member-status.js';

/** True when the viewer is an administrator of one of the institutions that steward admissions. */
export const isSteward = `('ADMIN' = any ${viewerSql.roles} and exists (select 1 from "steward" s where s."member" = ${viewerSql.member}))`;
const isSelf = `id = ${viewerSql.member}`;
const isPublicly = `status in (${inSql(publicStatuses)})`;

/** True when a step of this member's life cycle was approved by a second person in this very transaction. */
const isApprovedNow = `exists (select 1 from "administrative_proposal" p join "administrative_approval" a on a."proposal" = p."id" where p."member" = new."id" and p."from_status" = old."status" and p."to_status" = new."status" and p."state" = 'APPROVED' and a."at" = now())`;

/**
 * An institution: member, applicant or former member. Its own administrators change what it says of itself while it is
 * ACTIVE, and can make it nothing else; the stewards of admissions decide over the others.
 */
export const MemberEntity = defineEntity({
  name: 'Member',
  tableName: 'member',
  policies: [
    { name: 'may_view', command: 'select', using: `(${isPublicly} and ${anyViewer}) or ${isSelf} or ${isSteward}` },
    { name: 'may_apply', command: 'insert', check: `status = 'APPLIED' and ${anyViewer}` },
    {
      name: 'may_update',
      command: 'update',
      using: `(${isSelf} and status = 'ACTIVE' and 'ADMIN' = any ${viewerSql.roles}) or (not ${isSelf} and ${isSteward})`,
    },
  ],
  triggers: [
    {
      // A policy sees the new row alone, not the status from which it comes. The owner of the tables is bound by neither.
      name: 'status_by_two',
      timing: 'before',
      events: ['update'],
      when: `old."status" is distinct from new."status" and new."status" in (${inSql(statusesByTwo)})`,
      body: `if row_security_active('member') and not ${isApprovedNow} then raise exception 'This step takes two people.' using errcode = '42501'; end if; return new;`,
    },
    {
      // What was proposed for a member as it was is not approved for what it has become.
      name: 'status_overtakes',
      timing: 'after',
      events: ['update'],
      when: `old."status" is distinct from new."status"`,
      body: `update "administrative_proposal" set "state" = 'OVERTAKEN' where "member" = new."id" and "state" = 'OPEN' and "expires_at" > now(); return null;`,
    },
  ],
  properties: {
    id: p.text().primary(),
    legalName: p.text(),
    displayName: p.text(),
    aliases: p.array().columnType('text[]'),
    kind: p.enum((): readonly MemberKind[] => memberKinds).$type<MemberKind>(),
    vaspCategories: p.array().columnType('text[]'),
    jurisdictions: p.array().columnType('text[]'),
    website: p.text().strictNullable(),
    regulators: p.json<readonly { name: string; licence: string | null }[]>(),
    status: p.enum((): readonly MemberStatus[] => memberStatuses).$type<MemberStatus>(),
    verification: p.enum((): readonly Verification[] => verifications).$type<Verification>(),
    joinedOn: p.date().strictNullable(),
    updatedAt: p.datetime(),
  },
});

export type MemberRow = InferEntity<typeof MemberEntity>;

/** Institutions whose administrators admit, suspend and expel. Founded by the owner of the tables alone. */
export const StewardEntity = defineEntity({
  name: 'Steward',
  tableName: 'steward',
  policies: [{ name: 'may_view', command: 'select', using: anyViewer }],
  properties: { member: p.text().primary() },
});

function inSql(statuses: readonly MemberStatus[]): string {
  return statuses.map((status) => `'${status}'`).join(', ');
}
