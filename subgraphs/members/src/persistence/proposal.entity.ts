import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { viewerSql } from '@alliance/kit';
import { type Verification, verifications } from '../domain/member-vocabulary.js';
import { type MemberStatus, memberStatuses } from '../domain/member-status.js';
import { proposalDays, type ProposalState, proposalStates } from '../domain/proposal.js';
import { isSteward } from './member.entity.js';

const { member: viewer, caller } = viewerSql;
const isActive = (member: string): string =>
  `exists (select 1 from "member" m where m."id" = ${member} and m."status" = 'ACTIVE')`;

/** True for stewards, but for what concerns their own institution. */
const isStewardOfIt = `(member <> ${viewer} and ${isSteward})`;

const isCarriedOut = `exists (select 1 from "administrative_approval" a where a."proposal" = "administrative_proposal"."id" and a."approver" = ${caller} and a."at" = now())`;
const isOvertaken = `exists (select 1 from "member" m where m."id" = "administrative_proposal"."member" and m."status" <> "from_status")`;

/** A step in a member's life cycle that takes two people, as the first of them proposed it. */
export const ProposalEntity = defineEntity({
  name: 'AdministrativeProposal',
  tableName: 'administrative_proposal',
  uniques: [
    {
      name: 'administrative_proposal_one_open',
      expression: `create unique index "administrative_proposal_one_open" on "administrative_proposal" ("member", "to_status") where "state" = 'OPEN'`,
    },
  ],
  indexes: [{ name: 'administrative_proposal_proposed_index', properties: ['proposedAt', 'id'] }],
  checks: [
    {
      name: 'administrative_proposal_expires_check',
      expression: `expires_at > proposed_at and expires_at <= proposed_at + interval '${proposalDays} days'`,
    },
  ],
  policies: [
    { name: 'may_view', command: 'select', using: isStewardOfIt },
    {
      name: 'may_insert',
      command: 'insert',
      check: `${isStewardOfIt} and proposed_by = ${viewer} and proposer = ${caller} and state = 'OPEN' and ${isActive(viewer)} and exists (select 1 from "member" m where m."id" = "administrative_proposal"."member" and m."status" = "from_status")`,
    },
    {
      name: 'may_update',
      command: 'update',
      using: `state = 'OPEN' and ${isStewardOfIt}`,
      check: `(state = 'WITHDRAWN' and proposed_by = ${viewer}) or (state = 'EXPIRED' and expires_at <= now()) or (state = 'APPROVED' and ${isCarriedOut}) or (state = 'OVERTAKEN' and ${isOvertaken})`,
    },
  ],
  properties: {
    id: p.uuid().primary(),
    member: p.text().index(),
    fromStatus: p.enum((): readonly MemberStatus[] => memberStatuses).$type<MemberStatus>(),
    toStatus: p.enum((): readonly MemberStatus[] => memberStatuses).$type<MemberStatus>(),
    verification: p
      .enum((): readonly Verification[] => verifications)
      .$type<Verification>()
      .strictNullable(),
    reason: p.text(),
    /** The proposing institution, and its caller by the pseudonym under which this subgraph knows it. */
    proposedBy: p.text(),
    proposer: p.text(),
    proposedAt: p.datetime(),
    expiresAt: p.datetime(),
    state: p.enum((): readonly ProposalState[] => proposalStates).$type<ProposalState>(),
  },
});

export type ProposalRow = InferEntity<typeof ProposalEntity>;

/** `refuseApproval`, rendered in SQL: another steward institution whose word counts. */
const anotherMayBeAsked = `exists (select 1 from "steward" s join "member" m on m."id" = s."member" where s."member" <> p."proposed_by" and m."status" in ('ACTIVE', 'SUSPENDED') and (s."member" <> p."member" or p."to_status" <> 'ACTIVE'))`;
const mayApprove = `exists (select 1 from "administrative_proposal" p where p."id" = "administrative_approval"."proposal" and p."member" = "administrative_approval"."member" and p."state" = 'OPEN' and p."expires_at" > now() and p."proposer" <> ${caller} and ${isActive('p."proposed_by"')} and (p."proposed_by" <> ${viewer} or not ${anotherMayBeAsked}))`;

/**
 * The second person's word. It is carried out in the transaction in which it is given, or never; whoever proposed is the
 * first of the two, so that a proposal has one approval at most.
 */
export const ApprovalEntity = defineEntity({
  name: 'AdministrativeApproval',
  tableName: 'administrative_approval',
  policies: [
    { name: 'may_view', command: 'select', using: isStewardOfIt },
    {
      name: 'may_insert',
      command: 'insert',
      check: `${isStewardOfIt} and approved_by = ${viewer} and approver = ${caller} and "at" = now() and ${isActive(viewer)} and ${mayApprove}`,
    },
  ],
  properties: {
    proposal: p.uuid().primary(),
    /** The member that the proposal concerns. */
    member: p.text(),
    /** The approving institution, and its caller by the pseudonym under which this subgraph knows it. */
    approvedBy: p.text(),
    approver: p.text(),
    /** Beginning of the transaction. */
    at: p.datetime().defaultRaw('now()'),
  },
});

export type ApprovalRow = InferEntity<typeof ApprovalEntity>;
