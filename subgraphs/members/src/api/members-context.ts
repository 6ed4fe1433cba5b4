import type DataLoader from 'dataloader';
import { manyByKey, oneByKey, type Session, type SubgraphContext } from '@alliance/kit';
import {
  findContactsOf,
  findMembersByIds,
  findPublicKeysOf,
  findStatusChangesOf,
} from '../persistence/member.repository.js';
import type { ContactRow, PublicKeyRow, StatusChangeRow } from '../persistence/member-record.entity.js';
import type { MemberRow } from '../persistence/member.entity.js';
import type { ApprovalRow } from '../persistence/proposal.entity.js';
import { findApprovalsOf } from '../persistence/proposal.repository.js';
import type { MembershipRow, SharingGroupRow } from '../persistence/sharing-group.entity.js';
import { findGroupsByIds, findMembershipsOf } from '../persistence/sharing-group.repository.js';

/** This subgraph's loaders, made anew for each request. */
export interface MembersLoaders {
  readonly members: DataLoader<string, MemberRow | null>;
  readonly contacts: DataLoader<string, readonly ContactRow[]>;
  readonly statusChanges: DataLoader<string, readonly StatusChangeRow[]>;
  readonly publicKeys: DataLoader<string, readonly PublicKeyRow[]>;
  readonly groups: DataLoader<string, SharingGroupRow | null>;
  readonly memberships: DataLoader<string, readonly MembershipRow[]>;
  readonly approvals: DataLoader<string, readonly ApprovalRow[]>;
}

export type MembersContext = SubgraphContext<MembersLoaders>;

export function createMembersLoaders(session: Session): MembersLoaders {
  return {
    members: oneByKey(
      (ids: readonly string[]) => findMembersByIds(session, ids),
      ({ id }) => id,
    ),
    contacts: manyByKey(
      (ids: readonly string[]) => findContactsOf(session, ids),
      ({ member }) => member,
    ),
    statusChanges: manyByKey(
      (ids: readonly string[]) => findStatusChangesOf(session, ids),
      ({ member }) => member,
    ),
    publicKeys: manyByKey(
      (ids: readonly string[]) => findPublicKeysOf(session, ids),
      ({ member }) => member,
    ),
    groups: oneByKey(
      (ids: readonly string[]) => findGroupsByIds(session, ids),
      ({ id }) => id,
    ),
    memberships: manyByKey(
      (ids: readonly string[]) => findMembershipsOf(session, ids),
      ({ groupId }) => groupId,
    ),
    approvals: manyByKey(
      (ids: readonly string[]) => findApprovalsOf(session, ids),
      ({ proposal }) => proposal,
    ),
  };
}
