import type { Chain } from './chain.js';
import { accountLedgers } from './ledger/account-ledgers.js';
import { bech32Ledgers } from './ledger/bech32-ledgers.js';
import { bitcoinLedgers } from './ledger/bitcoin-ledgers.js';
import { evmLedgers } from './ledger/evm-ledgers.js';
import type { Ledger } from './ledger/ledger.js';
import { substrateLedgers } from './ledger/substrate-ledgers.js';

export type { Chain, ChainId } from './chain.js';
export type { AddressFormat } from './address-format.js';

/** Every ledger, the likelier reading of a shared form before the less likely one. @internal */
export const ledgers: readonly Ledger[] = [
  ...bitcoinLedgers,
  ...evmLedgers,
  ...accountLedgers,
  ...bech32Ledgers,
  ...substrateLedgers,
];

/** Every chain the hub distinguishes addresses on. */
export const chains: readonly Chain[] = ledgers.map(({ chain }) => chain);

const ledgersById: ReadonlyMap<string, Ledger> = new Map(ledgers.map((entry) => [entry.chain.id, entry]));

/** The chain with this CAIP-2 id, in its exact spelling. */
export function findChain(id: string): Chain | undefined {
  return ledgersById.get(id)?.chain;
}

/** @internal */
export function findLedger(id: string): Ledger | undefined {
  return ledgersById.get(id);
}
