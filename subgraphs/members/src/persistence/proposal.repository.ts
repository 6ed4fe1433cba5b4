import { randomUUID } from 'node:crypto';
import { LockMode } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { insertUnlessTaken, keysetPage, noteInLedger, type Page, type PageRequest, type Session } from '@alliance/kit';
import type { MemberStatus } from '../domain/member-status.js';
import { proposalDays, type ProposalState, type StewardStanding } from '../domain/proposal.js';
import { proposalNote } from './ledger-notes.js';
import { MemberEntity, StewardEntity } from './member.entity.js';
import { moveMember } from './member.repository.js';
import { ApprovalEntity, type ApprovalRow, ProposalEntity, type ProposalRow } from './proposal.entity.js';

const dayMs = 86_400_000;

export interface ProposalFilter {
  readonly member?: string;
  readonly state?: ProposalState;
}

/** The institutions that steward admissions and may still be asked. */
export async function findStewards(session: Session): Promise<StewardStanding[]> {
  const stewards = await session.read((em) => em.find(StewardEntity, {}));
  const members = await session.read((em) =>
    em.find(MemberEntity, { id: { $in: stewards.map(({ member }) => member) }, status: ['ACTIVE', 'SUSPENDED'] }),
  );
  return members.map(({ id, status }) => ({ member: id, isActive: status === 'ACTIVE' }));
}

export function findProposal(session: Session, id: string): Promise<ProposalRow | null> {
  return session.read((em) => em.findOne(ProposalEntity, { id }));
}

/** The proposals that the viewer may see, newest first. */
export function listProposals(
  session: Session,
  { member, state }: ProposalFilter,
  page: PageRequest,
): Promise<Page<ProposalRow>> {
  return keysetPage<ProposalRow>(session, ProposalEntity, {
    where: { ...(member !== undefined && { member }), ...(state !== undefined && inState(state)) },
    order: [
      ['proposedAt', 'desc'],
      ['id', 'asc'],
    ],
    page,
  });
}

/** What is OPEN and has expired counts as EXPIRED, whether anybody has written that down or not. */
function inState(state: ProposalState): object {
  const now = new Date();
  if (state === 'OPEN') return { state, expiresAt: { $gt: now } };
  if (state === 'EXPIRED') return { $or: [{ state }, { state: 'OPEN', expiresAt: { $lte: now } }] };
  return { state };
}

export function findApprovalsOf(session: Session, proposals: readonly string[]): Promise<ApprovalRow[]> {
  return session.read((em) => em.find(ApprovalEntity, { proposal: { $in: [...proposals] } }));
}

export type NewProposal = Omit<ProposalRow, 'id' | 'state' | 'proposedAt' | 'expiresAt'>;

export type ProposalOutcome =
  { readonly kind: 'PROPOSED'; readonly id: string } | { readonly kind: 'OPEN_ALREADY' } | { readonly kind: 'MOVED' };

/** Stores a proposal, unless the same step is proposed already or the member was moved meanwhile. */
export async function insertProposal(session: Session, proposal: NewProposal): Promise<ProposalOutcome> {
  const id = randomUUID();
  const proposedAt = new Date();
  const expiresAt = new Date(proposedAt.getTime() + proposalDays * dayMs);
  let hasMoved = false;
  const insert = session.write(async (em) => {
    hasMoved = (await lockStatusOf(em, proposal.member)) !== proposal.fromStatus;
    if (hasMoved) return;
    const expired = { member: proposal.member, state: 'OPEN' as const, expiresAt: { $lte: proposedAt } };
    await em.nativeUpdate(ProposalEntity, expired, { state: 'EXPIRED' });
    await em.insert(ProposalEntity, { ...proposal, id, proposedAt, expiresAt, state: 'OPEN' });
    noteInLedger(em, proposalNote('CREATED', { ...proposal, id }));
  });
  if (!(await insertUnlessTaken(insert))) return { kind: 'OPEN_ALREADY' };
  return hasMoved ? { kind: 'MOVED' } : { kind: 'PROPOSED', id };
}

/**
 * Approves a proposal and moves its member, in one transaction. False when it is not open any more, or the member was
 * moved meanwhile.
 */
export async function carryOutProposal(
  session: Session,
  { id, member }: ProposalRow,
  approval: Pick<ApprovalRow, 'approvedBy' | 'approver'>,
): Promise<boolean> {
  return session.write(async (em) => {
    // The member first, as whoever changes its status does, so that the two never wait for each other in a circle.
    const status = await lockStatusOf(em, member);
    const proposal = await lockOpenProposal(em, id);
    if (proposal === null || proposal.fromStatus !== status) return false;
    await em.insert(ApprovalEntity, { proposal: id, member, ...approval });
    await em.nativeUpdate(ProposalEntity, { id }, { state: 'APPROVED' });
    noteInLedger(em, proposalNote('STATUS_CHANGED', proposal, { state: 'APPROVED' }));
    const { fromStatus, toStatus, reason, verification } = proposal;
    const step = { member, fromStatus, toStatus, reason, ...(verification && { verification }) };
    // Its row is locked in that status; were it gone all the same, nothing of this may stay.
    const moved = await moveMember(em, { ...step, decidedBy: approval.approvedBy, proposal: id });
    if (!moved) throw new Error(`The member "${member}" could not be moved.`);
    return true;
  });
}

/** False when it is not open any more. */
export async function closeProposal(session: Session, id: string): Promise<boolean> {
  return session.write(async (em) => {
    const proposal = await lockOpenProposal(em, id);
    if (proposal === null) return false;
    await em.nativeUpdate(ProposalEntity, { id }, { state: 'WITHDRAWN' });
    noteInLedger(em, proposalNote('WITHDRAWN', proposal));
    return true;
  });
}

function lockOpenProposal(em: SqlEntityManager, id: string): Promise<ProposalRow | null> {
  const open = { id, state: 'OPEN' as const, expiresAt: { $gt: new Date() } };
  return em.findOne(ProposalEntity, open, { lockMode: LockMode.PESSIMISTIC_WRITE });
}

async function lockStatusOf(em: SqlEntityManager, id: string): Promise<MemberStatus | undefined> {
  const member = await em.findOne(MemberEntity, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  return member?.status;
}
