import { hash } from 'node:crypto';
import type { SourceKind } from './vocabulary.js';

/** Where a statement was found, as its originator gives it. */
export interface SourceFacts {
  readonly publisher: string;
  readonly url: string | null;
  readonly kind: SourceKind;
  readonly title: string | null;
  /** ISO 8601 day. */
  readonly retrievedOn: string | null;
  readonly licence: string | null;
  /** Address or name of the source that this one took in; null when it is a root itself. */
  readonly root: string | null;
}

/**
 * The root of a source as a key that compares: what was taken in, else its address, else its publisher. Addresses are
 * compared without scheme, `www.`, query and trailing slash, since lists quote the same page in all these ways.
 */
export function rootKeyOf({ root, url, publisher }: Pick<SourceFacts, 'root' | 'url' | 'publisher'>): string {
  return comparable(root ?? url ?? publisher);
}

/** The same facts give the same id, so that a source told a thousand times is stored once. */
export function contentIdOf(facts: object): string {
  return hash('sha256', JSON.stringify(facts), 'base64url').slice(0, 22);
}

function comparable(text: string): string {
  const parsed = URL.parse(text.trim());
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) return text.trim().toLowerCase();
  return `${parsed.hostname.replace(/^www\./, '')}${parsed.pathname.replace(/\/+$/, '')}`.toLowerCase();
}
