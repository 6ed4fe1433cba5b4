import { randomUUID } from 'node:crypto';
import { memberOf } from '@alliance/schema';
import { insertUnlessTaken, keysetPage, noteInLedger, type Page, type PageRequest, type Session } from '@alliance/kit';
import type { GroupRole } from '../domain/member-vocabulary.js';
import { groupNote, membershipNote } from './ledger-notes.js';
import {
  MembershipEntity,
  type MembershipRow,
  SharingGroupEntity,
  type SharingGroupRow,
} from './sharing-group.entity.js';

export function findGroupsByIds(session: Session, ids: readonly string[]): Promise<SharingGroupRow[]> {
  return session.read((em) => em.find(SharingGroupEntity, { id: { $in: [...ids] } }));
}

/** The groups that the viewer may see, of one member or of all. */
export async function listGroups(session: Session, page: PageRequest, member?: string): Promise<Page<SharingGroupRow>> {
  const where = member === undefined ? {} : { id: { $in: await findGroupIdsOf(session, member) } };
  return keysetPage<SharingGroupRow>(session, SharingGroupEntity, {
    where,
    order: [
      ['name', 'asc'],
      ['id', 'asc'],
    ],
    page,
  });
}

async function findGroupIdsOf(session: Session, member: string): Promise<string[]> {
  const memberships = await session.read((em) => em.find(MembershipEntity, { member, until: null }));
  return memberships.map(({ groupId }) => groupId);
}

export function findMembershipsOf(session: Session, groups: readonly string[]): Promise<MembershipRow[]> {
  return session.read((em) =>
    em.find(MembershipEntity, { groupId: { $in: [...groups] } }, { orderBy: { since: 'asc', id: 'asc' } }),
  );
}

/** Opens a group with its owner in it. False when the id is taken, also by a group that the viewer does not see. */
export async function insertGroup(session: Session, group: SharingGroupRow): Promise<boolean> {
  const insert = session.write(async (em) => {
    await em.insert(SharingGroupEntity, group);
    await em.insert(MembershipEntity, membership(group.id, group.owner, 'OWNER'));
    noteInLedger(em, groupNote('CREATED', group));
  });
  return insertUnlessTaken(insert);
}

/** False when the member belongs to the group already. */
export async function insertMembership(
  session: Session,
  groupId: string,
  member: string,
  role: GroupRole,
): Promise<boolean> {
  const insert = session.write(async (em) => {
    await em.insert(MembershipEntity, membership(groupId, member, role));
    noteInLedger(em, membershipNote('JOINED', { groupId, member, role }, member));
  });
  return insertUnlessTaken(insert);
}

/** False when the member is not in the group now. */
export async function endMembership(session: Session, groupId: string, member: string): Promise<boolean> {
  return session.write(async (em) => {
    const left = await em.findOne(MembershipEntity, { groupId, member, until: null });
    const ended = await em.nativeUpdate(MembershipEntity, { groupId, member, until: null }, { until: new Date() });
    if (left === null || ended === 0) return false;
    const group = await em.findOneOrFail(SharingGroupEntity, { id: groupId });
    const reader = memberOf(session.viewer) === member ? group.owner : member;
    noteInLedger(em, membershipNote('LEFT', left, reader));
    return true;
  });
}

export async function closeGroup(session: Session, id: string): Promise<boolean> {
  return session.write(async (em) => {
    const group = await em.findOne(SharingGroupEntity, { id });
    const closed = await em.nativeUpdate(SharingGroupEntity, { id, status: 'OPEN' }, { status: 'CLOSED' });
    if (group === null || closed === 0) return false;
    noteInLedger(em, groupNote('CLOSED', { id, owner: group.owner }));
    return true;
  });
}

function membership(groupId: string, member: string, role: GroupRole): MembershipRow {
  return { id: randomUUID(), groupId, member, role, since: new Date(), until: null };
}
