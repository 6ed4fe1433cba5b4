import { crc32 } from 'node:zlib';
import { blake256 } from '@noble/hashes/blake1.js';
import { blake2b } from '@noble/hashes/blake2.js';
import { sha512_256 } from '@noble/hashes/sha2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { base32nopad, base58 } from '@scure/base';
import { canonicaliseAddress } from '../../../../subgraphs/address-intelligence/src/domain/chain/canonicalise-address.js';
import { base58Check, bech32Account, hash20, hash32, hex, hex20, hex32, segwit, ss58 } from './address-vectors.js';

function outcome(chain: string, value: string): string {
  const result = canonicaliseAddress({ chain, value });
  return result.ok ? `${result.address.format} ${result.address.payloadHex}` : result.reason;
}

const bytes = (...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => Array.from(part)));

/** The body followed by a checksum, and the same with the first or the last byte of the checksum changed. */
function withChecksum(body: Uint8Array, checksum: Uint8Array): readonly [good: Uint8Array, ...bad: Uint8Array[]] {
  const first = checksum.map((byte, i) => (i === 0 ? byte ^ 1 : byte));
  const last = checksum.map((byte, i) => (i === checksum.length - 1 ? byte ^ 1 : byte));
  return [bytes(body, checksum), bytes(body, first), bytes(body, last)];
}

const bigEndian = (value: number): Uint8Array =>
  bytes([value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]);

function byron(attributes: readonly number[]) {
  const payload = bytes([0x83, 0x58, 0x1c], hash32.subarray(0, 28), attributes, [0x00]);
  const head = bytes([0x82, 0xd8, 0x18, 0x58, payload.length], payload, [0x1a]);
  return { payload, texts: withChecksum(head, bigEndian(crc32(payload))).map((each) => base58.encode(each)) };
}

const plainByron = byron([0xa0]);
const pathByron = byron([0xa1, 0x01, 0x43, 1, 2, 3]);
const testByron = byron([0xa2, 0x01, 0x43, 1, 2, 3, 0x02, 0x45, 0x1a, 0x41, 0x70, 0xcb, 0x17]);

const waves = (version: number, network: number) => {
  const body = bytes([version, network], hash20);
  return withChecksum(body, keccak_256(blake2b(body, { dkLen: 32 })).slice(0, 4)).map((each) => base58.encode(each));
};

const filecoin = (protocol: number, payload: Uint8Array) =>
  withChecksum(payload, blake2b(bytes([protocol], payload), { dkLen: 4 })).map(
    (each) => `f${protocol}${base32nopad.encode(each).toLowerCase()}`,
  );

const bls = bytes(hash32, hash20.subarray(0, 16));
const icpBody = hash32.subarray(4);
const icp = [bigEndian(crc32(icpBody)), bigEndian(crc32(icpBody) ^ 1)].map((crc) => hex(bytes(crc, icpBody)));
const decredBody = bytes([0x07, 0x3f], hash20);
const decred = withChecksum(decredBody, blake256(blake256(decredBody)).slice(0, 4)).map((each) => base58.encode(each));
const substrate = withChecksum(
  bytes([0], hash32),
  blake2b(bytes(Buffer.from('SS58PRE'), [0], hash32), { dkLen: 64 }).slice(0, 2),
).map((each) => base58.encode(each));

/** Chain, format and payload, the address, and the same with a checksum that is wrong in one byte. */
const ledgers: readonly (readonly [string, string, readonly string[]])[] = [
  ['ADA', `CARDANO_BYRON ${hex(plainByron.payload)}`, plainByron.texts],
  ['ADA', `CARDANO_BYRON ${hex(pathByron.payload)}`, pathByron.texts],
  [
    'ALGO',
    `ALGORAND ${hex32}`,
    withChecksum(hash32, sha512_256(hash32).slice(-4)).map((each) => base32nopad.encode(each)),
  ],
  ['WAVES', `WAVES ${hex20}`, waves(1, 0x57)],
  ['V-Systems', `WAVES ${hex20}`, waves(5, 0x4d)],
  ['FIL', `FILECOIN ${hex20}`, filecoin(1, hash20)],
  ['FIL', `FILECOIN ${hex(bls)}`, filecoin(3, bls)],
  ['DCR', `BASE58_P2PKH ${hex20}`, decred],
  ['DOT', `SS58 ${hex32}`, substrate],
];

describe.each(ledgers)('%s as %s', (chain, expected, [good = '', ...bad]) => {
  it('is read, and refused under a wrong checksum', () => {
    expect(bad.length).toBeGreaterThan(0);
    expect([good, ...bad].map((value) => outcome(chain, value))).toEqual([
      expected,
      ...bad.map(() => 'WRONG_CHECKSUM'),
    ]);
  });
});

describe('further forms', () => {
  const blinding = bytes([0x02], hash32);
  it.each([
    [
      'L-BTC',
      base58Check([0x0c, 0x39], bytes(blinding, hash20)),
      `CONFIDENTIAL ${hex(bytes([0x39], blinding, hash20))}`,
    ],
    ['L-BTC', base58Check([0x0d, 0x39], bytes(blinding, hash20)), 'WRONG_LENGTH'],
    ['L-BTC', base58Check([0x39]), `BASE58_P2PKH ${hex20}`],
    ['L-BTC', segwit('ex', 0, hash20), `SEGWIT_P2WPKH ${hex20}`],
    ['DGB', base58Check([0x3f]), `BASE58_P2SH ${hex20}`],
    ['NEO', base58Check([0x17]), `NEO ${hex20}`],
    ['NEO', base58Check([0x35]), `NEO ${hex20}`],
    ['NEO', base58Check([0x18]), 'MALFORMED'],
    ['XTZ', base58Check([0x06, 0xa1, 0x9f]), `TEZOS ${hex20}`],
    ['XTZ', base58Check([0x02, 0x5a, 0x79]), `TEZOS ${hex20}`],
    ['XTZ', base58Check([0x06, 0xa1, 0xa0]), 'MALFORMED'],
    ['CCD', base58Check([0x01], hash32), `CONCORDIUM ${hex32}`],
    ['Aptos', `0x${hex32}`, `HEX_ACCOUNT ${hex32}`],
    ['Near', hex32, `HEX_ACCOUNT ${hex32}`],
    ['Dfinity', icp[0] ?? '', `HEX_ACCOUNT ${icp[0]}`],
    ['Dfinity', icp[1] ?? '', 'TRANSACTION_HASH'], // 32 bytes whose CRC-32 does not hold are no account
    ['AION', `0x${hex32}`, 'TRANSACTION_HASH'],
    ['AION', `0xa0${hex32.slice(2)}`, `HEX_ACCOUNT a0${hex32.slice(2)}`],
    ['ZIL', bech32Account('zil'), `BECH32_ACCOUNT ${hex20}`],
    ['ZIL', `0x${hex20}`, `BECH32_ACCOUNT ${hex20}`],
    ['Elrond', bech32Account('erd', hash32), `BECH32_ACCOUNT ${hex32}`],
    ['ATOM', bech32Account('cosmos', hash32), `BECH32_ACCOUNT ${hex32}`],
    ['ATOM', bech32Account('cosmos', hash32.subarray(0, 21)), 'WRONG_LENGTH'],
    ['WAXP', 'bitfinexwax1', `ACCOUNT_NAME ${hex(Buffer.from('bitfinexwax1'))}`],
    ['FIL', 'f01234', `FILECOIN ${hex(Buffer.from('1234'))}`],
    ['ADA', testByron.texts[0] ?? '', 'TESTNET_ADDRESS'],
    ['KILT', ss58(38), `SS58 ${hex32}`],
    ['ZEC', base58Check([0x16, 0x9a], bytes(hash32, hash32)), `SHIELDED ${hex32}${hex32}`],
    // Valid under the Ethereum rule (EIP-55), and therefore no Zilliqa checksum.
    ['ZIL', '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed', 'WRONG_CASE'],
    ['TRX', segwit('bc', 0, hash20), 'WRONG_CHAIN'],
    ['XMR', `0x${hex32}`, 'TRANSACTION_HASH'],
  ])('%s %s is %s', (chain, value, expected) => {
    expect(outcome(chain, value)).toBe(expected);
  });
});
