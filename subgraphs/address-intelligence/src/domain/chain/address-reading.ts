import type { AddressFormat } from './address-format.js';
import type { Refusal } from './quarantine-reason.js';

/** What a reader found in a text that is a valid address of its ledger. */
export interface AddressReading {
  readonly ok: true;
  readonly format: AddressFormat;
  /** Canonical spelling. */
  readonly value: string;
  /** The account part of the CAIP-10 id where it differs from `value` (CAIP-10 knows neither `:` nor `_`). */
  readonly accountPart?: string;
  /** Hash, key or script inside, without version and checksum. */
  readonly payload: Uint8Array;
  /** Destination tag or memo; part of the subject. */
  readonly tag?: string;
  readonly warnings?: readonly string[];
  /** Spelling for people where it differs from `value`; lazy, for it may cost a hash. */
  readonly display?: () => string;
  /** The form alone does not point to this ledger: only a stated chain leads here. */
  readonly statedOnly?: true;
}

/**
 * Reads trimmed, printable ASCII as an address of one ledger. Never throws, never changes case before the format is known,
 * verifies every checksum the format has.
 */
export type AddressReader = (text: string) => AddressReading | Refusal;
