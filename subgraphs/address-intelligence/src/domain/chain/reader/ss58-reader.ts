import { blake2b } from '@noble/hashes/blake2.js';
import type { AddressReader } from '../address-reading.js';
import { decodeBase58, encodeBase58 } from '../encoding/base58.js';
import { concatBytes } from '../encoding/bytes.js';
import { refuse, type Refusal } from '../quarantine-reason.js';

const preamble = new TextEncoder().encode('SS58PRE');
const checksumOf = (bytes: Uint8Array): Uint8Array =>
  blake2b(concatBytes(preamble, bytes), { dkLen: 64 }).subarray(0, 2);

/** SS58 registry: "Substrate", any chain that has not registered a prefix; it points to none. */
const genericPrefix = 42;

export interface Ss58Address {
  readonly ok: true;
  readonly prefix: number;
  readonly publicKey: Uint8Array;
}

/** Decodes SS58 with a 32-byte key under any prefix. */
export function decodeSs58(text: string): Ss58Address | Refusal {
  const bytes = text.length <= 52 ? decodeBase58(text) : undefined;
  if (bytes === undefined) return refuse('MALFORMED', 'Expected SS58: Base58 of at most 52 characters.');
  const [first = 0, second = 0] = bytes;
  const prefixBytes = first < 64 ? 1 : 2;
  if (bytes.length !== prefixBytes + 34 || first >= 128) {
    return refuse('WRONG_LENGTH', `Expected SS58 of a 32-byte key, got ${bytes.length} bytes.`);
  }
  const body = bytes.subarray(0, -2);
  const checksum = checksumOf(body);
  if (checksum[0] !== bytes.at(-2) || checksum[1] !== bytes.at(-1)) {
    return refuse('WRONG_CHECKSUM', 'The SS58 checksum does not hold.');
  }
  // The two-byte form scatters 14 bits, see the SS58 registry.
  const prefix = prefixBytes === 1 ? first : ((first & 0x3f) << 2) | (second >> 6) | ((second & 0x3f) << 8);
  return { ok: true, prefix, publicKey: body.subarray(prefixBytes) };
}

export function encodeSs58(prefix: number, publicKey: Uint8Array): string {
  const head = prefix < 64 ? [prefix] : [((prefix & 0xfc) >> 2) | 0x40, (prefix >> 8) | ((prefix & 3) << 6)];
  const body = concatBytes(head, publicKey);
  return encodeBase58(concatBytes(body, checksumOf(body)));
}

/**
 * Reads SS58 for a chain with the given prefix. One key has another text on every Substrate chain, so a text with another
 * prefix is re-encoded when the chain is stated, with a warning; equality is by public key.
 */
export function ss58Reader(name: string, prefix: number): AddressReader {
  return (text) => {
    const read = decodeSs58(text);
    if (!read.ok) return read;
    const { publicKey: payload } = read;
    if (read.prefix === prefix) {
      const marks = prefix === genericPrefix ? { statedOnly: true as const } : {};
      return { ok: true, format: 'SS58', value: text, payload, ...marks };
    }
    const warning = `Stated for ${name} but written with SS58 prefix ${read.prefix}; re-encoded with prefix ${prefix}.`;
    const value = encodeSs58(prefix, payload);
    return { ok: true, format: 'SS58', value, payload, warnings: [warning], statedOnly: true };
  };
}
