import { badInput } from '@alliance/schema';
import { maxLength, readText } from './text-rule.js';

/** CAIP-2: namespace and reference. */
const chainPattern = /^[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}$/;
/** The account part of CAIP-10. */
const accountPattern = /^[-.%a-zA-Z0-9]{1,128}$/;
const evmAccount = /^0x[0-9a-fA-F]{40}$/;
const evmHash = /^0x[0-9a-fA-F]{64}$/;

/** An address as somebody submits it: CAIP-10 text, or its two parts. */
export type SubmittedAddress = string | { readonly chain: string; readonly value: string };

export interface AddressReference {
  /** CAIP-10; lower case on EVM chains, otherwise as submitted. */
  readonly address: string;
  /** As it was submitted. */
  readonly submitted: string;
}

/** Reads a CAIP-2 chain id. Throws BAD_USER_INPUT for anything else. */
export function readChain(field: string, value: string): string {
  const chain = value.trim();
  if (!chainPattern.test(chain)) throw badInput(field, 'a CAIP-2 chain id such as "eip155:1"', value);
  return chain;
}

/**
 * Reads the form of a CAIP-10 account id. Checksums and the spellings of each ledger are the business of the institution
 * that keeps the addresses; here the form is checked, and EVM addresses are brought to lower case, so that the same
 * address has one key.
 *
 * @throws BAD_USER_INPUT naming the field
 */
export function readAddress(field: string, input: SubmittedAddress): AddressReference {
  const submitted = (typeof input === 'string' ? input : `${input.chain.trim()}:${input.value.trim()}`).trim();
  const end = submitted.indexOf(':', submitted.indexOf(':') + 1);
  const [chain, account] = [submitted.slice(0, Math.max(end, 0)), submitted.slice(end + 1)];
  if (!chainPattern.test(chain) || !accountPattern.test(account)) {
    throw badInput(field, 'a CAIP-10 address such as "eip155:1:0x…", or { chain, value }', input);
  }
  if (!chain.startsWith('eip155:')) return { address: submitted, submitted };
  if (!evmAccount.test(account)) throw badInput(field, '0x and 40 hexadecimal digits on an EVM chain', input);
  return { address: submitted.toLowerCase(), submitted };
}

/** Reads a transaction hash; lower case on EVM chains. */
export function readTransactionHash(field: string, chain: string, value: string): string {
  const hash = readText(field, value, maxLength.hash);
  if (/\s/.test(hash)) throw badInput(field, 'a transaction hash without blanks', value);
  if (!chain.startsWith('eip155:')) return hash;
  if (!evmHash.test(hash)) throw badInput(field, '0x and 64 hexadecimal digits on an EVM chain', value);
  return hash.toLowerCase();
}
