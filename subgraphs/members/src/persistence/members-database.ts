import type { DatabaseDefinition } from '@alliance/kit';
import { ApiKeyEntity, FirstKeyClaimEntity } from './api-key.entity.js';
import { ContactEntity, PublicKeyEntity, StatusChangeEntity } from './member-record.entity.js';
import { MemberEntity, StewardEntity } from './member.entity.js';
import { InitialMigration } from './migrations/initial.migration.js';
import { ApprovalEntity, ProposalEntity } from './proposal.entity.js';
import { MembershipEntity, SharingGroupEntity } from './sharing-group.entity.js';

/** The members' tables, how they came to be, and what requests may do with them. */
export const membersDatabase: DatabaseDefinition = {
  entities: [
    MemberEntity,
    StewardEntity,
    ContactEntity,
    StatusChangeEntity,
    ProposalEntity,
    ApprovalEntity,
    PublicKeyEntity,
    ApiKeyEntity,
    FirstKeyClaimEntity,
    SharingGroupEntity,
    MembershipEntity,
  ],
  migrations: [{ name: 'initial', class: InitialMigration }],
  grants: {
    // Id and legal name are what the stewards have admitted.
    member:
      'SELECT, INSERT, UPDATE (display_name, aliases, kind, vasp_categories, jurisdictions, website, regulators, status, verification, joined_on, updated_at)',
    steward: 'SELECT',
    contact: 'SELECT, INSERT, DELETE',
    status_change: 'SELECT, INSERT',
    administrative_proposal: 'SELECT, INSERT, UPDATE (state)',
    administrative_approval: 'SELECT, INSERT',
    public_key: 'SELECT, INSERT, UPDATE (revoked_at)',
    api_key: 'SELECT, INSERT, UPDATE (revoked_at, last_used_at)',
    first_key_claim: 'SELECT, INSERT, UPDATE (redeemed_at)',
    sharing_group: 'SELECT, INSERT, UPDATE (status)',
    membership: 'SELECT, INSERT, UPDATE (until)',
  },
};
