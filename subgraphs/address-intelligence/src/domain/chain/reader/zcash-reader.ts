import type { AddressReading } from '../address-reading.js';
import { decodeBase58Check } from '../encoding/base58.js';
import { refuse, type Refusal } from '../quarantine-reason.js';
import { bytesOfWords, hasBech32Prefix, readBech32, type Bech32Variant } from './bech32-text.js';
import { bitcoinLikeReader } from './bitcoin-like-reader.js';

const readTransparent = bitcoinLikeReader({ name: 'Zcash', p2pkh: [0x1c, 0xb8], p2sh: [0x1c, 0xbd] });

/** Reads Zcash: transparent t1/t3; Sprout (zc), Sapling (zs) and unified (u, ZIP-316) ones are verified and kept opaque. */
export function readZcash(text: string): AddressReading | Refusal {
  if (hasBech32Prefix(text, 'zs')) return readShielded(text, 'zs', 'bech32', (size) => size === 43);
  if (hasBech32Prefix(text, 'u')) return readShielded(text, 'u', 'bech32m', (size) => size >= 48);
  if (!text.startsWith('zc')) return readTransparent(text);
  const bytes = decodeBase58Check(text);
  if (bytes?.length === 66 && bytes[0] === 0x16 && bytes[1] === 0x9a) {
    return { ok: true, format: 'SHIELDED', value: text, payload: bytes.subarray(2) };
  }
  return bytes === undefined
    ? refuse('WRONG_CHECKSUM', 'The checksum of the Sprout address does not hold.')
    : refuse('WRONG_LENGTH', `Expected a Sprout address of 66 bytes, got ${bytes.length}.`);
}

function readShielded(
  text: string,
  prefix: string,
  variant: Bech32Variant,
  isSize: (bytes: number) => boolean,
): AddressReading | Refusal {
  const read = readBech32(text, prefix);
  if (!read.ok) return read;
  if (read.variant !== variant) return refuse('WRONG_BECH32_VARIANT', `Expected ${variant}, got ${read.variant}.`);
  const payload = bytesOfWords(read.words);
  if (payload === undefined || !isSize(payload.length)) {
    return refuse('WRONG_LENGTH', `${prefix}1… does not take ${payload?.length ?? 'a broken number of'} bytes.`);
  }
  return { ok: true, format: 'SHIELDED', value: read.lower, payload };
}
