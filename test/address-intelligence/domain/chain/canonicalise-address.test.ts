import { inspect } from 'node:util';
import { bech32, bech32m } from '@scure/base';
import {
  canonicaliseAddress,
  parseAddressId,
} from '../../../../subgraphs/address-intelligence/src/domain/chain/canonicalise-address.js';
import { quarantineReasons } from '../../../../subgraphs/address-intelligence/src/domain/chain/quarantine-reason.js';
import {
  base58Check,
  bech32Account,
  bech32mAccount,
  hash20,
  hash32,
  hex20,
  hex32,
  monero,
  segwit,
  ss58,
  stellar,
  ton,
  xAddress,
  xrpl,
} from './address-vectors.js';
import { algo, bch, btc, dash, doge, dot, ksm, ltc, sol, tron, xmr, zec } from './chain-ids.js';

const p2pkh = base58Check([0x00]);
const p2sh = base58Check([0x05]);
const p2wpkh = segwit('bc', 0, hash20);
const p2tr = segwit('bc', 1, hash32);
const trx = base58Check([0x41]);
const classic = xrpl();
const account = stellar(6 << 3);
const muxed = stellar(12 << 3, Uint8Array.of(...hash32, 0, 0, 0, 0, 0, 0, 0x01, 0xa4));
const mixedEvm = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'; // EIP-55
const lowerEvm = mixedEvm.toLowerCase();
const evm = `0x${hex20}`;
const cash = 'bitcoincash:qr6m7j9njldwwzlg9v7v53unlr4jkmx6eylep8ekg2'; // CashAddr specification
const cashHash = Buffer.from('f5bf48b397dae70be82b3cca4793f8eb2b6cdac9', 'hex');
const polkadot = ss58(0);
const kusama = ss58(2);
const addr = bech32Account('addr', Uint8Array.of(0x01, ...hash20, ...hash20, ...hash20).subarray(0, 57));
const upperEvm = `0x${hex20.toUpperCase()}`;
const standard = monero(18);

/** Chain word, value, and the canonical id or the reason of the refusal. */
type Case = readonly [chain: string | undefined, value: unknown, expected: string];

function outcome(chain: string | undefined, value: unknown): string {
  const result = canonicaliseAddress(chain === undefined ? { value } : { chain, value });
  return result.ok ? result.address.id : result.reason;
}

/** Printable and short, for titles. */
function shown(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value.slice(0, 130)) : inspect(value);
  return text.replace(/[^ -~]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

const reached = new Set<string>();

function holds(name: string, cases: readonly Case[]): void {
  describe(name, () => {
    for (const [chain, value, expected] of cases) {
      reached.add(expected);
      it(`${shown(chain)}: ${shown(value)} is ${expected}`, () => {
        expect(outcome(chain, value)).toBe(expected);
      });
    }
  });
}

holds('what is no text', [
  ['ETH', 0, 'NOT_TEXT'],
  ['ETH', 5.19e47, 'NOT_TEXT'],
  ['ETH', Number.NaN, 'NOT_TEXT'],
  ['ETH', BigInt(evm), 'NOT_TEXT'],
  ['ETH', true, 'NOT_TEXT'],
  ['ETH', {}, 'NOT_TEXT'],
  ['ETH', [evm], 'NOT_TEXT'],
  ['ETH', Symbol('0x'), 'NOT_TEXT'],
  ['ETH', new Date(0), 'NOT_TEXT'],
  ['ETH', null, 'EMPTY'],
  ['ETH', undefined, 'EMPTY'],
  ['ETH', '', 'EMPTY'],
  ['ETH', ' \t\r\n\u3000', 'EMPTY'],
  ['ETH', '\u200b\ufeff', 'EMPTY'],
  ['BTC', 'x'.repeat(513), 'TOO_LONG'],
  ['BTC', '1'.repeat(10_000_000), 'TOO_LONG'],
  ['BTC', ' '.repeat(10_000_000), 'TOO_LONG'],
]);

holds('white space and invisible characters', [
  ['ETH', `${evm} `, `eip155:1:${evm}`],
  ['ETH', `\t${evm}\r\n`, `eip155:1:${evm}`],
  ['BTC', `\u00a0${p2pkh}\u2003`, `${btc}:${p2pkh}`],
  ['BTC', `\ufeff${p2pkh}`, `${btc}:${p2pkh}`],
  ['BTC', `${p2pkh.slice(0, 9)}\u200b${p2pkh.slice(9)}`, `${btc}:${p2pkh}`],
  ['BTC', `${p2pkh}\u200e`, `${btc}:${p2pkh}`],
  ['BTC', `${p2pkh.slice(0, 9)}\u00ad${p2pkh.slice(9)}`, `${btc}:${p2pkh}`],
  ['BTC', `${p2pkh.slice(0, 9)} ${p2pkh.slice(9)}`, 'INNER_WHITESPACE'],
  ['BTC', `${p2pkh}\n${p2sh}`, 'INNER_WHITESPACE'],
  ['BTC', `${p2pkh}\u00a0(AMP)`, 'INNER_WHITESPACE'],
  ['BTC', `${p2pkh}\u0000`, 'CONTROL_CHARACTER'],
  ['BTC', `\u001b[31m${p2pkh}`, 'CONTROL_CHARACTER'],
  ['BTC', `${p2pkh}\u007f`, 'CONTROL_CHARACTER'],
  ['BTC', `\u202e${p2pkh}`, 'CONTROL_CHARACTER'],
  ['BTC', `\u2066${p2pkh}\u2069`, 'CONTROL_CHARACTER'],
]);

holds('look-alikes', [
  ['ETH', evm.replace('a', '\u0430'), 'LOOKALIKE_CHARACTER'], // Cyrillic а
  ['ETH', `0\u0445${hex20}`, 'LOOKALIKE_CHARACTER'], // Cyrillic х
  ['BTC', p2pkh.replace('1', '\uff11'), 'LOOKALIKE_CHARACTER'], // full width 1
  ['BTC', `\u0392${p2pkh.slice(1)}`, 'LOOKALIKE_CHARACTER'], // Greek Β
  ['BTC', p2wpkh.replace('b', '\u0253'), 'LOOKALIKE_CHARACTER'],
  ['BTC', `${p2pkh}\u0301`, 'LOOKALIKE_CHARACTER'], // combining accent
  ['BTC', p2pkh.replace('1', '\u0661'), 'LOOKALIKE_CHARACTER'], // Arabic-Indic 1
  ['BTC', `${p2pkh}\u{1f600}`, 'MALFORMED'],
  ['BTC', `${p2pkh}\ud800`, 'MALFORMED'], // half a surrogate pair
]);

holds('chain words', [
  ['ETH', evm, `eip155:1:${evm}`],
  ['ethereum', evm, `eip155:1:${evm}`],
  [' Ethereum ', evm, `eip155:1:${evm}`],
  ['eip155:1', evm, `eip155:1:${evm}`],
  ['bsc', evm, `eip155:56:${evm}`],
  ['BEP20', evm, `eip155:56:${evm}`],
  ['BNB', evm, `eip155:56:${evm}`],
  ['BNB', bech32Account('bnb'), `cosmos:Binance-Chain-Tigris:${bech32Account('bnb')}`],
  ['BEP2', bech32Account('bnb'), `cosmos:Binance-Chain-Tigris:${bech32Account('bnb')}`],
  ['Polygon', evm, `eip155:137:${evm}`],
  ['KCS', evm, `eip155:321:${evm}`],
  ['ETC', evm, `eip155:61:${evm}`],
  ['XBT', p2pkh, `${btc}:${p2pkh}`],
  ['Ripple', classic, `xrpl:0:${classic}`],
  ['USDT', evm, `eip155:1:${evm}`],
  ['USDT', trx, `${tron}:${trx}`],
  ['USDT', p2pkh, `${btc}:${p2pkh}`],
  ['USDT', 'T6MXHXMGXURKJ7AD5NCB4IYPLWX', 'MALFORMED'],
  ['USDT', polkadot, 'UNDETERMINED_CHAIN'],
  ['BUSD', evm, 'UNDETERMINED_CHAIN'],
  ['Luna', bech32Account('terra'), 'UNDETERMINED_CHAIN'],
  ['LUNA2', bech32Account('terra'), `cosmos:phoenix-1:${bech32Account('terra')}`],
  ['Blockstream', p2pkh, 'UNDETERMINED_CHAIN'],
  ['Dogecoin Killer', p2pkh, 'UNKNOWN_CHAIN'],
  ['', p2pkh, 'UNKNOWN_CHAIN'],
  ['__proto__', p2pkh, 'UNKNOWN_CHAIN'],
  ['constructor', p2pkh, 'UNKNOWN_CHAIN'],
  ['eip155:999999999', evm, 'UNKNOWN_CHAIN'],
  ['x'.repeat(100_000), evm, 'UNKNOWN_CHAIN'],
  ['eip155:11155111', evm, 'TESTNET_ADDRESS'],
  ['Sepolia', evm, 'TESTNET_ADDRESS'],
  ['bitcoin testnet', p2pkh, 'TESTNET_ADDRESS'],
]);

holds('Bitcoin and its descendants', [
  ['BTC', p2sh, `${btc}:${p2sh}`],
  ['BTC', p2wpkh, `${btc}:${p2wpkh}`],
  ['BTC', p2wpkh.toUpperCase(), `${btc}:${p2wpkh}`],
  ['BTC', `B${p2wpkh.slice(1)}`, 'WRONG_CASE'],
  ['BTC', `${p2tr.slice(0, 30)}${p2tr.slice(30).toUpperCase()}`, 'WRONG_CASE'],
  ['BTC', segwit('bc', 0, hash32), `${btc}:${segwit('bc', 0, hash32)}`],
  ['BTC', p2tr, `${btc}:${p2tr}`],
  ['BTC', segwit('bc', 0, hash20, bech32m), 'WRONG_BECH32_VARIANT'],
  ['BTC', segwit('bc', 1, hash32, bech32), 'WRONG_BECH32_VARIANT'],
  ['BTC', segwit('bc', 0, hash32.subarray(0, 24)), 'WRONG_LENGTH'],
  ['BTC', segwit('bc', 17, hash32), 'MALFORMED'],
  ['BTC', `${p2wpkh.slice(0, -1)}${p2wpkh.endsWith('q') ? 'p' : 'q'}`, 'WRONG_CHECKSUM'],
  ['BTC', p2wpkh.replace('1', '1b'), 'MALFORMED'], // b is no letter of Bech32
  ['BTC', `${p2pkh.slice(0, -1)}${p2pkh.endsWith('2') ? '3' : '2'}`, 'WRONG_CHECKSUM'],
  ['BTC', p2pkh.slice(0, -1), 'WRONG_LENGTH'],
  ['BTC', `${p2pkh}z`, 'WRONG_CHECKSUM'], // still 25 bytes
  ['BTC', `${p2pkh}zz`, 'WRONG_LENGTH'],
  ['BTC', `${p2pkh.slice(0, -1)}0`, 'MALFORMED'], // 0 is no letter of Base58
  ['BTC', p2pkh.toLowerCase(), 'WRONG_CASE'],
  ['BTC', p2pkh.toUpperCase(), 'WRONG_CASE'],
  ['BTC', '19', 'WRONG_LENGTH'],
  ['BTC', base58Check([0x6f]), 'TESTNET_ADDRESS'],
  ['BTC', base58Check([0xc4]), 'TESTNET_ADDRESS'],
  ['BTC', segwit('tb', 0, hash20), 'TESTNET_ADDRESS'],
  ['BTC', segwit('bcrt', 1, hash32), 'TESTNET_ADDRESS'],
  ['BTC', trx, 'WRONG_CHAIN'],
  ['BTC', evm, 'WRONG_CHAIN'],
  ['BTC', base58Check([0x30]), 'WRONG_CHAIN'],
  ['BTC', segwit('ltc', 0, hash20), 'WRONG_CHAIN'],
  ['BTC', classic, 'WRONG_CHAIN'],
  ['BTC', cash, 'WRONG_CHAIN'],
  ['BTC', hex32, 'TRANSACTION_HASH'],
  ['BTC', base58Check([0x80], hash32), 'PRIVATE_KEY'],
  ['BTC', base58Check([0x80], Uint8Array.of(...hash32, 1)), 'PRIVATE_KEY'],
  ['BTC', base58Check([0xef], Uint8Array.of(...hash32, 1)), 'PRIVATE_KEY'],
  ['BTC', base58Check([0x04, 0x88, 0xb2, 0x1e], new Uint8Array(74).fill(5)), 'EXTENDED_KEY'],
  ['BTC', base58Check([0x04, 0xb2, 0x47, 0x46], new Uint8Array(74).fill(5)), 'EXTENDED_KEY'],
  ['LTC', base58Check([0x30]), `${ltc}:${base58Check([0x30])}`],
  ['LTC', base58Check([0x32]), `${ltc}:${base58Check([0x32])}`],
  ['LTC', p2sh, `${ltc}:${base58Check([0x32])}`],
  ['LTC', segwit('ltc', 0, hash20), `${ltc}:${segwit('ltc', 0, hash20)}`],
  ['LTC', segwit('tltc', 0, hash20), 'TESTNET_ADDRESS'],
  ['LTC', base58Check([0x3a]), 'TESTNET_ADDRESS'],
  ['LTC', p2pkh, 'WRONG_CHAIN'],
  ['DOGE', base58Check([0x1e]), `${doge}:${base58Check([0x1e])}`],
  ['DOGE', base58Check([0x16]), `${doge}:${base58Check([0x16])}`],
  ['DOGE', base58Check([0x71]), 'TESTNET_ADDRESS'],
  ['DASH', base58Check([0x4c]), `${dash}:${base58Check([0x4c])}`],
  ['DASH', base58Check([0x10]), `${dash}:${base58Check([0x10])}`],
  ['DASH', base58Check([0x8c]), 'TESTNET_ADDRESS'],
  ['ZEC', base58Check([0x1c, 0xb8]), `${zec}:${base58Check([0x1c, 0xb8])}`],
  ['ZEC', base58Check([0x1c, 0xbd]), `${zec}:${base58Check([0x1c, 0xbd])}`],
  ['ZEC', base58Check([0x1d, 0x25]), 'TESTNET_ADDRESS'],
  ['ZEC', bech32Account('zs', new Uint8Array(43).fill(9)), `${zec}:${bech32Account('zs', new Uint8Array(43).fill(9))}`],
  [
    'ZEC',
    bech32mAccount('u', new Uint8Array(120).fill(9)),
    `${zec}:${bech32mAccount('u', new Uint8Array(120).fill(9))}`,
  ],
  ['ZEC', bech32Account('u', new Uint8Array(120).fill(9)), 'WRONG_BECH32_VARIANT'],
  ['BSV', p2pkh, `bip122:000000000000000001d956714215d96f:${p2pkh}`],
  ['BSV', cash, 'WRONG_CHAIN'],
  ['BTG', base58Check([0x26]), `btg:mainnet:${base58Check([0x26])}`],
  ['XVG', base58Check([0x1e]), `bip122:00000fc63692467faeb20cdb3b53200d:${base58Check([0x1e])}`],
]);

holds('Bitcoin Cash', [
  ['BCH', cash, `${bch}:${cash.slice(12)}`],
  ['BCH', cash.slice(12), `${bch}:${cash.slice(12)}`],
  ['BCH', cash.toUpperCase(), `${bch}:${cash.slice(12)}`],
  ['BCH', base58Check([0x00], cashHash), `${bch}:${cash.slice(12)}`],
  ['BCH', `bitcoincash:${cash.slice(12).toUpperCase()}`, 'WRONG_CASE'],
  ['BCH', cash.replace('bitcoincash', 'ecash'), 'MALFORMED'],
  ['BCH', 'ecash:qpuqempp9cv9u00jht2yvhhelmtudpvp6q680ygtfe', 'WRONG_CHAIN'],
  ['BCH', 'bchtest:pr6m7j9njldwwzlg9v7v53unlr4jkmx6eyvwc0uz5t', 'TESTNET_ADDRESS'], // CashAddr specification
  ['BCH', cash.replace('qr6m', 'qr6n'), 'WRONG_CHECKSUM'],
  ['BCH', cash.slice(0, -1), 'WRONG_CHECKSUM'],
]);

holds('EVM chains', [
  ['ETH', mixedEvm, `eip155:1:${lowerEvm}`],
  ['ETH', upperEvm, `eip155:1:${evm}`],
  ['ETH', upperEvm.toUpperCase(), `eip155:1:${evm}`],
  ['ETH', mixedEvm.replace('aA', 'AA'), 'WRONG_EIP55_CHECKSUM'],
  ['ETH', mixedEvm.replace('Aed', 'aed'), 'WRONG_EIP55_CHECKSUM'],
  ['ETH', evm.slice(0, -1), 'WRONG_LENGTH'],
  ['ETH', `${evm}0`, 'WRONG_LENGTH'],
  ['ETH', '0x', 'WRONG_LENGTH'],
  ['ETH', hex20, 'MALFORMED'],
  ['ETH', `${evm.slice(0, -1)}g`, 'MALFORMED'],
  ['ETH', `0x${hex32}`, 'TRANSACTION_HASH'],
  ['ETH', hex32, 'TRANSACTION_HASH'],
  ['ETH', 'XE7338O073KYGTWWZN0F2WZ0R8PX5ZPPZS', 'UNSUPPORTED_FORMAT'], // ICAP specification
  ['ETH', 'vitalik.eth', 'NAME_NOT_ADDRESS'],
  ['ETH', 'wallet.example.crypto', 'NAME_NOT_ADDRESS'],
  ['ETH', p2pkh, 'WRONG_CHAIN'],
  ['ETH', trx, 'WRONG_CHAIN'],
  ['eip155:0', evm, `eip155:0:${evm}`],
  ['RSK', '0x5aaEB6053f3e94c9b9a09f33669435E7ef1bEAeD', `eip155:30:${lowerEvm}`], // EIP-1191
  ['ETH', '0x5aaEB6053f3e94c9b9a09f33669435E7ef1bEAeD', 'WRONG_EIP55_CHECKSUM'],
  ['XDC', `xdc${hex20}`, `eip155:50:${evm}`],
]);

holds('account ledgers', [
  ['TRX', trx, `${tron}:${trx}`],
  ['TRX', `41${hex20}`, `${tron}:${trx}`],
  ['TRX', `41${hex20.toUpperCase()}`, `${tron}:${trx}`],
  ['TRX', trx.toLowerCase(), 'WRONG_CASE'],
  ['TRX', `41${hex20.slice(1)}`, 'MALFORMED'],
  ['TRX', evm, 'WRONG_CHAIN'],
  ['TRX', p2pkh, 'WRONG_CHAIN'],
  ['XRP', classic, `xrpl:0:${classic}`],
  ['XRP', `${classic}-0`, `xrpl:0:${classic}-0`],
  ['XRP', `${classic}-007`, `xrpl:0:${classic}-7`],
  ['XRP', `${classic}?dt=4294967295`, `xrpl:0:${classic}-4294967295`],
  ['XRP', `${classic}-4294967296`, 'MALFORMED'],
  ['XRP', `${classic}-`, 'MALFORMED'],
  ['XRP', `${classic}-1e3`, 'MALFORMED'],
  ['XRP', xAddress(undefined), `xrpl:0:${classic}`],
  ['XRP', xAddress(0), `xrpl:0:${classic}-0`],
  ['XRP', xAddress(123), `xrpl:0:${classic}-123`],
  ['XRP', xAddress(123, [0x04, 0x93]), 'TESTNET_ADDRESS'],
  ['XRP', `${classic.slice(0, -1)}${classic.endsWith('r') ? 'p' : 'r'}`, 'WRONG_CHECKSUM'],
  ['XRP', classic.toLowerCase(), 'WRONG_CASE'],
  ['XRP', xrpl(hash20.subarray(0, 16), [0x21]), 'PRIVATE_KEY'],
  ['XLM', account, `stellar:pubnet:${account}`],
  ['XLM', account.toLowerCase(), `stellar:pubnet:${account}`],
  ['XLM', `g${account.slice(1)}`, 'WRONG_CASE'],
  ['XLM', `${account}-123456789`, `stellar:pubnet:${account}-123456789`],
  ['XLM', muxed, `stellar:pubnet:${muxed}`],
  ['XLM', stellar(2 << 3), `stellar:pubnet:${stellar(2 << 3)}`],
  ['XLM', stellar(18 << 3), 'PRIVATE_KEY'],
  ['XLM', account.slice(0, -1), 'MALFORMED'],
  ['XLM', `${account.slice(0, 20)}${account[20] === 'A' ? 'B' : 'A'}${account.slice(21)}`, 'WRONG_CHECKSUM'],
  ['SOL', '7S3P4HxJpyyigGzodYwHtCxZyUQe9JiBMHyRWXArAaKv', `${sol}:7S3P4HxJpyyigGzodYwHtCxZyUQe9JiBMHyRWXArAaKv`],
  ['SOL', p2pkh, 'WRONG_CHAIN'],
  ['BTC', '7S3P4HxJpyyigGzodYwHtCxZyUQe9JiBMHyRWXArAaKv', 'WRONG_CHAIN'],
  ['DOT', polkadot, `${dot}:${polkadot}`],
  ['DOT', kusama, `${dot}:${polkadot}`],
  ['KSM', polkadot, `${ksm}:${kusama}`],
  ['DOT', ss58(42), `${dot}:${polkadot}`],
  ['DOT', ss58(66), `${dot}:${polkadot}`],
  ['Crust', polkadot, `polkadot:8b404e7ed8789d813982b9cb4c8b664c:${ss58(66)}`],
  ['DOT', `${polkadot.slice(0, -1)}${polkadot.endsWith('2') ? '3' : '2'}`, 'WRONG_CHECKSUM'],
  ['ADA', addr, `cip34:1-764824073:${addr}`],
  [
    'ADA',
    bech32Account('addr', Uint8Array.of(0x00, ...hash32, ...hash20, ...hash20).subarray(0, 57)),
    'TESTNET_ADDRESS',
  ],
  ['ADA', bech32Account('addr_test', Uint8Array.of(0x00, ...new Uint8Array(56))), 'TESTNET_ADDRESS'],
  ['ADA', bech32mAccount('addr', Uint8Array.of(0x01, ...new Uint8Array(56))), 'WRONG_BECH32_VARIANT'],
  ['ATOM', bech32Account('cosmos'), `cosmos:cosmoshub-4:${bech32Account('cosmos')}`],
  ['ATOM', bech32Account('osmo'), 'WRONG_CHAIN'],
  ['ATOM', `Cosmos${bech32Account('cosmos').slice(6)}`, 'WRONG_CASE'],
  ['XMR', standard, `${xmr}:${standard}`],
  ['XMR', monero(42), `${xmr}:${monero(42)}`],
  ['XMR', monero(19, 72), `${xmr}:${monero(19, 72)}`],
  ['XMR', monero(53), 'TESTNET_ADDRESS'],
  ['XMR', monero(24), 'TESTNET_ADDRESS'],
  ['XMR', standard.slice(0, 67), 'WRONG_LENGTH'],
  ['XMR', `${standard.slice(0, 50)}${standard[50] === '2' ? '3' : '2'}${standard.slice(51)}`, 'WRONG_CHECKSUM'],
  ['XMR', hex32, 'TRANSACTION_HASH'],
  ['TON', ton(0x11), `tvm:-239:0%3A${hex32}`],
  ['TON', ton(0x51), `tvm:-239:0%3A${hex32}`],
  ['TON', ton(0x51, -1), `tvm:-239:-1%3A${hex32}`],
  ['TON', ton(0x11).replaceAll('-', '+').replaceAll('_', '/'), `tvm:-239:0%3A${hex32}`],
  ['TON', `0:${hex32.toUpperCase()}`, `tvm:-239:0%3A${hex32}`],
  ['TON', ton(0x91), 'TESTNET_ADDRESS'],
  ['TON', `${ton(0x11).slice(0, -1)}${ton(0x11).endsWith('A') ? 'B' : 'A'}`, 'WRONG_CHECKSUM'],
  ['EOS', 'bitfinexdep1', 'antelope:aca376f206b8fc25a6ed44dbdc66547c:bitfinexdep1'],
  ['EOS', 'bitfinexdep10', 'WRONG_LENGTH'],
  ['EOS', 'bitfinex9', 'MALFORMED'],
  [
    'Algorand',
    'JDQ7EW3VY2ZHK4DKUHMNP35XLFPRJBND6M7SZ7W5RCFDNYAA47OC5IS62I',
    `${algo}:JDQ7EW3VY2ZHK4DKUHMNP35XLFPRJBND6M7SZ7W5RCFDNYAA47OC5IS62I`,
  ],
  ['Algorand', 'T6MXHXMGXURKJ7AD5NCB4IYPLWX', 'WRONG_LENGTH'],
  ['AVAX', bech32Account('avax').replace(/^/, 'X-'), 'WRONG_CHAIN'],
  ['FIL', 'f1abjxfbp274xpdqcpuaykwkfb43omjotacm2p3za', 'fil:f:f1abjxfbp274xpdqcpuaykwkfb43omjotacm2p3za'], // Filecoin specification
  ['FIL', 't1abjxfbp274xpdqcpuaykwkfb43omjotacm2p3za', 'TESTNET_ADDRESS'],
]);

holds('no chain stated', [
  [undefined, evm, `eip155:1:${evm}`],
  [undefined, p2pkh, `${btc}:${p2pkh}`],
  [undefined, p2wpkh, `${btc}:${p2wpkh}`],
  [undefined, p2sh, 'AMBIGUOUS_CHAIN'],
  [undefined, base58Check([0x1e]), 'AMBIGUOUS_CHAIN'],
  [undefined, trx, `${tron}:${trx}`],
  [undefined, classic, `xrpl:0:${classic}`],
  [undefined, polkadot, `${dot}:${polkadot}`],
  [undefined, ss58(42), 'AMBIGUOUS_CHAIN'],
  [undefined, '7S3P4HxJpyyigGzodYwHtCxZyUQe9JiBMHyRWXArAaKv', 'AMBIGUOUS_CHAIN'],
  [undefined, bech32Account('terra'), 'AMBIGUOUS_CHAIN'],
  [undefined, `0x${hex32}`, 'TRANSACTION_HASH'],
  [undefined, evm.slice(0, -1), 'WRONG_LENGTH'],
  [undefined, mixedEvm.replace('aA', 'AA'), 'WRONG_EIP55_CHECKSUM'],
  [undefined, p2pkh.toLowerCase(), 'WRONG_CASE'],
  [undefined, segwit('bc', 1, hash32, bech32), 'WRONG_BECH32_VARIANT'],
  [undefined, 'hello', 'MALFORMED'],
  [undefined, '<script>alert(1)</script>', 'MALFORMED'],
  [undefined, "';DROP_TABLE_address;--", 'MALFORMED'],
  [undefined, `eip155:137:${mixedEvm}`, `eip155:137:${lowerEvm}`],
]);

holds('payment URIs', [
  [undefined, `bitcoin:${p2sh}?amount=20.3&label=x`, `${btc}:${p2sh}`],
  [undefined, `litecoin:${p2sh}`, `${ltc}:${base58Check([0x32])}`],
  [undefined, `ethereum:pay-${mixedEvm}@137?value=1`, `eip155:137:${lowerEvm}`],
  [undefined, `ethereum:${mixedEvm}/transfer?address=${evm}`, 'MALFORMED'], // the contract, not the payee
  [undefined, `ripple:${classic}?dt=7`, `xrpl:0:${classic}-7`],
  ['Bitcoin', `BITCOIN:${p2wpkh.toUpperCase()}`, `${btc}:${p2wpkh}`],
  ['Litecoin', `bitcoin:${p2sh}`, 'WRONG_CHAIN'],
  [undefined, `bitcoin:${p2sh.slice(0, -1)}`, 'WRONG_LENGTH'],
  [undefined, `https://etherscan.io/address/${evm}`, 'MALFORMED'],
  [undefined, `ethereum:${evm}@11155111`, 'MALFORMED'],
]);

describe('account ids', () => {
  it.each([
    [`eip155:137:${mixedEvm}`, `eip155:137:${lowerEvm}`],
    [`xrpl:0:${xAddress(7)}`, `xrpl:0:${classic}-7`],
    [`${bch}:${cash}`, `${bch}:${cash.slice(12)}`],
    [`tvm:-239:0%3a${hex32}`, `tvm:-239:0%3A${hex32}`],
    [`tvm:-239:0:${hex32}`, `tvm:-239:0%3A${hex32}`],
    [`${btc}:${evm}`, 'WRONG_CHAIN'],
    [`bip122:000000000933ea01ad0ee984209779ba:${p2pkh}`, 'TESTNET_ADDRESS'],
    [`foo:bar:${p2pkh}`, 'UNKNOWN_CHAIN'],
    [p2pkh, 'MALFORMED'],
    ['', 'EMPTY'],
    [`${btc}:`, 'MALFORMED'],
  ])('%s is %s', (id, expected) => {
    const result = parseAddressId(id);
    expect(result.ok ? result.address.id : result.reason).toBe(expected);
  });

  it('refuses an id of another chain than the stated one', () => {
    expect(outcome('Bitcoin', `eip155:1:${evm}`)).toBe('WRONG_CHAIN');
    expect(outcome('Ethereum', `eip155:1:${evm}`)).toBe(`eip155:1:${evm}`);
  });
});

describe('a canonical address', () => {
  it('keeps what came, and says what was done to it', () => {
    expect(canonicaliseAddress({ chain: 'ETH', value: ` ${mixedEvm}\u200b` })).toEqual({
      ok: true,
      address: {
        id: `eip155:1:${lowerEvm}`,
        chain: 'eip155:1',
        value: lowerEvm,
        display: mixedEvm,
        format: 'EVM',
        payloadHex: lowerEvm.slice(2),
        submitted: ` ${mixedEvm}\u200b`,
      },
      warnings: ['Zero-width characters were removed.', 'White space around the address was removed.'],
    });
  });

  it('holds the destination tag in id, display and tag, and not in the value', () => {
    expect(canonicaliseAddress({ chain: 'XRP', value: xAddress(123) })).toEqual({
      ok: true,
      address: {
        id: `xrpl:0:${classic}-123`,
        chain: 'xrpl:0',
        value: classic,
        display: `${classic}-123`,
        format: 'XRPL',
        payloadHex: hex20,
        tag: '123',
        submitted: xAddress(123),
      },
      warnings: [],
    });
  });

  it('shows TON in its user-friendly form and a muxed Stellar account with its id', () => {
    expect(canonicaliseAddress({ chain: 'TON', value: `0:${hex32}` })).toMatchObject({
      address: { display: ton(0x11) },
    });
    expect(canonicaliseAddress({ chain: 'XLM', value: muxed })).toMatchObject({
      address: { format: 'STELLAR_MUXED', tag: '420', payloadHex: hex32 },
    });
  });

  it('warns of a re-encoded SS58 prefix and of a token taken for a chain', () => {
    const reencoded = canonicaliseAddress({ chain: 'DOT', value: kusama });
    const token = canonicaliseAddress({ chain: 'USDT', value: trx });
    expect([reencoded, token]).toMatchObject([{ warnings: [/prefix 2/] }, { warnings: [/token/] }].map(matching));
  });
});

function matching({ warnings }: { warnings: RegExp[] }): unknown {
  return { ok: true, warnings: warnings.map((pattern) => expect.stringMatching(pattern) as unknown) };
}

describe('a refusal', () => {
  it('has every reason of the catalogue in the tables above', () => {
    expect(Object.keys(quarantineReasons).filter((reason) => !reached.has(reason))).toEqual([]);
  });

  it('names the ledger of a valid address that is called by another', () => {
    expect(canonicaliseAddress({ chain: 'BTC', value: trx })).toEqual({
      ok: false,
      reason: 'WRONG_CHAIN',
      message: 'Expected an address of Bitcoin, got a valid one of TRON.',
      suggestions: [`${tron}:${trx}`],
    });
  });

  it('recovers the address that YAML read as a big integer', () => {
    expect(canonicaliseAddress({ chain: 'ETH', value: BigInt(evm) })).toMatchObject({
      reason: 'NOT_TEXT',
      suggestions: [evm],
    });
  });

  it('offers every reading of an ambiguous script address', () => {
    expect(canonicaliseAddress({ value: p2sh })).toMatchObject({
      suggestions: [`${btc}:${p2sh}`, `${ltc}:${base58Check([0x32])}`],
    });
  });

  it('never repeats a private key', () => {
    for (const key of [base58Check([0x80], hash32), stellar(18 << 3), `0x${hex32}`]) {
      expect(JSON.stringify(canonicaliseAddress({ chain: 'BTC', value: key }))).not.toContain(key.slice(2, 12));
    }
  });
});
