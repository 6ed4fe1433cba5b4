import { sha256 } from '@noble/hashes/sha2.js';

/** An alphabet with its reverse table: index by character code, -1 for a foreign character. */
export interface Base58Alphabet {
  readonly letters: string;
  readonly digits: Int8Array;
}

function alphabet(letters: string): Base58Alphabet {
  const digits = new Int8Array(128).fill(-1);
  for (let i = 0; i < letters.length; i++) digits[letters.charCodeAt(i)] = i;
  return { letters, digits };
}

export const bitcoinAlphabet = alphabet('123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz');
export const rippleAlphabet = alphabet('rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz');

/** Longest text that is decoded, in characters: the work grows with the square of the length. */
export const maxBase58Length = 256;

const limbBytes = 3;
const limbBase = 2 ** (8 * limbBytes);

/**
 * Decodes Base58. Undefined for a foreign character or a text over `maxBase58Length`.
 *
 * Base58 text and bytes correspond one to one (each leading zero byte is one leading zero letter), so a decoded text needs no
 * re-encoding to be canonical. Four digits are taken at a time into 24-bit limbs: products stay below 2^53, so plain
 * numbers are exact, and BigInt (about ten times slower here) is not needed.
 */
export function decodeBase58(
  text: string,
  { digits, letters }: Base58Alphabet = bitcoinAlphabet,
): Uint8Array | undefined {
  if (text.length > maxBase58Length) return undefined;
  const limbs: number[] = [];
  for (let start = 0; start < text.length; start += 4) {
    const end = Math.min(start + 4, text.length);
    let carry = 0;
    let factor = 1;
    for (let i = start; i < end; i++) {
      const digit = digits[text.charCodeAt(i)] ?? -1;
      if (digit < 0) return undefined;
      carry = carry * 58 + digit;
      factor *= 58;
    }
    for (let i = 0; i < limbs.length; i++) {
      const product = (limbs[i] as number) * factor + carry;
      limbs[i] = product % limbBase;
      carry = Math.floor(product / limbBase);
    }
    for (; carry > 0; carry = Math.floor(carry / limbBase)) limbs.push(carry % limbBase);
  }
  return bytesOf(limbs, leading(text, letters.charCodeAt(0)));
}

function leading(text: string, zeroCode: number): number {
  let zeros = 0;
  while (zeros < text.length && text.charCodeAt(zeros) === zeroCode) zeros++;
  return zeros;
}

function bytesOf(limbs: readonly number[], zeros: number): Uint8Array {
  const top = limbs.at(-1) ?? 0;
  const topBytes = limbs.length === 0 ? 0 : top > 0xffff ? 3 : top > 0xff ? 2 : 1;
  const bytes = new Uint8Array(zeros + Math.max(0, limbs.length - 1) * limbBytes + topBytes);
  let at = bytes.length;
  for (const limb of limbs) {
    for (let rest = limb, i = 0; i < limbBytes && at > zeros; i++, rest >>>= 8) bytes[--at] = rest & 0xff;
  }
  return bytes;
}

export function encodeBase58(bytes: Uint8Array, { letters }: Base58Alphabet = bitcoinAlphabet): string {
  const digits: number[] = [];
  let zeros = 0;
  while (zeros < bytes.length && bytes[zeros] === 0) zeros++;
  for (let start = zeros; start < bytes.length; start++) {
    let carry = bytes[start] as number;
    for (let i = 0; i < digits.length; i++) {
      carry += (digits[i] as number) << 8;
      digits[i] = carry % 58;
      carry = (carry / 58) | 0;
    }
    for (; carry > 0; carry = (carry / 58) | 0) digits.push(carry % 58);
  }
  let text = letters.charAt(0).repeat(zeros);
  for (let i = digits.length - 1; i >= 0; i--) text += letters.charAt(digits[i] as number);
  return text;
}

export type Checksum = (payload: Uint8Array) => Uint8Array;

export const doubleSha256: Checksum = (payload) => sha256(sha256(payload));

/** Base58Check: payload and the first four bytes of its checksum. */
export function encodeBase58Check(
  payload: Uint8Array,
  alphabetUsed: Base58Alphabet = bitcoinAlphabet,
  checksum: Checksum = doubleSha256,
): string {
  const bytes = new Uint8Array(payload.length + 4);
  bytes.set(payload);
  bytes.set(checksum(payload).subarray(0, 4), payload.length);
  return encodeBase58(bytes, alphabetUsed);
}

/** Whether the last four bytes are the checksum of those before them. */
export function hasValidChecksum(bytes: Uint8Array, checksum: Checksum = doubleSha256): boolean {
  const size = bytes.length - 4;
  if (size < 1) return false;
  const expected = checksum(bytes.subarray(0, size));
  return (
    bytes[size] === expected[0] &&
    bytes[size + 1] === expected[1] &&
    bytes[size + 2] === expected[2] &&
    bytes[size + 3] === expected[3]
  );
}

/** The payload of a Base58Check text whose checksum holds, else undefined. */
export function decodeBase58Check(
  text: string,
  alphabetUsed: Base58Alphabet = bitcoinAlphabet,
  checksum: Checksum = doubleSha256,
): Uint8Array | undefined {
  const bytes = decodeBase58(text, alphabetUsed);
  return bytes !== undefined && hasValidChecksum(bytes, checksum) ? bytes.subarray(0, -4) : undefined;
}
