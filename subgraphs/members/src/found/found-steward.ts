import { createApiKey, tlpLevel } from '@alliance/schema';
import { asOwner, type DatabaseConfig, migrate } from '@alliance/kit';
import {
  type FoundingRefusal,
  insertFirstKey,
  insertFirstMember,
  refuseFounding,
} from '../persistence/first-member.repository.js';
import { membersDatabase } from '../persistence/members-database.js';
import type { Founding } from './founding-arguments.js';

/**
 * Founds a steward with its first key, whole or not at all, in one transaction as the owner of the tables. Answers why
 * not when it may not be; undefined when it is done.
 *
 * @param handOver - gives the key to whoever founds, before anything is stored for good: a kill in between leaves a key
 *   that opens nothing, never a key that nobody knows
 */
export async function foundSteward(
  { another, ...institution }: Founding,
  database: DatabaseConfig,
  handOver: (key: string) => Promise<void>,
): Promise<FoundingRefusal | undefined> {
  await migrate(membersDatabase, database);
  return asOwner(membersDatabase, database, async (em) => {
    const refusal = await refuseFounding(em, { id: institution.id, another });
    if (refusal !== undefined) return refusal;
    const joinedOn = new Date().toISOString().slice(0, 10);
    await insertFirstMember(em, { ...institution, aliases: [], vaspCategories: [], joinedOn, steward: true });
    const { key, keyId, secretHash } = createApiKey();
    await insertFirstKey(em, {
      keyId,
      secretHash,
      member: institution.id,
      label: 'founding key',
      roles: ['ADMIN'],
      clearance: tlpLevel('RED'),
    });
    await handOver(key);
    return undefined;
  });
}
