import { bech32, bech32m } from '@scure/base';
import { refuse, type Refusal } from '../quarantine-reason.js';

export type Bech32Variant = 'bech32' | 'bech32m';

export interface Bech32Words {
  readonly ok: true;
  readonly variant: Bech32Variant;
  readonly words: readonly number[];
  /** The whole text in lower case. */
  readonly lower: string;
}

/** Longest Bech32 text that is read, in characters; Zcash unified addresses are the longest in use. */
const maxBech32Length = 512;

const coders = { bech32, bech32m } as const;

/** Whether a text claims, in whatever case, to be Bech32 under this prefix. */
export function hasBech32Prefix(text: string, prefix: string): boolean {
  return (
    text.length > prefix.length &&
    text.charCodeAt(prefix.length) === 0x31 &&
    text.slice(0, prefix.length).toLowerCase() === prefix
  );
}

/**
 * Reads Bech32 or Bech32m (BIP-173, BIP-350): one case throughout, checksum verified. Which variant a prefix needs is the
 * caller's to say; the `likely` one is tried first. The limit of 90 characters is BIP-173's for SegWit only; other ledgers use longer texts.
 */
export function readBech32(text: string, prefix: string, likely: Bech32Variant = 'bech32'): Bech32Words | Refusal {
  const lower = text.toLowerCase();
  if (text !== lower && text !== text.toUpperCase()) {
    return refuse('WRONG_CASE', `Expected ${prefix}1… in one case throughout, got mixed case.`);
  }
  const unlikely = likely === 'bech32' ? 'bech32m' : 'bech32';
  const first = coders[likely].decodeUnsafe(lower, maxBech32Length);
  const found = first ?? coders[unlikely].decodeUnsafe(lower, maxBech32Length);
  if (!found) return refuseBech32(lower, prefix);
  if (found.prefix !== prefix) return refuse('MALFORMED', `Expected the prefix ${prefix}, got another one.`);
  return { ok: true, variant: first ? likely : unlikely, words: found.words, lower };
}

function refuseBech32(lower: string, prefix: string): Refusal {
  if (lower.length > maxBech32Length) {
    return refuse('WRONG_LENGTH', `Expected at most ${maxBech32Length} characters, got ${lower.length}.`);
  }
  if (!/^[qpzry9x8gf2tvdw0s3jn54khce6mua7l]*$/.test(lower.slice(prefix.length + 1))) {
    return refuse('MALFORMED', `Expected ${prefix}1… in the Bech32 alphabet, got characters outside it.`);
  }
  return refuse('WRONG_CHECKSUM', `Expected ${prefix}1… in Bech32 or Bech32m, got a checksum that fits neither.`);
}

/** Bytes of Bech32 words; undefined for surplus or non-zero padding bits. */
export function bytesOfWords(words: readonly number[]): Uint8Array | undefined {
  return bech32.fromWordsUnsafe([...words]) ?? undefined;
}
