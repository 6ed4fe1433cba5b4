import { chains, findChain } from '../../../../subgraphs/address-intelligence/src/domain/chain/chain-registry.js';
import {
  isKnownChainWord,
  resolveChainWord,
} from '../../../../subgraphs/address-intelligence/src/domain/chain/ticker.js';
import { base58Check, bech32Account, hex20 } from './address-vectors.js';

function meaning(word: string, address?: string): string {
  const resolved = resolveChainWord(word, address);
  if (resolved.kind === 'chain') return resolved.chain.id;
  return resolved.kind === 'token' ? resolved.candidates.map(({ name }) => name).join(', ') : resolved.kind;
}

describe('chain words', () => {
  it.each([
    ['Ethereum', 'eip155:1'],
    ['ETHEREUM', 'eip155:1'],
    ['mainnet', 'eip155:1'],
    ['bsc', 'eip155:56'],
    ['BEP20', 'eip155:56'],
    ['Binance Smart Chain', 'eip155:56'],
    ['binance-smart-chain', 'eip155:56'],
    ['Polygon', 'eip155:137'],
    ['MATIC', 'eip155:137'],
    ['Arbitrum', 'eip155:42161'],
    ['Optimism', 'eip155:10'],
    ['Gnosis', 'eip155:100'],
    ['Linea', 'eip155:59144'],
    ['blast', 'eip155:81457'],
    ['XBT', 'bip122:000000000019d6689c085ae165831e93'],
    ['BTC', 'bip122:000000000019d6689c085ae165831e93'],
    ['OMNI', 'bip122:000000000019d6689c085ae165831e93'],
    ['Ripple', 'xrpl:0'],
    ['L-BTC', 'bip122:1466275836220db2944ca059a3a10ef6'],
    ['tron:0x2b6653dc', 'tron:0x2b6653dc'],
    ['solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp', 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp'],
    ['Blockstream', 'undetermined'],
    ['what is this', 'undetermined'],
    ['', 'undetermined'],
    ['toString', 'undetermined'],
    ['BNB', 'BNB Smart Chain, BNB Beacon Chain'],
    ['USDT', 'Bitcoin, Liquid, Ethereum, TRON, Solana, TON, EOS, Algorand, Tezos'],
  ])('%p means %s', (word, expected) => {
    expect(meaning(word)).toBe(expected);
  });

  it.each([
    ['USDT', `0x${hex20}`, 'eip155:1'],
    ['USDT', base58Check([0x41]), 'tron:0x2b6653dc'],
    ['USDT', base58Check([0x00]), 'bip122:000000000019d6689c085ae165831e93'],
    ['BNB', bech32Account('bnb'), 'cosmos:Binance-Chain-Tigris'],
    ['BNB', `0x${hex20}`, 'eip155:56'],
    ['BUSD', `0x${hex20}`, 'undetermined'],
    ['USDT', 'nonsense!', 'undetermined'],
    ['ETH', 'nonsense!', 'eip155:1'],
  ])('%s with %s means %s', (word, address, expected) => {
    expect(meaning(word, address)).toBe(expected);
  });

  it('are known or not, which decides the reason in quarantine', () => {
    expect(['ETH', 'usdt', 'Green', 'eip155:10', 'nonsense', ''].map(isKnownChainWord)).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('the registry', () => {
  it('has well-formed CAIP-2 ids, each once', () => {
    const ids = chains.map(({ id }) => id);
    expect(ids.filter((id) => !/^[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}$/.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => findChain(id)?.id === id)).toBe(true);
  });

  it('resolves every name and alias to its own chain', () => {
    const wrong = chains.flatMap(({ id, name, aliases }) =>
      [id, name, ...aliases].filter((word) => meaning(word) !== id).map((word) => `${word} of ${id}`),
    );
    expect(wrong).toEqual([]);
  });

  it('holds the ledgers of the domain table with their SLIP-44 types', () => {
    const wanted = [
      'bip122:000000000019d6689c085ae165831e93',
      'bip122:12a765e31ffd4059bada1e25190f6e98',
      'eip155:1',
      'eip155:56',
      'eip155:61',
      'eip155:137',
      'eip155:43114',
      'tron:0x2b6653dc',
      'xrpl:0',
      'stellar:pubnet',
      'polkadot:91b171bb158e2d3848fa23a9f1c25182',
      'polkadot:b0a8d493285c2df73290dfb7e61f870f',
    ];
    expect(wanted.map((id) => findChain(id)?.slip44)).toEqual([0, 2, 60, 9006, 61, 966, 9000, 195, 144, 148, 354, 434]);
  });
});
