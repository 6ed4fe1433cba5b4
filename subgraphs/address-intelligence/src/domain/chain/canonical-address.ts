import { bytesToHex } from '@noble/hashes/utils.js';
import type { AddressFormat } from './address-format.js';
import type { AddressReading } from './address-reading.js';
import type { ChainId } from './chain.js';
import type { Ledger } from './ledger/ledger.js';

/** An address as the hub stores and compares it. */
export interface CanonicalAddress {
  /** CAIP-10. Holds the destination tag or memo (`xrpl:0:r…-123`); Bitcoin Cash goes without prefix, TON with `%3A`. */
  readonly id: string;
  readonly chain: ChainId;
  /** Canonical spelling on its ledger, without tag. */
  readonly value: string;
  /** For people: EIP-55 case, user-friendly TON, tag included. Computed when read, for EIP-55 costs a hash. */
  readonly display: string;
  readonly format: AddressFormat;
  /** The bytes inside, without version and checksum: equal for the same key or script in another encoding. */
  readonly payloadHex: string;
  /** Destination tag (XRP), memo or muxed id (Stellar): part of the subject. */
  readonly tag?: string;
  /** As it came, before trimming. */
  readonly submitted: string;
}

/** @internal */
export const accountIdOf = ({ chain }: Ledger, { accountPart, value }: AddressReading): string =>
  `${chain.id}:${accountPart ?? value}`;

/**
 * Several literals instead of one with a spread: a spread after an accessor costs more than everything else here.
 * @internal
 */
export function addressOf(ledger: Ledger, reading: AddressReading, submitted: string): CanonicalAddress {
  const { value, format, tag, display } = reading;
  const id = accountIdOf(ledger, reading);
  const chain = ledger.chain.id;
  const payloadHex = bytesToHex(reading.payload);
  if (tag !== undefined) return { id, chain, value, display: display?.() ?? value, format, payloadHex, tag, submitted };
  if (display === undefined) return { id, chain, value, display: value, format, payloadHex, submitted };
  return {
    id,
    chain,
    value,
    get display() {
      return display();
    },
    format,
    payloadHex,
    submitted,
  };
}
