import type { AddressReading } from '../address-reading.js';
import { refuse, type Refusal } from '../quarantine-reason.js';

/** Reads an Antelope (EOSIO) account name: up to 12 of `a-z1-5.`, a dot not at the end. No checksum: state the chain. */
export function readAccountName(text: string): AddressReading | Refusal {
  if (text.length > 12) return refuse('WRONG_LENGTH', `Expected at most 12 characters, got ${text.length}.`);
  if (!/^[a-z1-5.]*[a-z1-5]$/.test(text)) return refuse('MALFORMED', 'Expected an account name of a-z, 1-5 and dots.');
  const payload = new TextEncoder().encode(text);
  return { ok: true, format: 'ACCOUNT_NAME', value: text, payload, statedOnly: true };
}
