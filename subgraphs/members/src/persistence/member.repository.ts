import { randomUUID } from 'node:crypto';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { insertUnlessTaken, keysetPage, noteInLedger, type Page, type PageRequest, type Session } from '@alliance/kit';
import { FirstKeyClaimEntity } from './api-key.entity.js';
import type { MemberKind, Verification } from '../domain/member-vocabulary.js';
import type { MemberStatus } from '../domain/member-status.js';
import { memberNote, publicKeyNote } from './ledger-notes.js';
import {
  ContactEntity,
  type ContactRow,
  PublicKeyEntity,
  type PublicKeyRow,
  StatusChangeEntity,
  type StatusChangeRow,
} from './member-record.entity.js';
import { MemberEntity, type MemberRow, StewardEntity } from './member.entity.js';

export interface MemberFilter {
  readonly kind?: MemberKind;
  readonly jurisdiction?: string;
  readonly status?: MemberStatus;
}

export type NewMember = Omit<MemberRow, 'status' | 'verification' | 'joinedOn' | 'updatedAt'>;
export type MemberChanges = Partial<Omit<NewMember, 'id' | 'legalName'>>;

export function findMembersByIds(session: Session, ids: readonly string[]): Promise<MemberRow[]> {
  return session.read((em) => em.find(MemberEntity, { id: { $in: [...ids] } }));
}

export function listMembers(session: Session, filter: MemberFilter, page: PageRequest): Promise<Page<MemberRow>> {
  const { kind, jurisdiction, status } = filter;
  const where = {
    ...(kind !== undefined && { kind }),
    ...(status !== undefined && { status }),
    ...(jurisdiction !== undefined && { jurisdictions: { $contains: [jurisdiction] } }),
  };
  return keysetPage<MemberRow>(session, MemberEntity, {
    where,
    order: [
      ['displayName', 'asc'],
      ['id', 'asc'],
    ],
    page,
  });
}

export function findContactsOf(session: Session, members: readonly string[]): Promise<ContactRow[]> {
  return session.read((em) =>
    em.find(ContactEntity, { member: { $in: [...members] } }, { orderBy: { role: 'asc', id: 'asc' } }),
  );
}

export function findStatusChangesOf(session: Session, members: readonly string[]): Promise<StatusChangeRow[]> {
  return session.read((em) =>
    em.find(StatusChangeEntity, { member: { $in: [...members] } }, { orderBy: { at: 'asc', id: 'asc' } }),
  );
}

export function findPublicKeysOf(session: Session, members: readonly string[]): Promise<PublicKeyRow[]> {
  return session.read((em) =>
    em.find(PublicKeyEntity, { member: { $in: [...members] } }, { orderBy: { validFrom: 'asc', keyId: 'asc' } }),
  );
}

export async function isStewardMember(session: Session, member: string): Promise<boolean> {
  return (await session.read((em) => em.count(StewardEntity, { member }))) > 0;
}

/**
 * Stores an application, and the hash of the secret with which the applicant will claim its first key. False when the
 * id is taken, also by an applicant whom the caller may not see.
 */
export async function insertApplicant(session: Session, applicant: NewMember, secretHash: string): Promise<boolean> {
  const start = { status: 'APPLIED', verification: 'UNVERIFIED', joinedOn: null, updatedAt: new Date() } as const;
  const insert = session.write(async (em) => {
    await em.insert(MemberEntity, { ...applicant, ...start });
    await em.insert(FirstKeyClaimEntity, { member: applicant.id, secretHash, redeemedAt: null });
    noteInLedger(em, memberNote('CREATED', applicant.id, { status: start.status }));
  });
  return insertUnlessTaken(insert);
}

export async function updateMember(session: Session, id: string, changes: MemberChanges): Promise<boolean> {
  return session.write(async (em) => {
    const changed = await em.nativeUpdate(MemberEntity, { id }, { ...changes, updatedAt: new Date() });
    if (changed === 1) noteInLedger(em, memberNote('CHANGED', id, { fields: Object.keys(changes) }));
    return changed === 1;
  });
}

/** Replaces a member's contacts as a whole. */
export async function replaceContacts(
  session: Session,
  member: string,
  contacts: readonly Pick<ContactRow, 'role' | 'reachedBy'>[],
): Promise<void> {
  await session.write(async (em) => {
    await em.nativeDelete(ContactEntity, { member });
    await em.insertMany(
      ContactEntity,
      contacts.map((contact) => ({ ...contact, id: randomUUID(), member })),
    );
    noteInLedger(em, memberNote('CHANGED', member, { fields: ['contacts'] }));
  });
}

export interface StatusDecision {
  readonly member: string;
  readonly fromStatus: MemberStatus;
  readonly toStatus: MemberStatus;
  readonly reason: string;
  readonly decidedBy: string;
  readonly verification?: Verification;
  /** The proposal that two people agreed on, when the step takes two. */
  readonly proposal?: string;
}

/** Moves a member on in its life cycle and records who decided it. False when somebody else moved it meanwhile. */
export function changeStatus(session: Session, decision: StatusDecision): Promise<boolean> {
  return session.write((em) => moveMember(em, decision));
}

/** As `changeStatus`, within a transaction that does more. @internal */
export async function moveMember(em: SqlEntityManager, decision: StatusDecision): Promise<boolean> {
  const { member, fromStatus, toStatus, verification, proposal, reason, decidedBy } = decision;
  const at = new Date();
  const changes = {
    status: toStatus,
    updatedAt: at,
    ...(verification !== undefined && { verification }),
    ...(fromStatus === 'UNDER_REVIEW' && toStatus === 'ACTIVE' && { joinedOn: at.toISOString().slice(0, 10) }),
  };
  const moved = await em.nativeUpdate(MemberEntity, { id: member, status: fromStatus }, changes);
  if (moved === 0) return false;
  await em.insert(StatusChangeEntity, { id: randomUUID(), member, fromStatus, toStatus, reason, decidedBy, at });
  const details = { fromStatus, toStatus, ...(verification && { verification }), ...(proposal && { proposal }) };
  noteInLedger(em, memberNote('STATUS_CHANGED', member, details));
  return true;
}

export async function insertPublicKey(session: Session, key: PublicKeyRow): Promise<void> {
  await session.write(async (em) => {
    await em.insert(PublicKeyEntity, key);
    noteInLedger(em, publicKeyNote('CREATED', key));
  });
}

export function findPublicKey(session: Session, keyId: string): Promise<PublicKeyRow | null> {
  return session.read((em) => em.findOne(PublicKeyEntity, { keyId }));
}

/** False when the key is not the viewer's or is revoked already. */
export async function revokePublicKey(session: Session, keyId: string): Promise<boolean> {
  return session.write(async (em) => {
    const key = await em.findOne(PublicKeyEntity, { keyId });
    const revoked = await em.nativeUpdate(PublicKeyEntity, { keyId, revokedAt: null }, { revokedAt: new Date() });
    if (key === null || revoked === 0) return false;
    noteInLedger(em, publicKeyNote('REVOKED', key));
    return true;
  });
}
