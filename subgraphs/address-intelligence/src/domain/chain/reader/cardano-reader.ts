import type { AddressReading } from '../address-reading.js';
import { decodeBase58 } from '../encoding/base58.js';
import { crc32 } from '../encoding/crc.js';
import { refuse, type Refusal } from '../quarantine-reason.js';
import { bytesOfWords, hasBech32Prefix, readBech32 } from './bech32-text.js';

/** Reads Cardano (CIP-19): Shelley payment and stake addresses in Bech32, Byron addresses in Base58 of CBOR. */
export function readCardano(text: string): AddressReading | Refusal {
  if (hasBech32Prefix(text, 'addr')) return readShelley(text, 'addr');
  if (hasBech32Prefix(text, 'stake')) return readShelley(text, 'stake');
  return readByron(text);
}

function readShelley(text: string, prefix: 'addr' | 'stake'): AddressReading | Refusal {
  const read = readBech32(text, prefix);
  if (!read.ok) return read;
  if (read.variant !== 'bech32') return refuse('WRONG_BECH32_VARIANT', 'Cardano uses Bech32, got Bech32m.');
  const payload = bytesOfWords(read.words);
  const header = payload?.[0];
  if (payload === undefined || header === undefined) return refuse('MALFORMED', 'Expected a header byte and hashes.');
  if ((header & 0xf) !== 1) return refuse('TESTNET_ADDRESS', 'A Cardano address of a test network.');
  const type = header >>> 4;
  const isStake = type === 14 || type === 15;
  if (type > 7 && !isStake) return refuse('MALFORMED', `The Cardano address type ${type} is not in use.`);
  if (isStake !== (prefix === 'stake')) return refuse('MALFORMED', `The prefix ${prefix} does not fit type ${type}.`);
  if (!isShelleySize(type, payload.length)) {
    return refuse('WRONG_LENGTH', `The Cardano address type ${type} does not take ${payload.length} bytes.`);
  }
  return { ok: true, format: isStake ? 'CARDANO_STAKE' : 'CARDANO_SHELLEY', value: read.lower, payload };
}

/** Types 0-3 hold two hashes, 4-5 a hash and a pointer of variable size, the others one hash. */
function isShelleySize(type: number, size: number): boolean {
  if (type <= 3) return size === 57;
  return type <= 5 ? size > 31 && size <= 59 : size === 29;
}

/** `82 d8 18 58 <size> <payload> 1a <crc32>`: the payload as CBOR bytes under tag 24, then its CRC-32. */
function readByron(text: string): AddressReading | Refusal {
  const bytes = text.length <= 130 ? decodeBase58(text) : undefined;
  if (bytes === undefined) return refuse('MALFORMED', 'Expected addr1…, stake1… or a Byron address in Base58.');
  const size = bytes[4] ?? 0;
  const hasHead = bytes[0] === 0x82 && bytes[1] === 0xd8 && bytes[2] === 0x18 && bytes[3] === 0x58;
  if (!hasHead) return refuse('MALFORMED', 'Expected addr1…, stake1… or a Byron address in Base58.');
  if (bytes.length !== size + 10 || bytes[size + 5] !== 0x1a) {
    return refuse('WRONG_LENGTH', `Expected a Byron address of ${size + 10} bytes, got ${bytes.length}.`);
  }
  const payload = bytes.subarray(5, 5 + size);
  if (crc32(payload) !== new DataView(bytes.buffer, bytes.byteOffset).getUint32(size + 6)) {
    return refuse('WRONG_CHECKSUM', 'The CRC-32 of the Byron address does not hold.');
  }
  if (hasNetworkMagic(payload)) return refuse('TESTNET_ADDRESS', 'A Byron address of a test network.');
  return { ok: true, format: 'CARDANO_BYRON', value: text, payload };
}

/** `83 58 1c <28-byte root> <map of attributes> <type>`; attribute 2 is the network magic, absent on the main network. */
function hasNetworkMagic(payload: Uint8Array): boolean {
  let at = 3 + 28;
  const entries = (payload[at++] ?? 0) & 0x1f;
  for (let i = 0; i < entries; i++) {
    if (payload[at++] === 2) return true;
    const head = payload[at++] ?? 0;
    at += head === 0x58 ? 1 + (payload[at] ?? 0) : head & 0x1f;
  }
  return false;
}
