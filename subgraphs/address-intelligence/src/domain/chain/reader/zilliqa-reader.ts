import { bech32 } from '@scure/base';
import { sha256 } from '@noble/hashes/sha2.js';
import { hexToBytes } from '@noble/hashes/utils.js';
import type { AddressReading } from '../address-reading.js';
import { refuse, type Refusal } from '../quarantine-reason.js';
import { bech32AccountReader } from './bech32-account-reader.js';

const readBech32Form = bech32AccountReader({ prefix: 'zil', sizes: [20] });

/** Reads Zilliqa: zil1… in Bech32, or the same 20 bytes as 0x… in the case of its SHA-256 checksum (ZIP-1). */
export function readZilliqa(text: string): AddressReading | Refusal {
  const [, digits] = /^0x([0-9a-fA-F]{40})$/.exec(text) ?? [];
  if (digits === undefined) return readBech32Form(text);
  const lower = digits.toLowerCase();
  if (digits !== lower && digits !== digits.toUpperCase() && digits !== checksummed(lower)) {
    return refuse('WRONG_CASE', 'Expected one case or the case of the Zilliqa checksum, got another mixture of cases.');
  }
  const payload = hexToBytes(lower);
  const value = bech32.encode('zil', bech32.toWords(payload));
  return { ok: true, format: 'BECH32_ACCOUNT', value, payload, statedOnly: true };
}

/** A letter is upper case where bit `6 * position` of the SHA-256, counted from the top, is set. */
function checksummed(lower: string): string {
  const hash = sha256(hexToBytes(lower));
  return Array.from(lower, (letter, i) => {
    const bit = 6 * i;
    return ((hash[bit >> 3] as number) >> (7 - (bit & 7))) & 1 ? letter.toUpperCase() : letter;
  }).join('');
}
