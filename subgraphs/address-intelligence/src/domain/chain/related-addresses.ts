import { bech32 } from '@scure/base';
import { hexToBytes } from '@noble/hashes/utils.js';
import type { AddressFormat } from './address-format.js';
import type { CanonicalAddress } from './canonicalise-address.js';
import type { ChainId } from './chain.js';
import { encodeBase58Check } from './encoding/base58.js';
import { concatBytes } from './encoding/bytes.js';
import { encodeCashAddr } from './encoding/cash-addr-code.js';
import { cosmosPrefixes } from './ledger/bech32-ledgers.js';
import { evmLedgers } from './ledger/evm-ledgers.js';
import { substrateChains } from './ledger/substrate-ledgers.js';
import { encodeSs58 } from './reader/ss58-reader.js';

/** How strong the link is. None of them merges two addresses: attestations stay with the chain they were made on. */
export const addressRelations = {
  SAME_ACCOUNT_OTHER_EVM_CHAIN: 'The same 20 bytes on another EVM chain; one key for externally owned accounts.',
  SAME_KEY_OTHER_ENCODING: 'One public key or its hash, written for another chain or script of the same family.',
  SAME_KEY_OTHER_LEDGER: 'One key or script on a ledger that split off: coins from before the split move with one key.',
  SAME_BYTES_OTHER_LEDGER: 'Equal 20 bytes on TRON and an EVM chain; one key for externally owned accounts.',
} as const;

export type AddressRelation = keyof typeof addressRelations;

export interface RelatedAddress {
  /** CAIP-10, canonical. */
  readonly id: string;
  readonly relation: AddressRelation;
}

type AddressFacts = Pick<CanonicalAddress, 'id' | 'chain' | 'format' | 'payloadHex'>;

const tron: ChainId = 'tron:0x2b6653dc';
const bitcoin: ChainId = 'bip122:000000000019d6689c085ae165831e93';

/** Addresses with the same key, script or bytes elsewhere, by computation alone: nobody claims that they were ever used. */
export function sameKeyAddressIds(address: AddressFacts): readonly RelatedAddress[] {
  return relativesOf(address).filter(({ id }) => id !== address.id);
}

type Relatives = (address: AddressFacts) => readonly RelatedAddress[];

const keyHash: Relatives = (address) => forkTwins(address, [0x00], 0);
const scriptHash: Relatives = (address) => forkTwins(address, [0x05], 8);

const relativesByFormat: Partial<Record<AddressFormat, Relatives>> = {
  EVM: ({ payloadHex }) => [...evmSiblings(payloadHex, 'SAME_ACCOUNT_OTHER_EVM_CHAIN'), tronTwin(payloadHex)],
  TRON: ({ payloadHex }) => evmSiblings(payloadHex, 'SAME_BYTES_OTHER_LEDGER'),
  SS58: ({ payloadHex }) => substrateTwins(hexToBytes(payloadHex)),
  BECH32_ACCOUNT: ({ chain, payloadHex }) => (cosmosPrefixes.has(chain) ? cosmosTwins(hexToBytes(payloadHex)) : []),
  BASE58_P2PKH: keyHash,
  CASHADDR_P2PKH: keyHash,
  SEGWIT_P2WPKH: keyHash,
  BASE58_P2SH: scriptHash,
  CASHADDR_P2SH: scriptHash,
};

function relativesOf(address: AddressFacts): readonly RelatedAddress[] {
  return relativesByFormat[address.format]?.(address) ?? [];
}

function evmSiblings(payloadHex: string, relation: AddressRelation): readonly RelatedAddress[] {
  return evmLedgers.map(({ chain }) => ({ id: `${chain.id}:0x${payloadHex}`, relation }));
}

function tronTwin(payloadHex: string): RelatedAddress {
  const value = encodeBase58Check(concatBytes([0x41], hexToBytes(payloadHex)));
  return { id: `${tron}:${value}`, relation: 'SAME_BYTES_OTHER_LEDGER' };
}

function substrateTwins(publicKey: Uint8Array): readonly RelatedAddress[] {
  const relation = 'SAME_KEY_OTHER_ENCODING';
  return substrateChains.map(({ id, prefix }) => ({ id: `${id}:${encodeSs58(prefix, publicKey)}`, relation }));
}

function cosmosTwins(payload: Uint8Array): readonly RelatedAddress[] {
  const relation = 'SAME_KEY_OTHER_ENCODING';
  const words = bech32.toWords(payload);
  return Array.from(cosmosPrefixes, ([id, prefix]) => ({ id: `${id}:${bech32.encode(prefix, words)}`, relation }));
}

/** Ledgers that began as Bitcoin and kept its hashes: id, and how the account part is written. */
const forks: readonly (readonly [ChainId, (hash: Uint8Array, version: readonly number[], type: number) => string])[] = [
  [bitcoin, (hash, version) => encodeBase58Check(concatBytes(version, hash))],
  ['bip122:000000000000000001d956714215d96f', (hash, version) => encodeBase58Check(concatBytes(version, hash))],
  ['bip122:000000000000000000651ef99cb9fcbe', (hash, _, type) => cashAddrBody('bitcoincash', type, hash)],
  ['ecash:mainnet', (hash, _, type) => cashAddrBody('ecash', type, hash)],
  ['btg:mainnet', (hash, _, type) => encodeBase58Check(concatBytes([type === 0 ? 0x26 : 0x17], hash))],
];
const forkIds: ReadonlySet<string> = new Set(forks.map(([id]) => id));

function cashAddrBody(prefix: string, type: number, hash: Uint8Array): string {
  return encodeCashAddr(prefix, concatBytes([type], hash)).slice(prefix.length + 1);
}

function forkTwins(address: AddressFacts, version: readonly number[], type: number): readonly RelatedAddress[] {
  const hash = hexToBytes(address.payloadHex);
  if (!forkIds.has(address.chain) || hash.length !== 20) return [];
  const twins = forks.map(([id, write]) => ({
    id: `${id}:${write(hash, version, type)}`,
    relation: relationTo(id, address.chain),
  }));
  return type === 0 ? [...twins, ...segwitTwins(hash, address.chain)] : twins;
}

/** Pay-to-witness-key-hash of the same key hash; only Bitcoin itself and Bitcoin Gold know it. */
function segwitTwins(hash: Uint8Array, from: ChainId): readonly RelatedAddress[] {
  const words = [0, ...bech32.toWords(hash)];
  const homes: readonly (readonly [ChainId, string])[] = [
    [bitcoin, 'bc'],
    ['btg:mainnet', 'btg'],
  ];
  return homes.map(([id, prefix]) => ({ id: `${id}:${bech32.encode(prefix, words)}`, relation: relationTo(id, from) }));
}

const relationTo = (id: ChainId, from: ChainId): AddressRelation =>
  id === from ? 'SAME_KEY_OTHER_ENCODING' : 'SAME_KEY_OTHER_LEDGER';
