import type { Session } from '@alliance/kit';
import { AttestationEntity } from '../persistence/attestation.entity.js';
import { referenceKeyOf } from '../persistence/new-attestation.js';

/** Those of the references that the originator has used already, whatever has become of the statements since. */
export async function findKnownReferences(
  session: Session,
  originator: string,
  references: readonly string[],
): Promise<ReadonlySet<string>> {
  const referenceKey = { $in: references.map(referenceKeyOf) };
  const where = { originator, referenceKey, supersededAt: null };
  const rows = await session.read((em) => em.find(AttestationEntity, where, { fields: ['reference'] }));
  return new Set(rows.map(({ reference }) => reference));
}
