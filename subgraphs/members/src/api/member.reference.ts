import type { ReferenceResolver } from '@alliance/kit';
import type { MembersLoaders } from './members-context.js';
import { sharingGroupOf } from './sharing-group.type.js';

/** The member behind a key that another subgraph holds. */
export const resolveMember: ReferenceResolver<MembersLoaders> = ({ id }, { loaders }) =>
  loaders.members.load(String(id));

/** The sharing group behind a key; null for groups to which the viewer does not belong. */
export const resolveSharingGroup: ReferenceResolver<MembersLoaders> = async ({ id }, { loaders }) => {
  const row = await loaders.groups.load(String(id));
  return row && sharingGroupOf(row);
};
