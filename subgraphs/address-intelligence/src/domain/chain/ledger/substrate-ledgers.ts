import type { ChainId } from '../chain.js';
import { ss58Reader } from '../reader/ss58-reader.js';
import { ledger, type Ledger } from './ledger.js';

export interface SubstrateChain {
  readonly id: ChainId;
  readonly name: string;
  readonly ticker: string;
  readonly slip44: number | undefined;
  /** Prefix in the SS58 registry. */
  readonly prefix: number;
}

/** Ids by the CASA polkadot profile: 32 digits of the genesis hash. */
export const substrateChains: readonly SubstrateChain[] = [
  { id: 'polkadot:91b171bb158e2d3848fa23a9f1c25182', name: 'Polkadot', ticker: 'DOT', slip44: 354, prefix: 0 },
  { id: 'polkadot:b0a8d493285c2df73290dfb7e61f870f', name: 'Kusama', ticker: 'KSM', slip44: 434, prefix: 2 },
  { id: 'polkadot:a0453819cbf8b4df9423a5cd601f546c', name: 'KILT', ticker: 'KILT', slip44: undefined, prefix: 38 },
  { id: 'polkadot:baf5aabe40646d11f0ee8abbdc64f4a4', name: 'Karura', ticker: 'KAR', slip44: 686, prefix: 8 },
  { id: 'polkadot:8b404e7ed8789d813982b9cb4c8b664c', name: 'Crust', ticker: 'CRU', slip44: undefined, prefix: 66 },
  { id: 'polkadot:7834781d38e4798d548e34ec947d19de', name: 'Reef', ticker: 'REEF', slip44: undefined, prefix: 42 },
];

export const substrateLedgers: readonly Ledger[] = substrateChains.map(({ id, name, ticker, slip44, prefix }) =>
  ledger(
    {
      id,
      name,
      aliases: ticker.toLowerCase() === name.toLowerCase() ? [] : [ticker],
      slip44,
      nativeTicker: ticker,
      addressFormats: ['SS58'],
    },
    ss58Reader(name, prefix),
  ),
);
