import { type LedgerKind, tlpOfLevel } from '@alliance/schema';
import type { LedgerNote } from '@alliance/kit';
import type { ApiKeyRow } from './api-key.entity.js';
import type { PublicKeyRow } from './member-record.entity.js';
import type { ProposalRow } from './proposal.entity.js';
import type { MembershipRow, SharingGroupRow } from './sharing-group.entity.js';

/** What the ledger is told of a member. */
export function memberNote(kind: LedgerKind, id: string, details: Readonly<Record<string, unknown>>): LedgerNote {
  return { kind, originator: id, recordType: 'Member', items: [{ id, version: null }], details };
}

/** What the ledger is told of a proposal; read by whoever proposed and whoever approved, not by whom it concerns. */
export function proposalNote(
  kind: LedgerKind,
  {
    id,
    proposedBy,
    member,
    fromStatus,
    toStatus,
  }: Pick<ProposalRow, 'id' | 'proposedBy' | 'member' | 'fromStatus' | 'toStatus'>,
  details: Readonly<Record<string, unknown>> = {},
): LedgerNote {
  const items = [{ id, version: null }];
  const step = { member, fromStatus, toStatus, ...details };
  return { kind, originator: proposedBy, recordType: 'AdministrativeProposal', items, details: step };
}

/** What the ledger is told of an API key: what it may do, and nothing by which it could be used. */
export function keyNote(
  kind: LedgerKind,
  key: Pick<ApiKeyRow, 'keyId' | 'member' | 'roles' | 'clearance'> & Partial<Pick<ApiKeyRow, 'purpose' | 'expiresAt'>>,
): LedgerNote {
  const { keyId, member, roles, clearance, purpose = null, expiresAt = null } = key;
  const details = { roles, clearance: tlpOfLevel(clearance), purpose, expiresAt };
  return { kind, originator: member, recordType: 'ApiKey', items: [{ id: keyId, version: null }], details };
}

export function publicKeyNote(kind: LedgerKind, { keyId, member, algorithm }: PublicKeyRow): LedgerNote {
  const items = [{ id: keyId, version: null }];
  return { kind, originator: member, recordType: 'PublicKey', items, details: { algorithm } };
}

export function groupNote(
  kind: LedgerKind,
  group: Pick<SharingGroupRow, 'id' | 'owner'> & Partial<SharingGroupRow>,
): LedgerNote {
  const { id, owner, maxTlp, reshare, joinSees } = group;
  const rules = maxTlp === undefined ? {} : { maxTlp: tlpOfLevel(maxTlp), reshare, joinSees };
  return { kind, originator: owner, recordType: 'SharingGroup', items: [{ id, version: null }], details: rules };
}

/**
 * What the ledger is told of a membership.
 *
 * @param reader - who is to read it besides whoever did it: the member, or the owner when the member did it itself
 */
export function membershipNote(
  kind: 'JOINED' | 'LEFT',
  { groupId, member, role }: Pick<MembershipRow, 'groupId' | 'member' | 'role'>,
  reader: string,
): LedgerNote {
  const items = [{ id: groupId, version: null }];
  return { kind, originator: reader, recordType: 'Membership', items, details: { member, role } };
}
