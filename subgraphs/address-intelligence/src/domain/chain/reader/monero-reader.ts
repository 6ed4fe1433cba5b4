import { keccak_256 } from '@noble/hashes/sha3.js';
import type { AddressFormat } from '../address-format.js';
import type { AddressReading } from '../address-reading.js';
import { hasValidChecksum } from '../encoding/base58.js';
import { decodeCryptonoteBase58 } from '../encoding/cryptonote-base58.js';
import { refuse, type Refusal } from '../quarantine-reason.js';

/** Network bytes of the main network, with the bytes of the whole address. */
const kinds: Readonly<Record<number, { readonly format: AddressFormat; readonly size: number }>> = {
  18: { format: 'MONERO_STANDARD', size: 69 },
  19: { format: 'MONERO_INTEGRATED', size: 77 },
  42: { format: 'MONERO_SUBADDRESS', size: 69 },
};
/** Network bytes of testnet and stagenet. */
const testNetworks: readonly number[] = [53, 54, 63, 24, 25, 36];

/** Reads Monero: 95 or 106 characters, checksum by Keccak-256. */
export function readMonero(text: string): AddressReading | Refusal {
  if (/^[0-9a-fA-F]{64}$/.test(text)) {
    return refuse('TRANSACTION_HASH', 'Expected 95 or 106 characters, got 64 hexadecimal digits: a hash or a key.');
  }
  if (text.length !== 95 && text.length !== 106) {
    return refuse('WRONG_LENGTH', `Expected 95 or 106 characters, got ${text.length}.`);
  }
  const bytes = decodeCryptonoteBase58(text);
  if (bytes === undefined) return refuse('MALFORMED', 'Expected a Monero address in its Base58.');
  if (!hasValidChecksum(bytes, keccak_256)) return refuse('WRONG_CHECKSUM', 'The checksum does not hold.');
  const network = bytes[0] as number;
  if (testNetworks.includes(network)) return refuse('TESTNET_ADDRESS', 'A Monero address of a test network.');
  const kind = kinds[network];
  if (kind?.size !== bytes.length) return refuse('MALFORMED', `The network byte ${network} is not of this form.`);
  return { ok: true, format: kind.format, value: text, payload: bytes.subarray(1, -4) };
}
