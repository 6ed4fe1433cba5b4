import { hash } from 'node:crypto';

/** Twenty hexadecimal digits (80 bits) that stand for a text. */
export function fingerprint(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 20);
}

/** Parts joined so that no two different lists of parts give the same text. */
export function joinParts(parts: readonly (string | undefined)[]): string {
  return parts.map((part) => part ?? '').join('\u001f');
}

/**
 * A stable reference that a person can recognise: readable parts, then the fingerprint of everything that identifies the
 * item. Long parts are cut; the fingerprint covers them whole. The submitted address is never among the readable parts:
 * lists have held private keys in its place.
 */
export function stableReference(readable: readonly string[], identity: readonly (string | undefined)[]): string {
  const shown = readable.map((part) => part.slice(0, 60)).join('/');
  return `${shown}/${fingerprint(joinParts(identity))}`;
}

/**
 * Gives the items of one source references that stay what they are from run to run. Sources repeat themselves: a second
 * item with the same identity and other content becomes `…#2`, a true repeat keeps the reference, so that the hub
 * answers UNCHANGED and a second run changes nothing.
 *
 * Keeps about a hundred bytes for each distinct item of the source.
 */
export class ReferenceBook {
  readonly #contents = new Map<string, string | string[]>();

  /** @param content - what may change about the item without its becoming another one; compared as text */
  number(reference: string, content: string): string {
    const known = this.#contents.get(reference);
    if (known === undefined) this.#contents.set(reference, content);
    if (known === undefined || known === content) return reference;
    const contents = typeof known === 'string' ? [known] : known;
    const at = contents.indexOf(content);
    if (at === -1) this.#contents.set(reference, [...contents, content]);
    const ordinal = (at === -1 ? contents.length : at) + 1;
    return ordinal === 1 ? reference : `${reference}#${ordinal}`;
  }
}
