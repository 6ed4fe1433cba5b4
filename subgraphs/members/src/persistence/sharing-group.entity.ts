import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { type JoinSees, joinSeesValues } from '@alliance/schema';
import { belongsToSql, viewerSql } from '@alliance/kit';
import {
  type GroupRole,
  groupRoles,
  type GroupStatus,
  groupStatuses,
  type Reshare,
  reshares,
} from '../domain/member-vocabulary.js';

const isAdmin = `'ADMIN' = any ${viewerSql.roles}`;
const isHub = `${viewerSql.kind} = 'hub'`;
const ownsGroup = `exists (select 1 from "sharing_group" g where g."id" = group_id and g."owner" = ${viewerSql.member})`;

/** Institutions that share with each other what nobody else may read. Seen by those who belong to it. */
export const SharingGroupEntity = defineEntity({
  name: 'SharingGroup',
  tableName: 'sharing_group',
  policies: [
    {
      name: 'may_view',
      command: 'select',
      using: `${belongsToSql('id')} or owner = ${viewerSql.member} or ${isHub}`,
    },
    { name: 'may_insert', command: 'insert', check: `owner = ${viewerSql.member} and ${isAdmin}` },
    {
      // What is closed stays closed.
      name: 'may_update',
      command: 'update',
      using: `owner = ${viewerSql.member} and ${isAdmin} and status = 'OPEN'`,
      check: `owner = ${viewerSql.member} and ${isAdmin}`,
    },
  ],
  properties: {
    id: p.text().primary(),
    name: p.text(),
    purpose: p.text(),
    owner: p.text(),
    /** TLP level, 0 (CLEAR) to 4 (RED). */
    maxTlp: p.smallint(),
    reshare: p.enum((): readonly Reshare[] => reshares).$type<Reshare>(),
    joinSees: p.enum((): readonly JoinSees[] => joinSeesValues).$type<JoinSees>(),
    status: p.enum((): readonly GroupStatus[] => groupStatuses).$type<GroupStatus>(),
    createdAt: p.datetime(),
  },
});

export type SharingGroupRow = InferEntity<typeof SharingGroupEntity>;

/** A member's time in a group. A member that leaves and comes back has two. */
export const MembershipEntity = defineEntity({
  name: 'Membership',
  tableName: 'membership',
  uniques: [
    {
      name: 'membership_one_at_a_time',
      expression:
        'create unique index "membership_one_at_a_time" on "membership" ("group_id", "member") where "until" is null',
    },
  ],
  policies: [
    { name: 'may_view', command: 'select', using: `${belongsToSql('group_id')} or ${ownsGroup} or ${isHub}` },
    {
      // Since then it sees what is shared, as far as the clocks of subgraph and database agree.
      name: 'may_insert',
      command: 'insert',
      check: `${ownsGroup} and ${isAdmin} and since > now() - interval '1 minute' and until is null`,
    },
    {
      // It ends once. Who has left comes back as a newcomer.
      name: 'may_update',
      command: 'update',
      using: `(${ownsGroup} or member = ${viewerSql.member}) and ${isAdmin} and until is null`,
      check: `(${ownsGroup} or member = ${viewerSql.member}) and ${isAdmin} and until is not null`,
    },
  ],
  properties: {
    id: p.uuid().primary(),
    groupId: p.text().index(),
    member: p.text().index(),
    role: p.enum((): readonly GroupRole[] => groupRoles).$type<GroupRole>(),
    since: p.datetime(),
    until: p.datetime().strictNullable(),
  },
});

export type MembershipRow = InferEntity<typeof MembershipEntity>;
