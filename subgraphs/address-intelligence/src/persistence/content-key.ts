import { contentIdOf, type SourceFacts } from '../domain/attestation/source-lineage.js';
import type { AttestationRow } from './attestation.entity.js';

type Said =
  | 'subjectKind'
  | 'subject'
  | 'claimType'
  | 'concepts'
  | 'label'
  | 'statement'
  | 'actor'
  | 'observedFrom'
  | 'observedTo';

/**
 * By which a statement is recognised, whoever makes it under whatever marking, reference and list: about whom it says
 * what, with which evidence and from which source. How it was found out, how far it is trusted and when it expires are no
 * part of it.
 */
export function contentKeyOf(
  said: Pick<AttestationRow, Said | 'evidence'>,
  source: Pick<SourceFacts, 'publisher' | 'url' | 'title' | 'root'> | null,
): string {
  const { subjectKind, subject, claimType, concepts, label, statement, actor, observedFrom, observedTo } = said;
  const what = [
    subjectKind,
    subject,
    claimType,
    [...concepts].sort(),
    label,
    statement,
    actor,
    observedFrom,
    observedTo,
  ];
  const evidence = said.evidence.map(({ kind, uri, sha256 }) => [kind, uri, sha256]);
  return contentIdOf([what, evidence, [source?.publisher, source?.url, source?.title, source?.root]]);
}
