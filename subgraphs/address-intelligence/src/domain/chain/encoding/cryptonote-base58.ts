import { bitcoinAlphabet } from './base58.js';

const fullBlockLetters = 11;
const fullBlockBytes = 8;
/** Letters of the last block by its bytes. */
const lettersOfBytes = [0, 2, 3, 5, 6, 7, 9, 10, 11] as const;

/** Decodes Monero's Base58: blocks of 8 bytes in 11 letters, the last one shorter. Undefined when it is none. */
export function decodeCryptonoteBase58(text: string): Uint8Array | undefined {
  const rest = text.length % fullBlockLetters;
  const restBytes = lettersOfBytes.indexOf(rest as 0);
  if (restBytes < 0) return undefined;
  const blocks = (text.length - rest) / fullBlockLetters;
  const bytes = new Uint8Array(blocks * fullBlockBytes + restBytes);
  for (let i = 0; i <= blocks; i++) {
    const letters = text.slice(i * fullBlockLetters, (i + 1) * fullBlockLetters);
    const size = i < blocks ? fullBlockBytes : restBytes;
    if (!writeBlock(letters, bytes.subarray(i * fullBlockBytes, i * fullBlockBytes + size))) return undefined;
  }
  return bytes;
}

function writeBlock(letters: string, target: Uint8Array): boolean {
  let value = 0n;
  for (let i = 0; i < letters.length; i++) {
    const digit = bitcoinAlphabet.digits[letters.charCodeAt(i)] ?? -1;
    if (digit < 0) return false;
    value = value * 58n + BigInt(digit);
  }
  for (let at = target.length - 1; at >= 0; at--) {
    target[at] = Number(value & 0xffn);
    value >>= 8n;
  }
  return value === 0n; // a surplus is a second spelling of other bytes
}
