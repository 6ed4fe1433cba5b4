/** An exact decimal number as text: digits, and a fraction after a point. */
const decimalPattern = /^-?\d{1,60}(\.\d{1,30})?$/;

export function isDecimal(text: string): boolean {
  return decimalPattern.test(text);
}

/** Compares two decimals exactly: negative when `a` is less, 0 when they are equal whatever their trailing zeros. */
export function compareDecimals(a: string, b: string): number {
  const scale = Math.max(fractionOf(a).length, fractionOf(b).length);
  const difference = scaled(a, scale) - scaled(b, scale);
  return difference < 0n ? -1 : Number(difference > 0n);
}

function scaled(text: string, scale: number): bigint {
  return BigInt(text.replace('.', '') + '0'.repeat(scale - fractionOf(text).length));
}

function fractionOf(text: string): string {
  return text.split('.')[1] ?? '';
}
