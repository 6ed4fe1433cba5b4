import { blake256 } from '@noble/hashes/blake1.js';
import type { AddressFormat } from '../address-format.js';
import { bitcoinLikeReader } from '../reader/bitcoin-like-reader.js';
import { cashAddrReader } from '../reader/cash-addr-reader.js';
import { readLiquid } from '../reader/liquid-reader.js';
import { readZcash } from '../reader/zcash-reader.js';
import { ledger, type Ledger } from './ledger.js';

const base58: readonly AddressFormat[] = ['BASE58_P2PKH', 'BASE58_P2SH'];
const cashAddr: readonly AddressFormat[] = ['CASHADDR_P2PKH', 'CASHADDR_P2SH'];
const segwit: readonly AddressFormat[] = [...base58, 'SEGWIT_P2WPKH', 'SEGWIT_P2WSH', 'SEGWIT_P2TR', 'SEGWIT_FUTURE'];

/**
 * Bitcoin and its descendants. Ids are `bip122:` and 32 digits of the genesis block, or of the first block after a fork
 * (CASA bip122 profile). Bitcoin Gold and eCash have no id of that kind in use, so they carry ids of the hub's own.
 */
export const bitcoinLedgers: readonly Ledger[] = [
  ledger(
    {
      id: 'bip122:000000000019d6689c085ae165831e93',
      name: 'Bitcoin',
      aliases: ['BTC', 'XBT', 'Omni', 'Omni Layer'],
      slip44: 0,
      nativeTicker: 'BTC',
      addressFormats: segwit,
    },
    bitcoinLikeReader({ name: 'Bitcoin', p2pkh: [0x00], p2sh: [0x05], bech32Prefix: 'bc' }),
  ),
  ledger(
    {
      id: 'bip122:12a765e31ffd4059bada1e25190f6e98',
      name: 'Litecoin',
      aliases: ['LTC'],
      slip44: 2,
      nativeTicker: 'LTC',
      addressFormats: segwit,
    },
    bitcoinLikeReader({ name: 'Litecoin', p2pkh: [0x30], p2sh: [0x32], formerP2sh: [0x05], bech32Prefix: 'ltc' }),
  ),
  ledger(
    {
      id: 'bip122:000000000000000000651ef99cb9fcbe',
      name: 'Bitcoin Cash',
      aliases: ['BCH', 'BCC', 'Bcash', 'BCHN'],
      slip44: 145,
      nativeTicker: 'BCH',
      addressFormats: cashAddr,
    },
    cashAddrReader('Bitcoin Cash', 'bitcoincash'),
  ),
  ledger(
    {
      id: 'bip122:1a91e3dace36e2be3bf030a65679fe82',
      name: 'Dogecoin',
      aliases: ['DOGE', 'XDG'],
      slip44: 3,
      nativeTicker: 'DOGE',
      addressFormats: base58,
    },
    bitcoinLikeReader({ name: 'Dogecoin', p2pkh: [0x1e], p2sh: [0x16] }),
  ),
  ledger(
    {
      id: 'bip122:00000ffd590b1485b3caadc19b22e637',
      name: 'Dash',
      aliases: ['Darkcoin'],
      slip44: 5,
      nativeTicker: 'DASH',
      addressFormats: base58,
    },
    bitcoinLikeReader({ name: 'Dash', p2pkh: [0x4c], p2sh: [0x10] }),
  ),
  ledger(
    {
      id: 'bip122:00040fe8ec8471911baa1db1266ea15d',
      name: 'Zcash',
      aliases: ['ZEC'],
      slip44: 133,
      nativeTicker: 'ZEC',
      addressFormats: [...base58, 'SHIELDED'],
    },
    readZcash,
  ),
  ledger(
    {
      id: 'bip122:000000000000000001d956714215d96f',
      name: 'Bitcoin SV',
      aliases: ['BSV', 'Bitcoin Satoshi Vision', 'BCHSV'],
      slip44: 236,
      nativeTicker: 'BSV',
      addressFormats: base58,
    },
    bitcoinLikeReader({ name: 'Bitcoin SV', p2pkh: [0x00], p2sh: [0x05], statedOnly: true }),
  ),
  ledger(
    {
      id: 'btg:mainnet',
      name: 'Bitcoin Gold',
      aliases: ['BTG'],
      slip44: 156,
      nativeTicker: 'BTG',
      addressFormats: segwit,
    },
    bitcoinLikeReader({ name: 'Bitcoin Gold', p2pkh: [0x26], p2sh: [0x17], bech32Prefix: 'btg' }),
  ),
  ledger(
    {
      id: 'bip122:00000fc63692467faeb20cdb3b53200d',
      name: 'Verge',
      aliases: ['XVG'],
      slip44: 77,
      nativeTicker: 'XVG',
      addressFormats: base58,
    },
    bitcoinLikeReader({ name: 'Verge', p2pkh: [0x1e], p2sh: [0x21] }),
  ),
  ledger(
    {
      id: 'bip122:7497ea1b465eb39f1c8f507bc877078f',
      name: 'DigiByte',
      aliases: ['DGB'],
      slip44: 20,
      nativeTicker: 'DGB',
      addressFormats: segwit,
    },
    bitcoinLikeReader({ name: 'DigiByte', p2pkh: [0x1e], p2sh: [0x3f], bech32Prefix: 'dgb' }),
  ),
  ledger(
    {
      id: 'bip122:298e5cc3d985bfe7f81dc135f360abe0',
      name: 'Decred',
      aliases: ['DCR'],
      slip44: 42,
      nativeTicker: 'DCR',
      addressFormats: base58,
    },
    bitcoinLikeReader({
      name: 'Decred',
      p2pkh: [0x07, 0x3f],
      p2sh: [0x07, 0x1a],
      checksum: (bytes) => blake256(blake256(bytes)),
    }),
  ),
  ledger(
    {
      id: 'ecash:mainnet',
      name: 'eCash',
      aliases: ['XEC', 'BCHA', 'Bitcoin Cash ABC'],
      slip44: 899,
      nativeTicker: 'XEC',
      addressFormats: cashAddr,
    },
    cashAddrReader('eCash', 'ecash'),
  ),
  ledger(
    {
      id: 'bip122:1466275836220db2944ca059a3a10ef6',
      name: 'Liquid',
      aliases: ['L-BTC', 'Liquid Network', 'Liquid Bitcoin'],
      slip44: 1776,
      nativeTicker: 'L-BTC',
      addressFormats: [...segwit, 'CONFIDENTIAL'],
    },
    readLiquid,
  ),
];
