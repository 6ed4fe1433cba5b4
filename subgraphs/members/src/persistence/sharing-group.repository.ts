import { randomUUID } from 'node:crypto';
import { insertUnlessTaken, keysetPage, type Page, type PageRequest, type Session } from '@alliance/kit';
import type { GroupRole } from '../domain/member-vocabulary.js';
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
export function listGroups(session: Session, page: PageRequest, member?: string): Promise<Page<SharingGroupRow>> {
  return session.read(async (em) => {
    const memberships = member === undefined ? [] : await em.find(MembershipEntity, { member, until: null });
    const where = member === undefined ? {} : { id: { $in: memberships.map(({ groupId }) => groupId) } };
    return keysetPage<SharingGroupRow>(session, SharingGroupEntity, {
      where,
      order: [
        ['name', 'asc'],
        ['id', 'asc'],
      ],
      page,
    });
  });
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
  return insertUnlessTaken(session.write((em) => em.insert(MembershipEntity, membership(groupId, member, role))));
}

/** False when the member is not in the group now. */
export async function endMembership(session: Session, groupId: string, member: string): Promise<boolean> {
  return session.write(
    async (em) =>
      (await em.nativeUpdate(MembershipEntity, { groupId, member, until: null }, { until: new Date() })) === 1,
  );
}

export async function closeGroup(session: Session, id: string): Promise<boolean> {
  return session.write(
    async (em) => (await em.nativeUpdate(SharingGroupEntity, { id, status: 'OPEN' }, { status: 'CLOSED' })) === 1,
  );
}

function membership(groupId: string, member: string, role: GroupRole): MembershipRow {
  return { id: randomUUID(), groupId, member, role, since: new Date(), until: null };
}
