import type { AddressReader } from '../address-reading.js';
import { refuse } from '../quarantine-reason.js';
import { bech32AccountReader } from './bech32-account-reader.js';

const readAccount = bech32AccountReader({ prefix: 'avax', sizes: [20] });

/** Reads the X or P chain of Avalanche: the chain letter, a hyphen and Bech32 of 20 bytes. */
export function avalancheReader(letter: 'X' | 'P'): AddressReader {
  return (text) => {
    if (!text.startsWith(`${letter}-`)) return refuse('MALFORMED', `Expected ${letter}-avax1….`);
    const read = readAccount(text.slice(2));
    return read.ok ? { ...read, value: `${letter}-${read.value}` } : read;
  };
}
