import type { AddressFormat } from '../address-format.js';
import type { AddressReading } from '../address-reading.js';
import { refuse, type Refusal } from '../quarantine-reason.js';
import { bytesOfWords, readBech32 } from './bech32-text.js';

/** BIP-173: a SegWit address has at most 90 characters. */
const maxSegwitLength = 90;

/** Reads a SegWit address: version 0 in Bech32 (BIP-173), version 1 to 16 in Bech32m (BIP-350). */
export function readSegwit(text: string, prefix: string): AddressReading | Refusal {
  // The first letter is the witness version; `q` is 0.
  const likely = /q/i.test(text.charAt(prefix.length + 1)) ? 'bech32' : 'bech32m';
  const read = readBech32(text, prefix, likely);
  if (!read.ok) return read;
  const [version = 17, ...words] = read.words;
  const program = bytesOfWords(words);
  if (version > 16 || program === undefined) {
    return refuse('MALFORMED', 'Expected a witness version of 0 to 16 and a whole number of bytes.');
  }
  const required = version === 0 ? 'bech32' : 'bech32m';
  if (read.variant !== required) {
    return refuse('WRONG_BECH32_VARIANT', `Witness version ${version} needs ${required}, got ${read.variant}.`);
  }
  if (text.length > maxSegwitLength || !isAllowedSize(version, program.length)) {
    return refuse('WRONG_LENGTH', `Witness version ${version} does not take a program of ${program.length} bytes.`);
  }
  return { ok: true, format: formatOf(version, program.length), value: read.lower, payload: program };
}

/** BIP-141: version 0 takes 20 or 32 bytes, the others 2 to 40. */
function isAllowedSize(version: number, size: number): boolean {
  return version === 0 ? size === 20 || size === 32 : size >= 2 && size <= 40;
}

function formatOf(version: number, size: number): AddressFormat {
  if (version === 0) return size === 20 ? 'SEGWIT_P2WPKH' : 'SEGWIT_P2WSH';
  return version === 1 && size === 32 ? 'SEGWIT_P2TR' : 'SEGWIT_FUTURE';
}
