import { createHash } from 'node:crypto';
import { createBase58check } from '@scure/base';

/** A well-formed address that follows from its number alone, and what it stands for. */
export interface MadeUpAddress {
  /** CAIP-2. */
  readonly chain: string;
  readonly value: string;
  /** The account's bytes in hexadecimal, as addresses are looked up by. */
  readonly payloadHex: string;
}

const base58check = createBase58check(
  (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest()),
);

/** A Bitcoin pay-to-public-key-hash address. */
export function madeUpBitcoinAddress(number: number): MadeUpAddress {
  const payload = digestOf('bitcoin', number);
  const value = base58check.encode(new Uint8Array([0, ...payload]));
  return { chain: 'bip122:000000000019d6689c085ae165831e93', value, payloadHex: payload.toString('hex') };
}

/** An Ethereum address in lower case, hence without a checksum. */
export function madeUpEthereumAddress(number: number): MadeUpAddress {
  const payloadHex = digestOf('ethereum', number).toString('hex');
  return { chain: 'eip155:1', value: `0x${payloadHex}`, payloadHex };
}

/** A Bitcoin address with one letter wrong, as a typing error makes it. */
export function mistypedBitcoinAddress(number: number): { readonly chain: string; readonly value: string } {
  const { chain, value } = madeUpBitcoinAddress(number);
  const last = value.endsWith('z') ? 'y' : 'z';
  return { chain, value: value.slice(0, -1) + last };
}

function digestOf(ledger: string, number: number): Buffer {
  return createHash('sha256').update(`benchmark ${ledger} ${number}`).digest().subarray(0, 20);
}
