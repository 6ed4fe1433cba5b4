import { avalancheReader } from '../reader/avalanche-reader.js';
import { readAccountName } from '../reader/account-name-reader.js';
import { readAlgorand } from '../reader/algorand-reader.js';
import { readCardano } from '../reader/cardano-reader.js';
import { readFilecoin } from '../reader/filecoin-reader.js';
import { hexAccountReader } from '../reader/hex-account-reader.js';
import { readMonero } from '../reader/monero-reader.js';
import { readSolana } from '../reader/solana-reader.js';
import { readStellar } from '../reader/stellar-reader.js';
import { readTon } from '../reader/ton-reader.js';
import { readTron } from '../reader/tron-reader.js';
import { versionedBase58Reader } from '../reader/versioned-base58-reader.js';
import { wavesReader } from '../reader/waves-reader.js';
import { readZilliqa } from '../reader/zilliqa-reader.js';
import { readXrpl } from '../reader/xrpl-reader.js';
import type { AddressFormat } from '../address-format.js';
import type { AddressReader } from '../address-reading.js';
import type { ChainId } from '../chain.js';
import { ledger, type Ledger } from './ledger.js';

type Row = readonly [
  id: ChainId,
  name: string,
  ticker: string,
  slip44: number | undefined,
  aliases: readonly string[],
  formats: readonly AddressFormat[],
  read: AddressReader,
];

const tezosPrefixes = [
  [0x06, 0xa1, 0x9f],
  [0x06, 0xa1, 0xa1],
  [0x06, 0xa1, 0xa4],
  [0x06, 0xa1, 0xa6],
];
const readTezos = versionedBase58Reader({
  name: 'Tezos',
  format: 'TEZOS',
  versions: [...tezosPrefixes, [0x02, 0x5a, 0x79]],
  payloadBytes: 20,
});
const neoReader = (name: string, version: number): AddressReader =>
  versionedBase58Reader({ name, format: 'NEO', versions: [[version]], payloadBytes: 20 });
const readConcordium = versionedBase58Reader({
  name: 'Concordium',
  format: 'CONCORDIUM',
  versions: [[1]],
  payloadBytes: 32,
});

const cardanoFormats = ['CARDANO_SHELLEY', 'CARDANO_STAKE', 'CARDANO_BYRON'] as const;
const stellarFormats = ['STELLAR_ACCOUNT', 'STELLAR_MUXED', 'STELLAR_CONTRACT'] as const;
const moneroFormats = ['MONERO_STANDARD', 'MONERO_INTEGRATED', 'MONERO_SUBADDRESS'] as const;

/**
 * Ledgers with a form of address of their own. Ids are those of the CASA profiles where there is one; TRON, Cardano (CIP-34)
 * and the `…:mainnet` ids of Near, NEO and the Internet Computer have none.
 */
const rows: readonly Row[] = [
  ['tron:0x2b6653dc', 'TRON', 'TRX', 195, ['TRX', 'TRC20', 'TRC10'], ['TRON'], readTron],
  ['solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp', 'Solana', 'SOL', 501, ['SOL', 'SPL'], ['SOLANA'], readSolana],
  ['xrpl:0', 'XRP Ledger', 'XRP', 144, ['XRP', 'Ripple', 'XRPL'], ['XRPL'], readXrpl],
  ['stellar:pubnet', 'Stellar', 'XLM', 148, ['XLM', 'Stellar Lumens', 'Lumen'], stellarFormats, readStellar],
  ['cip34:1-764824073', 'Cardano', 'ADA', 1815, ['ADA'], cardanoFormats, readCardano],
  ['monero:418015bb9ae982a1975da7d79277c270', 'Monero', 'XMR', 128, ['XMR'], moneroFormats, readMonero],
  ['tvm:-239', 'TON', 'TON', 607, ['The Open Network', 'Toncoin'], ['TON'], readTon],
  [
    'antelope:aca376f206b8fc25a6ed44dbdc66547c',
    'EOS',
    'EOS',
    194,
    ['EOSIO', 'Vaulta'],
    ['ACCOUNT_NAME'],
    readAccountName,
  ],
  ['antelope:1064487b3cd1a897ce03ae5b6a865651', 'WAX', 'WAXP', 14001, ['WAXP'], ['ACCOUNT_NAME'], readAccountName],
  ['antelope:4667b205c6838ef70ff7988f6e8257e8', 'Telos', 'TLOS', 977, ['TLOS'], ['ACCOUNT_NAME'], readAccountName],
  ['algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73k', 'Algorand', 'ALGO', 283, ['ALGO'], ['ALGORAND'], readAlgorand],
  ['neo:mainnet', 'NEO Legacy', 'NEO', 888, ['NEO2', 'Antshares'], ['NEO'], neoReader('NEO Legacy', 0x17)],
  ['neo3:mainnet', 'NEO N3', 'NEO', 888, ['NEO3', 'N3'], ['NEO'], neoReader('NEO N3', 0x35)],
  ['tezos:NetXdQprcVkpaWU', 'Tezos', 'XTZ', 1729, ['XTZ'], ['TEZOS'], readTezos],
  ['waves:087', 'Waves', 'WAVES', 5741564, [], ['WAVES'], wavesReader('Waves', 1, 0x57)],
  ['vsys:mainnet', 'V Systems', 'VSYS', 360, ['VSYS'], ['WAVES'], wavesReader('V Systems', 5, 0x4d)],
  ['fil:f', 'Filecoin', 'FIL', 461, ['FIL'], ['FILECOIN'], readFilecoin],
  ['ccd:9dd9ca4d19e9393877d2c44b70f89acb', 'Concordium', 'CCD', 919, ['CCD'], ['CONCORDIUM'], readConcordium],
  [
    'avax:imji8papUf2EhV3le337w1vgFauqkJg-',
    'Avalanche X-Chain',
    'AVAX',
    9000,
    ['AVAXX', 'X-Chain'],
    ['BECH32_ACCOUNT'],
    avalancheReader('X'),
  ],
  [
    'avax:Rr9hnPVPxuUvrdCul-vjEsU1zmqKqRDo',
    'Avalanche P-Chain',
    'AVAX',
    9000,
    ['AVAXP', 'P-Chain'],
    ['BECH32_ACCOUNT'],
    avalancheReader('P'),
  ],
  ['zilliqa:1', 'Zilliqa', 'ZIL', 313, ['ZIL', 'Ziliqa'], ['BECH32_ACCOUNT'], readZilliqa],
  ['near:mainnet', 'NEAR', 'NEAR', 397, [], ['HEX_ACCOUNT'], hexAccountReader({ name: 'NEAR', prefixed: false })],
  [
    'icp:mainnet',
    'Internet Computer',
    'ICP',
    223,
    ['ICP', 'Dfinity'],
    ['HEX_ACCOUNT'],
    hexAccountReader({ name: 'Internet Computer', prefixed: false, crc: true }),
  ],
  ['aptos:1', 'Aptos', 'APT', 637, ['APT'], ['HEX_ACCOUNT'], hexAccountReader({ name: 'Aptos', prefixed: true })],
  ['sui:mainnet', 'Sui', 'SUI', 784, [], ['HEX_ACCOUNT'], hexAccountReader({ name: 'Sui', prefixed: true })],
  [
    'aion:256',
    'Aion',
    'AION',
    425,
    [],
    ['HEX_ACCOUNT'],
    hexAccountReader({ name: 'Aion', prefixed: true, firstByte: 0xa0 }),
  ],
];

export const accountLedgers: readonly Ledger[] = rows.map(
  ([id, name, nativeTicker, slip44, aliases, addressFormats, read]) =>
    ledger({ id, name, nativeTicker, slip44, aliases, addressFormats }, read),
);
