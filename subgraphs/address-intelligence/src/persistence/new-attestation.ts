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

/**
 * Content alone: what the originator could say differently tomorrow. The edition of a list is not part of it, nor the
 * day on which a source was read. Values without their names, since the order is fixed and there are many of them.
 */
export function contentHashOf(item: NewAttestation): string {
  const { subjectKind, subject, submitted, claimType, concepts, label, statement, actor, method, reliability } = item;
  const {
    observedFrom,
    observedTo,
    validUntil,
    evidence,
    derivedFrom,
    tlp,
    sharingGroup,
    recipients,
    releaseAt,
    purposes,
    pap,
    originatorDisplay,
    list,
  } = item;
  const said = [subjectKind, subject, submitted, claimType, concepts, label, statement, actor, method, reliability];
  const when = [observedFrom, observedTo, validUntil];
  const marked = [tlp, sharingGroup, recipients, releaseAt, purposes, pap, originatorDisplay];
  return contentIdOf([...said, ...when, evidence, derivedFrom, ...marked, list, lastingSourceOf(item.source)]);
}

/** A batch names few sources and each many times, by the same object. */
const lastingSources = new WeakMap<SourceFacts, string>();

function lastingSourceOf(source: SourceFacts): string {
  const known = lastingSources.get(source);
  if (known !== undefined) return known;
  const { publisher, url, kind, title, licence, root } = source;
  const id = contentIdOf([publisher, url, kind, title, licence, root]);
  lastingSources.set(source, id);
  return id;
}

/** The first 128 bits of the SHA-256 of an originator's own key, in the form of a UUID. */
export function referenceKeyOf(reference: string): string {
  const hex = hash('sha256', reference, 'hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
