import type { AddressFormat } from './address-format.js';

/** CAIP-2 chain id. Ledgers without a published profile bear an id of the same shape. */
export type ChainId = `${string}:${string}`;

/** A ledger on which addresses are distinguished. */
export interface Chain {
  readonly id: ChainId;
  readonly name: string;
  /** Words by which lists call this chain and no other; compared without case, blanks, `-` and `_`. */
  readonly aliases: readonly string[];
  /** SLIP-44 coin type of the native coin; undefined where none is registered or none is certain. */
  readonly slip44: number | undefined;
  /** Ticker of the native coin. Several chains may share it (ETH), so it is no alias by itself. */
  readonly nativeTicker: string;
  readonly addressFormats: readonly AddressFormat[];
}
