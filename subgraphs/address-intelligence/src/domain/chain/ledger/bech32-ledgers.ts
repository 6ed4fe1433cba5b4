import type { ChainId } from '../chain.js';
import { bech32AccountReader } from '../reader/bech32-account-reader.js';
import { ledger, type Ledger } from './ledger.js';

type Row = readonly [
  id: ChainId,
  name: string,
  ticker: string,
  slip44: number | undefined,
  aliases: readonly string[],
  prefix: string,
  sizes: readonly number[],
];

/** A Cosmos chain id that CAIP-2 does not allow (shentu-2.2) is hashed, see the CASA cosmos profile. SDK accounts: 20 bytes for a key, 32 for a module or a contract (ADR-028). */
const cosmos = [20, 32] as const;

const rows: readonly Row[] = [
  ['cosmos:cosmoshub-4', 'Cosmos Hub', 'ATOM', 118, ['ATOM', 'Cosmos'], 'cosmos', cosmos],
  ['cosmos:Binance-Chain-Tigris', 'BNB Beacon Chain', 'BNB', 714, ['BEP2', 'Binance Chain', 'BNB Beacon'], 'bnb', [20]],
  ['cosmos:columbus-5', 'Terra Classic', 'LUNC', 330, ['LUNC', 'USTC', 'Terra 1'], 'terra', cosmos],
  ['cosmos:phoenix-1', 'Terra', 'LUNA', 330, ['LUNA2', 'Terra 2'], 'terra', cosmos],
  ['cosmos:osmosis-1', 'Osmosis', 'OSMO', 118, ['OSMO'], 'osmo', cosmos],
  ['cosmos:thorchain-1', 'THORChain', 'RUNE', 931, ['RUNE', 'THOR'], 'thor', [20]],
  ['cosmos:crypto-org-chain-mainnet-1', 'Cronos POS', 'CRO', 394, ['Crypto.org'], 'cro', cosmos],
  ['cosmos:kava_2222-10', 'Kava', 'KAVA', 459, [], 'kava', cosmos],
  ['cosmos:hashed-51f160d71ca1f6d9', 'Shentu', 'CTK', 118, ['CertiK', 'CTK'], 'certik', cosmos],
  ['cosmos:secret-4', 'Secret Network', 'SCRT', 529, ['SCRT', 'Secret'], 'secret', cosmos],
  ['oasis:mainnet', 'Oasis', 'ROSE', 474, ['ROSE', 'Oasis Network'], 'oasis', [21]],
  ['mvx:1', 'MultiversX', 'EGLD', 508, ['EGLD', 'Elrond'], 'erd', [32]],
  ['iota:mainnet', 'IOTA', 'MIOTA', 4218, ['MIOTA'], 'iota', [33]],
  ['shimmer:mainnet', 'Shimmer', 'SMR', 4219, ['SMR'], 'smr', [33]],
  ['radix:mainnet', 'Radix', 'XRD', 1022, ['XRD'], 'rdx', [34]],
];

/** Bech32 prefixes of the Cosmos SDK chains: equal bytes under two of them are one key. */
export const cosmosPrefixes: ReadonlyMap<ChainId, string> = new Map(
  rows.filter(([id]) => id.startsWith('cosmos:')).map(([id, , , , , prefix]) => [id, prefix]),
);

/** Ledgers whose accounts are plain Bech32 under a prefix of their own. Ids outside `cosmos` and `mvx` are the hub's. */
export const bech32Ledgers: readonly Ledger[] = rows.map(([id, name, nativeTicker, slip44, aliases, prefix, sizes]) =>
  ledger(
    { id, name, nativeTicker, slip44, aliases, addressFormats: ['BECH32_ACCOUNT'] },
    bech32AccountReader({ prefix, sizes }),
  ),
);
