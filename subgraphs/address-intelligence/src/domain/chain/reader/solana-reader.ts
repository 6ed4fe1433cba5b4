import type { AddressReading } from '../address-reading.js';
import { decodeBase58 } from '../encoding/base58.js';
import { refuse, type Refusal } from '../quarantine-reason.js';

/** Reads Solana: Base58 of 32 bytes. There is no checksum, and other ledgers share the form: the chain must be stated. */
export function readSolana(text: string): AddressReading | Refusal {
  const payload = text.length <= 44 ? decodeBase58(text) : undefined;
  if (payload?.length === 32) return { ok: true, format: 'SOLANA', value: text, payload, statedOnly: true };
  if (text.length <= 44 && payload === undefined) {
    return refuse('MALFORMED', 'Expected Base58 of 32 bytes, got characters outside its alphabet.');
  }
  return refuse('WRONG_LENGTH', `Expected Base58 of 32 bytes, got ${payload?.length ?? 'more'} bytes.`);
}
