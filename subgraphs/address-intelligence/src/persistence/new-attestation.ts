import { hash } from 'node:crypto';
import { contentIdOf, type SourceFacts } from '../domain/attestation/source-lineage.js';
import type { AttestationRow } from './attestation.entity.js';

type Decided =
  | 'id'
  | 'version'
  | 'referenceKey'
  | 'contentHash'
  | 'source'
  | 'originator'
  | 'state'
  | 'publishedAt'
  | 'supersededAt'
  | 'withdrawalReason'
  | 'withdrawnOn'
  | 'withdrawalNote';

/** An attestation as its originator states it, before the database decides whether it is new. */
export type NewAttestation = { readonly [K in Exclude<keyof AttestationRow & string, Decided>]: AttestationRow[K] } & {
  readonly source: SourceFacts;
};

/** Content alone: what the originator could say differently tomorrow. The edition of a list is not part of it. */
export function contentHashOf({ listVersion: _edition, source, ...content }: NewAttestation): string {
  const { retrievedOn: _day, ...lasting } = source;
  return contentIdOf({ ...content, source: lasting });
}

/** The first 128 bits of the SHA-256 of an originator's own key, in the form of a UUID. */
export function referenceKeyOf(reference: string): string {
  const hex = hash('sha256', reference, 'hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
