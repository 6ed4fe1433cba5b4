import { type GroupMembership, type MemberStanding, tlpOfLevel } from '@alliance/schema';
import type { Session } from '@alliance/kit';
import { MemberEntity } from './member.entity.js';
import { MembershipEntity, SharingGroupEntity } from './sharing-group.entity.js';

/** How a member stands now; null when it is not ACTIVE, or there is none of that name. */
export async function findMemberStanding(session: Session, member: string): Promise<MemberStanding | null> {
  const active = await session.read((em) => em.count(MemberEntity, { id: member, status: 'ACTIVE' }));
  return active === 0 ? null : { member, groups: await findMembershipsIn(session, member) };
}

/** What a member may do in the open groups to which it belongs. */
async function findMembershipsIn(session: Session, member: string): Promise<GroupMembership[]> {
  const memberships = await session.read((em) => em.find(MembershipEntity, { member, until: null }));
  const own = new Map(memberships.map((membership) => [membership.groupId, membership]));
  const groups = await session.read((em) =>
    em.find(SharingGroupEntity, { id: { $in: [...own.keys()] }, status: 'OPEN' }, { orderBy: { id: 'asc' } }),
  );
  return groups.flatMap(({ id, joinSees, maxTlp }) => {
    const membership = own.get(id);
    if (membership === undefined) return [];
    const { since, role } = membership;
    return [{ id, since: since.toISOString(), joinSees, mayWrite: role !== 'READER', maxTlp: tlpOfLevel(maxTlp) }];
  });
}
