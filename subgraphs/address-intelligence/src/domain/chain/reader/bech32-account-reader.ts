import type { AddressReader } from '../address-reading.js';
import { refuse } from '../quarantine-reason.js';
import { bytesOfWords, hasBech32Prefix, readBech32, type Bech32Variant } from './bech32-text.js';

export interface Bech32Account {
  readonly prefix: string;
  /** Allowed payload sizes in bytes. */
  readonly sizes: readonly number[];
  /** Default `bech32`. */
  readonly variant?: Bech32Variant;
  /** Several chains share prefix and accounts: only a stated chain leads here. */
  readonly statedOnly?: true;
}

/** Reads accounts that are Bech32 of plain bytes under the prefix of the chain (Cosmos SDK, Zilliqa, MultiversX and kin). */
export function bech32AccountReader({ prefix, sizes, variant = 'bech32', statedOnly }: Bech32Account): AddressReader {
  return (text) => {
    if (!hasBech32Prefix(text, prefix)) return refuse('MALFORMED', `Expected ${prefix}1… in Bech32.`);
    const read = readBech32(text, prefix);
    if (!read.ok) return read;
    if (read.variant !== variant) {
      return refuse('WRONG_BECH32_VARIANT', `Expected ${prefix}1… in ${variant}, got ${read.variant}.`);
    }
    const payload = bytesOfWords(read.words);
    if (payload === undefined || !sizes.includes(payload.length)) {
      return refuse(
        'WRONG_LENGTH',
        `Expected ${sizes.join(' or ')} bytes, got ${payload?.length ?? 'a broken number of'}.`,
      );
    }
    return { ok: true, format: 'BECH32_ACCOUNT', value: read.lower, payload, ...(statedOnly ? { statedOnly } : {}) };
  };
}
