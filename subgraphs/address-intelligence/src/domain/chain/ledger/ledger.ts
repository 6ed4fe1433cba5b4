import type { AddressReader } from '../address-reading.js';
import type { Chain } from '../chain.js';

/** A chain together with the reader of its addresses. */
export interface Ledger {
  readonly chain: Chain;
  readonly read: AddressReader;
}

type ChainFacts = Omit<Chain, 'aliases' | 'slip44'> & Partial<Pick<Chain, 'aliases' | 'slip44'>>;

export function ledger(facts: ChainFacts, read: AddressReader): Ledger {
  return { chain: Object.freeze({ ...facts, aliases: facts.aliases ?? [], slip44: facts.slip44 }), read };
}
