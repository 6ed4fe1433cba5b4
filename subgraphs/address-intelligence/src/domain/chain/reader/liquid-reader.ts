import type { AddressReading } from '../address-reading.js';
import { decodeBase58Check } from '../encoding/base58.js';
import type { Refusal } from '../quarantine-reason.js';
import { bitcoinLikeReader } from './bitcoin-like-reader.js';

const readPlain = bitcoinLikeReader({ name: 'Liquid', p2pkh: [0x39], p2sh: [0x27], bech32Prefix: 'ex' });
const blinded = 0x0c;

/** Reads Liquid: plain addresses, and confidential ones in Base58 (prefix, version, blinding key, hash), kept opaque. */
export function readLiquid(text: string): AddressReading | Refusal {
  const bytes = text.length > 60 ? decodeBase58Check(text) : undefined;
  const isConfidential = bytes?.length === 55 && bytes[0] === blinded && (bytes[1] === 0x39 || bytes[1] === 0x27);
  if (bytes === undefined || !isConfidential) return readPlain(text);
  return { ok: true, format: 'CONFIDENTIAL', value: text, payload: bytes.subarray(1) };
}
