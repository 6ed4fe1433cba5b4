import { keccak_256 } from '@noble/hashes/sha3.js';

const ascii = new Uint8Array(64);

/**
 * The mixed-case spelling of 40 lower-case hexadecimal digits, without `0x` (EIP-55).
 * With a chain id, the variant of EIP-1191 (Rootstock).
 */
export function eip55(lowerHex: string, chainId?: number): string {
  const text = chainId === undefined ? lowerHex : `${chainId}0x${lowerHex}`;
  for (let i = 0; i < text.length; i++) ascii[i] = text.charCodeAt(i);
  const hash = keccak_256(ascii.subarray(0, text.length));
  let spelt = '';
  for (let i = 0; i < lowerHex.length; i++) {
    const nibble = ((hash[i >> 1] as number) >> (i & 1 ? 0 : 4)) & 0xf;
    const letter = lowerHex.charAt(i);
    spelt += nibble > 7 ? letter.toUpperCase() : letter;
  }
  return spelt;
}
