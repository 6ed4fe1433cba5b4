import { GraphQLError } from 'graphql';
import { badInput } from '@alliance/schema';
import { checkText, checkUrl, type Marking } from '@alliance/kit';
import { canonicaliseAddress } from '../domain/chain/canonicalise-address.js';
import { canonicaliseTransaction } from '../domain/chain/canonicalise-transaction.js';
import type { SourceFacts } from '../domain/attestation/source-lineage.js';
import type { SubjectKind } from '../domain/attestation/vocabulary.js';
import type { StoredEvidence } from '../persistence/attestation.entity.js';
import type { NewAttestation } from '../persistence/new-attestation.js';
import type { NewQuarantine } from '../persistence/quarantine.repository.js';
import type { AttestationInput, EvidenceInput, SourceInput } from './publishing.input.js';

/** What holds for a whole batch. */
export interface BatchDefaults {
  readonly marking: Marking;
  readonly source: SourceFacts | undefined;
  readonly list: { readonly id: string; readonly version: string } | undefined;
}

export type ReadItem =
  | { readonly ok: true; readonly attestation: NewAttestation }
  | { readonly ok: false; readonly quarantine: NewQuarantine };

/**
 * Reads one item of a batch. What cannot enter the graph comes back as an entry for the quarantine, with the reason;
 * one item never costs the others.
 */
export function readItem(item: AttestationInput, defaults: BatchDefaults): ReadItem {
  const subject = readSubject(item);
  if (!subject.ok) return { ok: false, quarantine: quarantineOf(item, subject.reason, subject.message) };
  try {
    return { ok: true, attestation: { ...readContent(item, defaults), ...subject.subject } };
  } catch (error) {
    if (error instanceof GraphQLError)
      return { ok: false, quarantine: quarantineOf(item, 'INVALID_ITEM', error.message) };
    throw error;
  }
}

type Subject = Pick<NewAttestation, 'subjectKind' | 'subject' | 'subjectKey' | 'submitted'>;
type SubjectReading =
  | { readonly ok: true; readonly subject: Subject }
  | { readonly ok: false; readonly reason: string; readonly message: string };

function readSubject(item: AttestationInput): SubjectReading {
  const given = [item.address, item.transaction, item.domain, item.actorSubject].filter(
    (value) => value !== undefined && value !== null,
  );
  if (given.length !== 1) {
    const message = `Expected one of address, transaction, domain and actorSubject, got ${String(given.length)} of them.`;
    return { ok: false, reason: given.length === 0 ? 'EMPTY' : 'INVALID_ITEM', message };
  }
  if (item.transaction) return readTransaction(item.transaction, item.chain);
  if (item.domain) return readDomain(item.domain);
  if (item.actorSubject) return { ok: true, subject: subjectOf('ACTOR', item.actorSubject, item.actorSubject) };
  const read = canonicaliseAddress({ ...(item.chain && { chain: item.chain }), value: item.address });
  if (!read.ok) return { ok: false, reason: read.reason, message: read.message };
  const { id, payloadHex, submitted } = read.address;
  return { ok: true, subject: { subjectKind: 'ADDRESS', subject: id, subjectKey: payloadHex, submitted } };
}

function readTransaction(hash: string, word: string | null | undefined): SubjectReading {
  const read = canonicaliseTransaction({ chain: word, hash });
  if (!read.ok) return { ok: false, reason: read.reason, message: read.message };
  const subject = subjectOf('TRANSACTION', `${read.chain.id}:${read.hash}`, read.hash);
  return { ok: true, subject: { ...subject, submitted: hash } };
}

/** Lower case and A-labels (IDNA, RFC 5891), by the platform's own URL parser. */
function readDomain(domain: string): SubjectReading {
  const host = URL.parse(`https://${domain.trim().replace(/^https?:\/\//i, '')}`)?.hostname ?? '';
  const isDomain = /^(?=.{4,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/.test(host);
  if (!isDomain) return { ok: false, reason: 'MALFORMED', message: 'Expected a domain name such as example.org.' };
  return { ok: true, subject: { ...subjectOf('DOMAIN', host, host), submitted: domain } };
}

function subjectOf(subjectKind: SubjectKind, subject: string, subjectKey: string): Subject {
  return { subjectKind, subject, subjectKey, submitted: subject };
}

function readContent(item: AttestationInput, defaults: BatchDefaults): Omit<NewAttestation, keyof Subject> {
  const { marking, list } = defaults;
  return {
    reference: checkText('reference', item.reference, { max: 1000 }),
    claimType: item.claimType,
    concepts: [...new Set(item.concepts)],
    label: optionalText('label', item.label, 200),
    statement: optionalText('statement', item.statement, 500),
    actor: optionalText('actor', item.actor, 200),
    method: item.method ?? 'UNKNOWN',
    reliability: item.reliability ?? null,
    ...readTimes(item),
    evidence: (item.evidence ?? []).map(readEvidence),
    source: sourceOf(item, defaults),
    derivedFrom: item.derivedFrom ?? [],
    ...marking,
    list: list?.id ?? null,
    listVersion: list?.version ?? null,
  };
}

/** An item's own source or that of its batch. A sanction needs one that may impose it, and the list that says so. */
function sourceOf(item: AttestationInput, { source, list }: BatchDefaults): SourceFacts {
  const own = item.source ? readSource(item.source) : source;
  if (own === undefined) throw badInput('source', 'a source, of the item or of the batch', null);
  if (item.claimType === 'SANCTION' && (own.kind !== 'AUTHORITY' || list === undefined)) {
    throw badInput('claimType', 'for SANCTION a source of kind AUTHORITY and the edition of its list', own.kind);
  }
  return own;
}

function readTimes(item: AttestationInput): Pick<NewAttestation, 'observedFrom' | 'observedTo' | 'validUntil'> {
  const { observedFrom = null, observedTo = null, validUntil = null } = item;
  if (observedFrom && observedTo && observedTo < observedFrom) {
    throw badInput('observedTo', 'a moment after observedFrom', observedTo);
  }
  return { observedFrom, observedTo, validUntil };
}

function optionalText(field: string, value: string | null | undefined, max: number): string | null {
  return value ? checkText(field, value, { max }) : null;
}

/** Reads a source. Throws BAD_USER_INPUT naming the field. */
export function readSource(input: SourceInput): SourceFacts {
  return {
    publisher: checkText('source.publisher', input.publisher, { max: 200 }),
    url: input.url ? checkUrl('source.url', input.url) : null,
    kind: input.kind,
    title: input.title ? checkText('source.title', input.title, { max: 300 }) : null,
    retrievedOn: input.retrievedOn ?? null,
    licence: input.licence ? checkText('source.licence', input.licence, { max: 100 }) : null,
    root: input.root ? checkText('source.root', input.root, { max: 2000 }) : null,
  };
}

function readEvidence({ kind, uri, sha256 }: EvidenceInput): StoredEvidence {
  if (sha256 && !/^[0-9a-f]{64}$/i.test(sha256)) throw badInput('evidence.sha256', '64 hexadecimal digits', sha256);
  return {
    kind,
    uri: uri ? checkText('evidence.uri', uri, { max: 2000 }) : null,
    sha256: sha256?.toLowerCase() ?? null,
  };
}

function quarantineOf(item: AttestationInput, reason: string, message: string): NewQuarantine {
  const submitted = item.address ?? item.transaction ?? item.domain ?? item.actorSubject;
  const text = typeof submitted === 'string' ? submitted : JSON.stringify(submitted);
  return {
    reference: item.reference.slice(0, 1000),
    chain: item.chain?.slice(0, 200) ?? null,
    submitted: text?.slice(0, 2000).replaceAll('\0', '\u2400') ?? null,
    reason,
    message,
    item: Object.fromEntries(Object.entries(item).filter(([field]) => field !== 'address')),
  };
}
