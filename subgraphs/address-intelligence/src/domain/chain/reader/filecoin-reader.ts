import { blake2b } from '@noble/hashes/blake2.js';
import type { AddressReading } from '../address-reading.js';
import { concatBytes } from '../encoding/bytes.js';
import { refuse, type Refusal } from '../quarantine-reason.js';
import { decodeBase32 } from './stellar-reader.js';

/** Payload bytes by protocol: 1 secp256k1, 2 actor, 3 BLS. */
const sizes: Readonly<Record<number, number>> = { 1: 20, 2: 20, 3: 48 };

/** Reads Filecoin f1, f2, f3 (BLAKE2b-4 checksum over protocol and payload) and the checksum-free ids f0…. */
export function readFilecoin(text: string): AddressReading | Refusal {
  if (/^t[0-3]/.test(text)) return refuse('TESTNET_ADDRESS', 'A Filecoin address of a test network.');
  if (/^f0\d{1,19}$/.test(text)) {
    const payload = new TextEncoder().encode(text.slice(2));
    return { ok: true, format: 'FILECOIN', value: text, payload, statedOnly: true };
  }
  const protocol = /^f[123][a-z2-7]{20,90}$/.test(text) ? Number(text.charAt(1)) : 0;
  const bytes = protocol > 0 ? decodeBase32(text.slice(2).toUpperCase()) : undefined;
  if (bytes === undefined) return refuse('MALFORMED', 'Expected f0…, f1…, f2… or f3….');
  const payload = bytes.subarray(0, -4);
  if (payload.length !== sizes[protocol]) {
    return refuse('WRONG_LENGTH', `f${protocol} does not take ${payload.length} bytes.`);
  }
  const checksum = blake2b(concatBytes([protocol], payload), { dkLen: 4 });
  if (!checksum.every((byte, i) => byte === bytes[payload.length + i])) {
    return refuse('WRONG_CHECKSUM', 'The checksum of the Filecoin address does not hold.');
  }
  return { ok: true, format: 'FILECOIN', value: text, payload };
}
