import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { refusal } from '@alliance/schema';
import { findKeptOut, recallFromReaders, type RecalledRecord } from '@alliance/kit';
import type { WithdrawalReason } from '../domain/attestation/vocabulary.js';
import { AttestationEntity, type AttestationRow } from './attestation.entity.js';
import { contentKeyOf } from './content-key.js';
import type { NewAttestation } from './new-attestation.js';
import { SourceEntity } from './source.entity.js';

/** An attestation that has just been withdrawn, in the version of its tombstone. */
export interface WithdrawnAttestation extends Pick<
  RecalledRecord,
  'id' | 'version' | 'tlp' | 'sharingGroup' | 'originatorDisplay'
> {
  readonly originator: string;
}

/** Has withdrawn attestations dropped by their readers. @param contentKeys - of a SENSITIVE one, by {@link saidBy} */
export function recallAttestations(
  em: SqlEntityManager,
  withdrawn: readonly WithdrawnAttestation[],
  { reason, contentKeys }: { readonly reason: WithdrawalReason; readonly contentKeys: readonly string[] },
): void {
  const records = withdrawn.map(({ id, version, tlp, sharingGroup, originatorDisplay }) => ({
    id,
    version,
    tlp,
    sharingGroup,
    originatorDisplay,
    contentKeys,
  }));
  recallFromReaders(em, { recordType: 'Attestation', reason, records });
}

/** What an attestation said in any of its versions, as keys. To be asked before it is withdrawn. */
export async function saidBy(em: SqlEntityManager, id: string): Promise<string[]> {
  const versions = await em.find(AttestationEntity, { id, state: 'PUBLISHED' }, { refresh: true });
  const keys = await keysOf(em, versions);
  return [...new Set(keys)];
}

/**
 * Refuses statements that were withdrawn as SENSITIVE by or from the viewer's institution. One that stands already and
 * only changes otherwise, as in its marking, may go on.
 *
 * @param ids - of those that replace an earlier version, by their reference
 * @throws CONFLICT naming the references
 */
export async function requireNotKeptOut(
  em: SqlEntityManager,
  items: readonly NewAttestation[],
  ids: ReadonlyMap<string, string>,
): Promise<void> {
  const keys = new Map(items.map((item) => [item.reference, contentKeyOf(item, item.source)]));
  const keptOut = await findKeptOut(em, 'Attestation', [...new Set(keys.values())]);
  if (keptOut.size === 0) return;
  const standing = await em.find(AttestationEntity, {
    id: { $in: [...ids.values()] },
    state: 'PUBLISHED',
    supersededAt: null,
  });
  const standingKeys = await keysOf(em, standing);
  const keyOfId = new Map(standing.map(({ id }, index) => [id, standingKeys[index]]));
  const refused = items.filter(({ reference }) => {
    const key = keys.get(reference) ?? '';
    return keptOut.has(key) && keyOfId.get(ids.get(reference) ?? '') !== key;
  });
  if (refused.length === 0) return;
  const references = refused.map(({ reference }) => reference);
  const message = `input.items: what ${references.slice(0, 10).join(', ')} says was withdrawn as SENSITIVE. It is not taken again from an institution that has known it.`;
  throw refusal('CONFLICT', message, { field: 'input.items', reason: 'SENSITIVE', references });
}

async function keysOf(em: SqlEntityManager, rows: readonly AttestationRow[]): Promise<string[]> {
  const sources = await em.find(SourceEntity, { id: { $in: rows.map(({ source }) => source) } });
  const byId = new Map(sources.map((source) => [source.id, source]));
  return rows.map((row) => contentKeyOf(row, byId.get(row.source) ?? null));
}
