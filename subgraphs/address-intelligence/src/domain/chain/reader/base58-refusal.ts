import { bitcoinAlphabet, decodeBase58, maxBase58Length, type Base58Alphabet } from '../encoding/base58.js';
import { refuse, type Refusal } from '../quarantine-reason.js';

/** Says why a text is no Base58Check of `expectedBytes` (version, payload and checksum together). */
export function refuseBase58(
  text: string,
  expected: string,
  expectedBytes: number,
  alphabet: Base58Alphabet = bitcoinAlphabet,
): Refusal {
  if (text.length > maxBase58Length) {
    return refuse('WRONG_LENGTH', `Expected ${expected}, got ${text.length} characters.`);
  }
  const bytes = decodeBase58(text, alphabet);
  if (bytes === undefined) {
    return refuse('MALFORMED', `Expected ${expected}, got characters outside its alphabet.`);
  }
  if (bytes.length !== expectedBytes) {
    return refuse('WRONG_LENGTH', `Expected ${expected} of ${expectedBytes} bytes, got ${bytes.length} bytes.`);
  }
  return refuse('WRONG_CHECKSUM', `Expected ${expected}, got a checksum that does not hold.`);
}
