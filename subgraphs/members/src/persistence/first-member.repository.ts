import { randomUUID } from 'node:crypto';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { type PurposeOfUse, tlpLevel } from '@alliance/schema';
import { insertOperatorEntries, runSql } from '@alliance/kit';
import type { MemberKind, Verification } from '../domain/member-vocabulary.js';
import { ApiKeyEntity, type ApiKeyRow } from './api-key.entity.js';
import { groupNote, keyNote, memberNote } from './ledger-notes.js';
import { ContactEntity } from './member-record.entity.js';
import { MemberEntity, StewardEntity } from './member.entity.js';
import { MembershipEntity, SharingGroupEntity } from './sharing-group.entity.js';

/** A member that exists from the start. */
export interface FirstMember {
  readonly id: string;
  readonly legalName: string;
  readonly displayName: string;
  readonly aliases: readonly string[];
  readonly kind: MemberKind;
  readonly vaspCategories: readonly string[];
  readonly jurisdictions: readonly string[];
  readonly website: string | null;
  readonly joinedOn: string;
  readonly steward: boolean;
  /** How it was checked that the institution is who it says. Default: DOCUMENTS. */
  readonly verification?: Verification;
  /** Whom to reach in an incident. */
  readonly contact: string | null;
}

export type FirstKey = Pick<ApiKeyRow, 'keyId' | 'secretHash' | 'member' | 'label' | 'roles' | 'clearance'> & {
  /** Default: none stated. */
  readonly purpose?: PurposeOfUse;
};

export interface FirstGroup {
  readonly id: string;
  readonly name: string;
  readonly purpose: string;
  /** The owner first. */
  readonly members: readonly string[];
}

/** Stores first members and a group, once: what exists is left as it is. Runs as the owner of the tables. */
export async function insertFirstMembers(
  em: SqlEntityManager,
  members: readonly FirstMember[],
  group: FirstGroup,
): Promise<void> {
  for (const member of members) await insertFirstMember(em, member);
  const [owner] = group.members;
  if (owner === undefined || (await em.count(SharingGroupEntity, { id: group.id })) > 0) return;
  const since = new Date('2018-07-01T00:00:00Z');
  const { id, name, purpose } = group;
  const rules = { maxTlp: tlpLevel('AMBER_STRICT'), reshare: 'NONE', joinSees: 'ALL_HISTORY', status: 'OPEN' } as const;
  await em.insert(SharingGroupEntity, { id, name, purpose, owner, ...rules, createdAt: since });
  await insertOperatorEntries(em, [groupNote('CREATED', { id, owner, ...rules })]);
  for (const member of group.members) {
    const role = member === owner ? ('OWNER' as const) : ('CONTRIBUTOR' as const);
    await em.insert(MembershipEntity, { id: randomUUID(), groupId: id, member, role, since, until: null });
  }
}

/** Stores an ACTIVE member without an admission. Runs as the owner of the tables. */
export async function insertFirstMember(
  em: SqlEntityManager,
  { steward, contact, verification = 'DOCUMENTS', ...member }: FirstMember,
): Promise<void> {
  if ((await em.count(MemberEntity, { id: member.id })) > 0) return;
  await em.insert(MemberEntity, {
    ...member,
    aliases: [...member.aliases],
    vaspCategories: [...member.vaspCategories],
    jurisdictions: [...member.jurisdictions],
    regulators: [],
    status: 'ACTIVE',
    verification,
    updatedAt: new Date(),
  });
  if (steward) await em.insert(StewardEntity, { member: member.id });
  await insertOperatorEntries(em, [memberNote('CREATED', member.id, { status: 'ACTIVE', verification, steward })]);
  if (contact === null) return;
  await em.insert(ContactEntity, {
    id: randomUUID(),
    member: member.id,
    role: 'incident response',
    reachedBy: contact,
  });
}

export type FoundingRefusal = 'STEWARD_EXISTS' | 'ID_TAKEN';

/**
 * Whether such a steward may be founded in this transaction; undefined when it may. Foundings at the same time take turns
 * until the transaction ends. Runs as the owner of the tables.
 *
 * @param another - whether there may be stewards already
 */
export async function refuseFounding(
  em: SqlEntityManager,
  { id, another }: { readonly id: string; readonly another: boolean },
): Promise<FoundingRefusal | undefined> {
  await runSql(em, 'lock table "steward" in share row exclusive mode');
  if (!another && (await em.count(StewardEntity)) > 0) return 'STEWARD_EXISTS';
  return (await em.count(MemberEntity, { id })) > 0 ? 'ID_TAKEN' : undefined;
}

/** Stores a key unless it is there already, revoked or not. Runs as the owner of the tables. */
export async function insertFirstKey(em: SqlEntityManager, key: FirstKey): Promise<void> {
  if ((await em.count(ApiKeyEntity, { keyId: key.keyId })) > 0) return;
  const never = { expiresAt: null, revokedAt: null, lastUsedAt: null };
  await em.insert(ApiKeyEntity, { ...key, ...never, purpose: key.purpose ?? null, createdAt: new Date() });
  await insertOperatorEntries(em, [keyNote('CREATED', key)]);
}
