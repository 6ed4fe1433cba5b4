import { base64, base64url } from '@scure/base';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import type { AddressReading } from '../address-reading.js';
import { concatBytes } from '../encoding/bytes.js';
import { crc16 } from '../encoding/crc.js';
import { refuse, type Refusal } from '../quarantine-reason.js';

const bounceable = 0x11;
const testFlag = 0x80;

/**
 * Reads TON (TEP-2): user-friendly, in either Base64 alphabet, or raw `workchain:hex`. Canonical is the raw form, because the
 * user-friendly one has four spellings; shown is the bounceable Base64url one.
 */
export function readTon(text: string): AddressReading | Refusal {
  const [, workchain, hex] = /^(0|-1):([0-9a-fA-F]{64})$/.exec(text) ?? [];
  if (workchain !== undefined && hex !== undefined) return reading(Number(workchain), hexToBytes(hex));
  if (text.length !== 48) return refuse('WRONG_LENGTH', `Expected 48 characters or a raw address, got ${text.length}.`);
  const bytes = decode(text);
  if (bytes === undefined) return refuse('MALFORMED', 'Expected a TON address in Base64 or Base64url.');
  const stated = ((bytes[34] as number) << 8) | (bytes[35] as number);
  if (crc16(bytes.subarray(0, 34)) !== stated) return refuse('WRONG_CHECKSUM', 'The CRC-16 does not hold.');
  const tag = bytes[0] as number;
  if (tag & testFlag) return refuse('TESTNET_ADDRESS', 'A TON address marked for test networks.');
  const chain = ((bytes[1] as number) << 24) >> 24;
  if ((tag !== 0x11 && tag !== 0x51) || (chain !== 0 && chain !== -1)) {
    return refuse('MALFORMED', 'Expected the tag 0x11 or 0x51 and the workchain 0 or -1.');
  }
  return reading(chain, bytes.subarray(2, 34));
}

function decode(text: string): Uint8Array | undefined {
  try {
    return (/[-_]/.test(text) ? base64url : base64).decode(text);
  } catch {
    return undefined; // foreign letters; the caller names the reason
  }
}

function reading(workchain: number, payload: Uint8Array): AddressReading {
  const hex = bytesToHex(payload);
  return {
    ok: true,
    format: 'TON',
    value: `${workchain}:${hex}`,
    accountPart: `${workchain}%3A${hex}`,
    payload,
    display: () => friendly(workchain, payload),
  };
}

function friendly(workchain: number, account: Uint8Array): string {
  const body = concatBytes([bounceable, workchain & 0xff], account);
  const crc = crc16(body);
  return base64url.encode(concatBytes(body, [crc >> 8, crc & 0xff]));
}
