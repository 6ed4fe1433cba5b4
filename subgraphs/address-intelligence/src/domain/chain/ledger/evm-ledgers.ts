import type { ChainId } from '../chain.js';
import { evmReader, type EvmOptions } from '../reader/evm-reader.js';
import { ledger, type Ledger } from './ledger.js';

/** CASA eip155 profile: reference 0 is an externally owned account on any EVM chain, not a chain. */
export const anyEvmChain: ChainId = 'eip155:0';

const vechain: ChainId = 'vechain:b1ac3413d346d43539627e6be7ec1b4a';

/** One row a chain: EIP-155 number (or a full id), name, native ticker, SLIP-44 type, words that mean this chain only. */
type Row = readonly [id: number | ChainId, name: string, ticker: string, slip44: number | undefined, aliases: string];

const rows: readonly Row[] = [
  [1, 'Ethereum', 'ETH', 60, 'ETH,mainnet,Ethereum Mainnet,Ether,ERC20,ERC721'],
  [56, 'BNB Smart Chain', 'BNB', 9006, 'BSC,Binance Smart Chain,BEP20,BNB Chain'],
  [137, 'Polygon', 'POL', 966, 'MATIC,POL,Polygon PoS,Polygon Mainnet'],
  [42161, 'Arbitrum One', 'ETH', 60, 'Arbitrum,ARB,ARB1,ArbitrumOne'],
  [10, 'OP Mainnet', 'ETH', 60, 'Optimism,OP,Optimistic Ethereum'],
  [8453, 'Base', 'ETH', 60, 'Base Mainnet'],
  [43114, 'Avalanche C-Chain', 'AVAX', 9000, 'Avalanche,AVAX,AVAXC,C-Chain,AVAX C-Chain'],
  [100, 'Gnosis', 'XDAI', 700, 'Gnosis Chain,xDai,GNO'],
  [59144, 'Linea', 'ETH', 60, 'Linea Mainnet'],
  [250, 'Fantom', 'FTM', 1007, 'FTM,Fantom Opera'],
  [61, 'Ethereum Classic', 'ETC', 61, 'ETC'],
  [81457, 'Blast', 'ETH', 60, 'Blast Mainnet'],
  [5000, 'Mantle', 'MNT', undefined, 'MNT'],
  [321, 'KuCoin Community Chain', 'KCS', 641, 'KCC,KCS,KuCoin,KRC20'],
  [128, 'Huobi ECO Chain', 'HT', undefined, 'HECO,HRC20'],
  [66, 'OKXChain', 'OKT', 996, 'OKC,OKT,OKExChain,OKX Chain,KIP20'],
  [25, 'Cronos', 'CRO', undefined, 'Cronos EVM,CRC20'],
  [42220, 'Celo', 'CELO', 52752, ''],
  [8217, 'Kaia', 'KAIA', 8217, 'Klaytn,KLAY,KAIA'],
  [324, 'zkSync Era', 'ETH', 60, 'zkSync,zkSync Mainnet'],
  [1101, 'Polygon zkEVM', 'ETH', 60, 'Polygon-zkEVM'],
  [534352, 'Scroll', 'ETH', 60, ''],
  [204, 'opBNB', 'BNB', undefined, 'opBNB Mainnet'],
  [1088, 'Metis Andromeda', 'METIS', undefined, 'METIS'],
  [1284, 'Moonbeam', 'GLMR', 1284, 'GLMR'],
  [1285, 'Moonriver', 'MOVR', 1285, 'MOVR'],
  [1313161554, 'Aurora', 'ETH', 60, 'Aurora Mainnet'],
  [1666600000, 'Harmony', 'ONE', 1023, 'Harmony One'],
  [369, 'PulseChain', 'PLS', undefined, 'PLS,Pulse'],
  [10001, 'EthereumPoW', 'ETHW', undefined, 'ETHW,ETHPoW'],
  [14, 'Flare', 'FLR', undefined, 'FLR'],
  [19, 'Songbird', 'SGB', undefined, 'SGB'],
  [30, 'Rootstock', 'RBTC', 137, 'RSK,RBTC'],
  [50, 'XDC Network', 'XDC', 550, 'XDC,XinFin,XinFin Network'],
  [820, 'Callisto', 'CLO', 820, 'CLO,Callisto Network'],
  [361, 'Theta', 'TFUEL', 500, 'Theta Network,TFUEL'],
  [24, 'KardiaChain', 'KAI', undefined, 'KAI,KAIhot'],
  [vechain, 'VeChain', 'VET', 818, 'VET,VeChainThor'],
  [anyEvmChain, 'Any EVM chain', 'ETH', undefined, 'Any EVM'],
];

const options: Readonly<Record<string, EvmOptions>> = {
  'eip155:1': { leads: true },
  'eip155:30': { eip1191: 30 },
  'eip155:50': { ownPrefix: 'xdc' },
};

/**
 * Chains whose accounts are the 20 bytes of EIP-55. An unstated 0x… is read as Ethereum; the others are its siblings.
 */
export const evmLedgers: readonly Ledger[] = rows.map(([reference, name, nativeTicker, slip44, aliases]) => {
  const id: ChainId = typeof reference === 'number' ? `eip155:${reference}` : reference;
  const words = aliases === '' ? [] : aliases.split(',');
  const facts = { id, name, aliases: words, slip44, nativeTicker, addressFormats: ['EVM'] as const };
  return ledger(facts, evmReader(options[id]));
});
