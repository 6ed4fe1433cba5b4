import { hexToBytes } from '@noble/hashes/utils.js';
import type { AddressReader } from '../address-reading.js';
import { crc32 } from '../encoding/crc.js';
import { refuse } from '../quarantine-reason.js';

export interface HexAccount {
  readonly name: string;
  /** Whether the ledger writes `0x` before the digits. */
  readonly prefixed: boolean;
  /** First byte that every account has. */
  readonly firstByte?: number;
  /** The first four bytes are the CRC-32 of the rest (Internet Computer). */
  readonly crc?: true;
}

/**
 * Reads accounts of 32 bytes in hexadecimal. The form is also that of a hash and of a private key, so it never leads to a
 * ledger that is not stated.
 */
export function hexAccountReader({ name, prefixed, firstByte, crc }: HexAccount): AddressReader {
  return (text) => {
    const [, digits] = /^(?:0x)?([0-9a-fA-F]+)$/.exec(text) ?? [];
    if (digits === undefined) return refuse('MALFORMED', `Expected a ${name} account of 64 hexadecimal digits.`);
    if (digits.length !== 64) return refuse('WRONG_LENGTH', `Expected 64 hexadecimal digits, got ${digits.length}.`);
    const payload = hexToBytes(digits);
    if (firstByte !== undefined && payload[0] !== firstByte) {
      return refuse('MALFORMED', `Every ${name} account starts with 0x${firstByte.toString(16)}.`);
    }
    if (crc && crc32(payload.subarray(4)) !== new DataView(payload.buffer, payload.byteOffset).getUint32(0)) {
      return refuse('WRONG_CHECKSUM', `The CRC-32 of the ${name} account does not hold.`);
    }
    const value = `${prefixed ? '0x' : ''}${digits.toLowerCase()}`;
    return { ok: true, format: 'HEX_ACCOUNT', value, payload, statedOnly: true };
  };
}
