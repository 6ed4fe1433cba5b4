import { sha512_256 } from '@noble/hashes/sha2.js';
import type { AddressReading } from '../address-reading.js';
import { refuse, type Refusal } from '../quarantine-reason.js';
import { decodeBase32 } from './stellar-reader.js';

/** Reads Algorand: Base32 of a 32-byte key and the last four bytes of its SHA-512/256. Upper case is canonical. */
export function readAlgorand(text: string): AddressReading | Refusal {
  const upper = text.toUpperCase();
  if (!/^[A-Z2-7]+$/.test(upper)) return refuse('MALFORMED', 'Expected an Algorand address in Base32.');
  if (upper.length !== 58) return refuse('WRONG_LENGTH', `Expected 58 characters, got ${upper.length}.`);
  if (text !== upper && text !== text.toLowerCase()) {
    return refuse('WRONG_CASE', 'Expected an Algorand address in upper case, got mixed case.');
  }
  const bytes = decodeBase32(upper);
  if (bytes === undefined) return refuse('MALFORMED', 'The Base32 text has non-zero padding bits.');
  const payload = bytes.subarray(0, 32);
  const checksum = sha512_256(payload).subarray(-4);
  if (!checksum.every((byte, i) => byte === bytes[32 + i])) {
    return refuse('WRONG_CHECKSUM', 'The checksum of the Algorand address does not hold.');
  }
  return { ok: true, format: 'ALGORAND', value: upper, payload };
}
