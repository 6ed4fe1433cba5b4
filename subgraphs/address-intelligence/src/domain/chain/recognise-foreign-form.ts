import { bech32, bech32m } from '@scure/base';
import { crc16 } from './encoding/crc.js';
import { decodeBase58Check, rippleAlphabet } from './encoding/base58.js';
import { decodeCashAddr } from './encoding/cash-addr-code.js';
import { maxAddressLength } from './address-text.js';
import { refuse, type Refusal } from './quarantine-reason.js';
import { decodeBase32 } from './reader/stellar-reader.js';

/** First bytes of Base58Check addresses of test networks: Bitcoin and kin, Litecoin, Dogecoin, Dash, Zcash. */
const testnetVersions: readonly number[] = [0x6f, 0xc4, 0x3a, 0x71, 0x8c, 0x13];
const zcashTestnet: readonly number[] = [0x1d25, 0x1cba];
const testnetPrefixes: readonly string[] = [
  'tb',
  'bcrt',
  'tltc',
  'rltc',
  'tdgb',
  'tex',
  'tbtg',
  'addr_test',
  'stake_test',
  'ztestsapling',
  'utest',
  'uregtest',
  'tbnb',
  'fuji',
];
const cashAddrTestnets: readonly string[] = ['bchtest', 'bchreg', 'ectest', 'ecregtest'];

/** Base58Check versions of private keys (WIF): Bitcoin and kin, test networks, Litecoin, Dogecoin, Dash. */
const wifVersions: readonly number[] = [0x80, 0xef, 0xb0, 0x9e, 0xcc];
const extendedKeyBytes = 78;

/**
 * Names what a text is when it is no address of the main networks: a secret, an extended key, a hash, a test address, a
 * name, a notation the hub does not take. Undefined when it is none of them. Only checksums that hold count.
 */
export function refuseForeignForm(text: string): Refusal | undefined {
  return refuseSecret(text) ?? refuseHash(text) ?? refuseTestnet(text) ?? refuseNotation(text);
}

function refuseSecret(text: string): Refusal | undefined {
  const bytes = decodeBase58Check(text);
  const isWif = bytes !== undefined && (bytes.length === 33 || (bytes.length === 34 && bytes[33] === 1));
  if (isWif && wifVersions.includes(bytes[0] as number)) {
    return refuse('PRIVATE_KEY', 'Expected an address, got a private key in wallet import format.');
  }
  if (bytes?.length === extendedKeyBytes) {
    return refuse('EXTENDED_KEY', 'Expected an address, got an extended key: it opens a whole wallet to view.');
  }
  const seed = /^s[a-zA-Z0-9]{20,35}$/.test(text) ? decodeBase58Check(text, rippleAlphabet) : undefined;
  if (seed !== undefined && (seed[0] === 0x21 || (seed[0] === 0x01 && seed[1] === 0xe1))) {
    return refuse('PRIVATE_KEY', 'Expected an address, got a seed of the XRP Ledger.');
  }
  if (isStellarSeed(text)) return refuse('PRIVATE_KEY', 'Expected an address, got a secret seed of Stellar.');
  return undefined;
}

function isStellarSeed(text: string): boolean {
  const bytes = /^S[A-Z2-7]{55}$/.test(text) ? decodeBase32(text) : undefined;
  if (bytes?.length !== 35) return false;
  return (
    bytes[0] === 18 << 3 && crc16(bytes.subarray(0, 33)) === ((bytes[33] as number) | ((bytes[34] as number) << 8))
  );
}

function refuseHash(text: string): Refusal | undefined {
  if (!/^(?:0x)?[0-9a-fA-F]{64}$/i.test(text)) return undefined;
  return refuse('TRANSACTION_HASH', 'Expected an address, got 64 hexadecimal digits: a transaction hash or a key.');
}

function refuseTestnet(text: string): Refusal | undefined {
  const bytes = decodeBase58Check(text);
  const isTest =
    (bytes?.length === 21 && testnetVersions.includes(bytes[0] as number)) ||
    (bytes?.length === 22 && zcashTestnet.includes(((bytes[0] as number) << 8) | (bytes[1] as number)));
  if (isTest || hasTestnetPrefix(text)) return refuse('TESTNET_ADDRESS', 'A valid address of a test network.');
  return undefined;
}

function hasTestnetPrefix(text: string): boolean {
  const lower = text.toLowerCase();
  const [prefix = '', body = ''] = lower.split(':');
  if (cashAddrTestnets.includes(prefix)) return decodeCashAddr(prefix, body) !== undefined;
  const words = testnetPrefixes.some((start) => lower.startsWith(`${start}1`) || lower.startsWith(`p-${start}1`));
  if (!words || text.length > maxAddressLength) return false;
  return Boolean(bech32.decodeUnsafe(text, maxAddressLength) ?? bech32m.decodeUnsafe(text, maxAddressLength));
}

function refuseNotation(text: string): Refusal | undefined {
  if (/^XE\d{2}[0-9A-Z]{30,31}$/i.test(text)) {
    return refuse('UNSUPPORTED_FORMAT', 'Expected an address, got an ICAP code; give the 0x… form.');
  }
  const [prefix, body = ''] = text.toLowerCase().split(':');
  if (prefix === 'simpleledger' && decodeCashAddr(prefix, body) !== undefined) {
    return refuse('UNSUPPORTED_FORMAT', 'Expected an address, got an SLP token address; give its Bitcoin Cash form.');
  }
  if (/^(?:[a-z0-9_-]{1,63}\.)+[a-z]{2,24}$/i.test(text)) {
    return refuse(
      'NAME_NOT_ADDRESS',
      'Expected an address, got a name; resolve it and give the address with the date.',
    );
  }
  return undefined;
}
