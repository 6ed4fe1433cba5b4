import { hexToBytes } from '@noble/hashes/utils.js';
import type { AddressReader, AddressReading } from '../address-reading.js';
import { eip55 } from '../encoding/eip55.js';
import { refuse, type Refusal } from '../quarantine-reason.js';

export interface EvmOptions {
  /** The chain an unstated 0x… belongs to; true for one chain only. */
  readonly leads?: true;
  /** Chain id of EIP-1191, where the chain's wallets add it to the checksum. */
  readonly eip1191?: number;
  /** A prefix that wallets of the chain write instead of `0x`, e.g. `xdc`. */
  readonly ownPrefix?: string;
}

/** Reads 0x and 40 hexadecimal digits, all lower, all upper or in EIP-55 case. Canonical is lower case, display EIP-55. */
export function evmReader({ leads, eip1191, ownPrefix }: EvmOptions = {}): AddressReader {
  return (text) => {
    const isOwn = ownPrefix !== undefined && text.slice(0, ownPrefix.length).toLowerCase() === ownPrefix;
    const isHex = text.startsWith('0x') || text.startsWith('0X');
    if (!isOwn && !isHex) return refuseBareText(text);
    const digits = text.slice(isOwn ? ownPrefix.length : 2);
    if (!/^[0-9a-fA-F]{40}$/.test(digits)) return refuseDigits(digits);
    const lower = digits.toLowerCase();
    if (digits !== lower && digits !== digits.toUpperCase() && !isChecksummed(digits, lower, eip1191)) {
      return refuse('WRONG_EIP55_CHECKSUM', 'Expected one case or the EIP-55 case, got another mixture of cases.');
    }
    return reading(lower, leads === true || isOwn);
  };
}

function isChecksummed(digits: string, lower: string, eip1191: number | undefined): boolean {
  return digits === eip55(lower) || (eip1191 !== undefined && digits === eip55(lower, eip1191));
}

function reading(lower: string, leads: boolean): AddressReading {
  const value = `0x${lower}`;
  const payload = hexToBytes(lower);
  const display = (): string => `0x${eip55(lower)}`;
  return leads
    ? { ok: true, format: 'EVM', value, payload, display }
    : { ok: true, format: 'EVM', value, payload, display, statedOnly: true };
}

function refuseBareText(text: string): Refusal {
  if (/^[0-9a-fA-F]{40}$/.test(text)) {
    return refuse('MALFORMED', 'Expected 0x and 40 hexadecimal digits, got the digits without 0x.', [`0x${text}`]);
  }
  return refuse('MALFORMED', 'Expected 0x and 40 hexadecimal digits.');
}

function refuseDigits(digits: string): Refusal {
  if (!/^[0-9a-fA-F]*$/.test(digits)) {
    return refuse('MALFORMED', 'Expected 0x and 40 hexadecimal digits, got other characters among them.');
  }
  if (digits.length === 64) {
    return refuse('TRANSACTION_HASH', 'Expected 40 hexadecimal digits, got 64: a transaction hash or a key.');
  }
  return refuse('WRONG_LENGTH', `Expected 40 hexadecimal digits, got ${digits.length}.`);
}
