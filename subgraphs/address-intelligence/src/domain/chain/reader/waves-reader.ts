import { blake2b } from '@noble/hashes/blake2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import type { AddressReader } from '../address-reading.js';
import { decodeBase58, hasValidChecksum, type Checksum } from '../encoding/base58.js';
import { refuse } from '../quarantine-reason.js';

const secureHash: Checksum = (bytes) => keccak_256(blake2b(bytes, { dkLen: 32 }));

/** Reads Waves and V Systems: 26 bytes (version, network, 20-byte hash, 4 bytes of Keccak of BLAKE2b). */
export function wavesReader(name: string, version: number, network: number): AddressReader {
  return (text) => {
    const bytes = text.length <= 40 ? decodeBase58(text) : undefined;
    if (bytes === undefined) return refuse('MALFORMED', `Expected a ${name} address in Base58.`);
    if (bytes.length !== 26) return refuse('WRONG_LENGTH', `Expected 26 bytes, got ${bytes.length}.`);
    if (!hasValidChecksum(bytes, secureHash)) return refuse('WRONG_CHECKSUM', 'The checksum does not hold.');
    if (bytes[0] !== version || bytes[1] !== network) {
      return refuse('MALFORMED', `The version or network byte is not of ${name}.`);
    }
    return { ok: true, format: 'WAVES', value: text, payload: bytes.subarray(2, 22) };
  };
}
