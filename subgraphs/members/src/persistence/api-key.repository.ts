import type { ApiKeyProof, KeyHolder } from '@alliance/schema';
import { tlpOfLevel } from '@alliance/schema';
import { keysetPage, noteInLedger, type Page, type PageRequest, runSql, type Session } from '@alliance/kit';
import { ApiKeyEntity, type ApiKeyRow, FirstKeyClaimEntity } from './api-key.entity.js';
import { keyNote } from './ledger-notes.js';
import { MemberEntity } from './member.entity.js';
import { findMemberStanding } from './member-standing.repository.js';

/** The last use is noted at most once in this time, so that a busy key does not write on every call. */
const lastUseResolutionMs = 60_000;

export function listApiKeys(session: Session, page: PageRequest): Promise<Page<ApiKeyRow>> {
  return keysetPage<ApiKeyRow>(session, ApiKeyEntity, {
    where: {},
    order: [
      ['createdAt', 'desc'],
      ['keyId', 'asc'],
    ],
    page,
  });
}

export function findApiKey(session: Session, keyId: string): Promise<ApiKeyRow | null> {
  return session.read((em) => em.findOne(ApiKeyEntity, { keyId }));
}

export async function insertApiKey(session: Session, key: ApiKeyRow): Promise<void> {
  await session.write(async (em) => {
    await em.insert(ApiKeyEntity, key);
    noteInLedger(em, keyNote('CREATED', key));
  });
}

/**
 * Turns an admitted applicant's claim into its first key, once. False when the secret is not the one of its
 * application, the member is not ACTIVE, or the claim has been redeemed.
 */
export async function redeemClaim(session: Session, secretHash: string, key: ApiKeyRow): Promise<boolean> {
  return session.write(async (em) => {
    await runSql(em, `select set_config('hub.claim', $1, true)`, [secretHash]);
    // Locked, so that of two who redeem it at once the second finds it redeemed and leaves no key behind.
    const claims = await runSql(
      em,
      'select 1 from first_key_claim where member = $1 and redeemed_at is null for update',
      [key.member],
    );
    const active = await em.count(MemberEntity, { id: key.member, status: 'ACTIVE' });
    if (claims.length === 0 || active === 0) return false;
    await em.insert(ApiKeyEntity, key);
    noteInLedger(em, keyNote('CREATED', key));
    await em.nativeUpdate(FirstKeyClaimEntity, { member: key.member }, { redeemedAt: new Date() });
    return true;
  });
}

/** False when there is no such key of the viewer's member, or it is revoked already. */
export async function revokeApiKey(session: Session, keyId: string): Promise<boolean> {
  return session.write(async (em) => {
    const key = await em.findOne(ApiKeyEntity, { keyId });
    const revoked = await em.nativeUpdate(ApiKeyEntity, { keyId, revokedAt: null }, { revokedAt: new Date() });
    if (key === null || revoked === 0) return false;
    noteInLedger(em, keyNote('REVOKED', key));
    return true;
  });
}

/** Who holds a key: null for one that is unknown, revoked or expired, or whose member is not ACTIVE. */
export async function findKeyHolder(session: Session, { keyId, secretHash }: ApiKeyProof): Promise<KeyHolder | null> {
  const now = new Date();
  const key = await session.read((em) => em.findOne(ApiKeyEntity, { keyId, secretHash, revokedAt: null }));
  if (key === null || (key.expiresAt !== null && key.expiresAt <= now)) return null;
  const standing = await findMemberStanding(session, key.member);
  if (standing === null) return null;
  await noteUse(session, key, now);
  return {
    principal: key.keyId,
    member: key.member,
    roles: key.roles,
    clearance: tlpOfLevel(key.clearance),
    groups: standing.groups,
    purpose: key.purpose,
    expiresAt: key.expiresAt?.toISOString() ?? null,
  };
}

async function noteUse(session: Session, { keyId, lastUsedAt }: ApiKeyRow, now: Date): Promise<void> {
  if (lastUsedAt !== null && now.getTime() - lastUsedAt.getTime() < lastUseResolutionMs) return;
  await session.write((em) => em.nativeUpdate(ApiKeyEntity, { keyId }, { lastUsedAt: now }));
}
