import { bech32 } from '@scure/base';

const letters = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const generators = [0x98f2bc8e61n, 0x79b76d99e2n, 0xf33e5fb3c4n, 0xae2eabe2a8n, 0x1e4f43e470n] as const;
/** The generators split at bit 20, so that plain numbers do the 40-bit arithmetic. */
const highParts = generators.map((g) => Number(g >> 20n));
const lowParts = generators.map((g) => Number(g & 0xfffffn));

/** 40-bit checksum of the CashAddr specification, as its upper and lower 20 bits. */
function polymod(digits: readonly number[]): readonly [high: number, low: number] {
  let high = 0;
  let low = 1;
  for (const digit of digits) {
    const top = high >>> 15;
    high = ((high & 0x7fff) << 5) | (low >>> 15);
    low = ((low & 0x7fff) << 5) ^ digit;
    for (let i = 0; i < 5; i++) {
      if ((top >>> i) & 1) {
        high ^= highParts[i] as number;
        low ^= lowParts[i] as number;
      }
    }
  }
  return [high, low ^ 1];
}

function checksumDigits(digits: readonly number[]): number[] {
  const [high, low] = polymod([...digits, 0, 0, 0, 0, 0, 0, 0, 0]);
  return [high, low].flatMap((half) => [half >>> 15, (half >>> 10) & 31, (half >>> 5) & 31, half & 31]);
}

const prefixDigits = (prefix: string): number[] => [...Array.from(prefix, (c) => c.charCodeAt(0) & 31), 0];

/** Version byte and hash under a lower-case prefix, or undefined when letters, checksum or padding are wrong. */
export function decodeCashAddr(prefix: string, body: string): Uint8Array | undefined {
  const digits: number[] = [];
  for (const letter of body) {
    const digit = letters.indexOf(letter);
    if (digit < 0) return undefined;
    digits.push(digit);
  }
  if (digits.length <= 8) return undefined;
  const [high, low] = polymod([...prefixDigits(prefix), ...digits]);
  if (high !== 0 || low !== 0) return undefined;
  // Void for non-zero padding bits: they would be a second spelling of the same bytes.
  return bech32.fromWordsUnsafe(digits.slice(0, -8)) ?? undefined;
}

export function encodeCashAddr(prefix: string, versionAndHash: Uint8Array): string {
  const digits = bech32.toWords(versionAndHash);
  const all = [...digits, ...checksumDigits([...prefixDigits(prefix), ...digits])];
  return `${prefix}:${all.map((digit) => letters.charAt(digit)).join('')}`;
}
