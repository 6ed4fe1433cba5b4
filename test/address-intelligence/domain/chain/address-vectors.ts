import { blake2b } from '@noble/hashes/blake2.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { base32nopad, base58, base58xmr, base58xrp, base64url, bech32, bech32m, createBase58check } from '@scure/base';

/** Addresses made from their bytes with a library's coders, so that no vector rests on the code under test. */
const base58check = createBase58check(sha256);

export const hash20 = Uint8Array.from({ length: 20 }, (_, i) => 7 * i + 1);
export const hash32 = Uint8Array.from({ length: 32 }, (_, i) => 255 - 5 * i);
export const hex20 = hex(hash20);
export const hex32 = hex(hash32);

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

export function base58Check(version: readonly number[], payload: Uint8Array = hash20): string {
  return base58check.encode(Uint8Array.of(...version, ...payload));
}

export function segwit(
  prefix: string,
  version: number,
  program: Uint8Array,
  coder = version === 0 ? bech32 : bech32m,
): string {
  return coder.encode(prefix, [version, ...bech32.toWords(program)]);
}

export function bech32Account(prefix: string, payload: Uint8Array = hash20): string {
  return bech32.encode(prefix, bech32.toWords(payload), 512);
}

export function bech32mAccount(prefix: string, payload: Uint8Array = hash20): string {
  return bech32m.encode(prefix, bech32.toWords(payload), 512);
}

export function xrpl(payload: Uint8Array = hash20, version: readonly number[] = [0]): string {
  const body = Uint8Array.of(...version, ...payload);
  return base58xrp.encode(Uint8Array.of(...body, ...sha256(sha256(body)).subarray(0, 4)));
}

/** XLS-5: two bytes of network, account, flag, tag in little endian. */
export function xAddress(tag: number | undefined, network: readonly number[] = [0x05, 0x44]): string {
  const tail = new Uint8Array(9);
  if (tag !== undefined) {
    tail[0] = 1;
    new DataView(tail.buffer).setUint32(1, tag, true);
  }
  return xrpl(Uint8Array.of(...hash20, ...tail), network);
}

export function ss58(prefix: number, key: Uint8Array = hash32): string {
  const head = prefix < 64 ? [prefix] : [((prefix & 0xfc) >> 2) | 0x40, (prefix >> 8) | ((prefix & 3) << 6)];
  const body = Uint8Array.of(...head, ...key);
  const checksum = blake2b(Uint8Array.of(...Buffer.from('SS58PRE'), ...body), { dkLen: 64 }).subarray(0, 2);
  return base58.encode(Uint8Array.of(...body, ...checksum));
}

export function monero(network: number, size = 64): string {
  const body = Uint8Array.from({ length: size + 1 }, (_, i) => (i === 0 ? network : (11 * i) & 0xff));
  return base58xmr.encode(Uint8Array.of(...body, ...keccak_256(body).subarray(0, 4)));
}

/** CRC-16/XMODEM by table-free definition: remainder of the message over x^16 + x^12 + x^5 + 1. */
function crc16(bytes: Uint8Array): number {
  let remainder = 0;
  for (const bit of Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('') + '0'.repeat(16)) {
    remainder = (remainder << 1) | Number(bit);
    if (remainder & 0x10000) remainder ^= 0x11021;
  }
  return remainder;
}

export function stellar(version: number, payload: Uint8Array = hash32): string {
  const body = Uint8Array.of(version, ...payload);
  const crc = crc16(body);
  return base32nopad.encode(Uint8Array.of(...body, crc & 0xff, crc >> 8));
}

export function ton(tag: number, workchain = 0): string {
  const body = Uint8Array.of(tag, workchain & 0xff, ...hash32);
  const crc = crc16(body);
  return base64url.encode(Uint8Array.of(...body, crc >> 8, crc & 0xff));
}

/** Replaces one character by another of the same kind, so that form and length stay. */
export function flip(text: string, at: number, letters: string): string {
  const current = letters.indexOf(text.charAt(at));
  return text.slice(0, at) + letters.charAt((current + 1) % letters.length) + text.slice(at + 1);
}
