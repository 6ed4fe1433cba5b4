import { hexToBytes } from '@noble/hashes/utils.js';
import type { AddressReading } from '../address-reading.js';
import { decodeBase58Check, encodeBase58Check } from '../encoding/base58.js';
import { refuse, type Refusal } from '../quarantine-reason.js';
import { refuseBase58 } from './base58-refusal.js';

const version = 0x41;

/** Reads TRON: Base58Check with version 0x41, or the same 21 bytes in hexadecimal (41…). Canonical is Base58. */
export function readTron(text: string): AddressReading | Refusal {
  if (/^41[0-9a-fA-F]{40}$/.test(text)) {
    const bytes = hexToBytes(text);
    return { ok: true, format: 'TRON', value: encodeBase58Check(bytes), payload: bytes.subarray(1) };
  }
  const bytes = decodeBase58Check(text);
  if (bytes === undefined) return refuseBase58(text, 'a TRON address in Base58Check', 25);
  if (bytes.length !== 21) return refuse('WRONG_LENGTH', `Expected 25 bytes, got ${bytes.length + 4}.`);
  if (bytes[0] !== version) return refuse('MALFORMED', 'Expected the version byte 0x41, got another one.');
  return { ok: true, format: 'TRON', value: text, payload: bytes.subarray(1) };
}
