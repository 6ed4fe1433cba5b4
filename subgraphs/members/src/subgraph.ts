import { ledgerResolvers, type SubgraphDefinition } from '@alliance/kit';
import { KeyResolver } from './api/key.resolver.js';
import { MemberResolver } from './api/member.resolver.js';
import { createMembersLoaders, type MembersLoaders } from './api/members-context.js';
import { MemberStandingResolver } from './api/member-standing.resolver.js';
import { PrincipalResolver } from './api/principal.resolver.js';
import { ApprovalResolver, ProposalResolver } from './api/proposal.resolver.js';
import { MembershipResolver, SharingGroupResolver } from './api/sharing-group.resolver.js';
import { resolveMember, resolveSharingGroup } from './api/member.reference.js';
import { membersDatabase } from './persistence/members-database.js';
import { seedDemoMembers } from './seed/seed-demo-members.js';

/** The members' table of contents. */
export const membersSubgraph: SubgraphDefinition<MembersLoaders> = {
  name: 'members',
  portVariable: 'MEMBERS_PORT',
  defaultPort: 4001,
  database: membersDatabase,
  resolvers: [
    PrincipalResolver,
    MemberStandingResolver,
    MemberResolver,
    ProposalResolver,
    ApprovalResolver,
    SharingGroupResolver,
    MembershipResolver,
    KeyResolver,
    ...ledgerResolvers('membersLedger'),
  ],
  references: { Member: resolveMember, SharingGroup: resolveSharingGroup },
  createLoaders: createMembersLoaders,
  seed: seedDemoMembers,
};
