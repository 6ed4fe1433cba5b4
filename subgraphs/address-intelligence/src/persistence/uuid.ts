import { randomUUID } from 'node:crypto';

/** Milliseconds since 1970 and a counter of 12 bits, as one number. */
let last = 0n;

/**
 * A UUID that grows with time (RFC 9562, version 7), so that rows written together lie together in the index. Within a
 * process each is greater than the one before; the last 62 bits are random.
 */
export function createUuid(): string {
  const now = BigInt(Date.now()) << 12n;
  last = now > last ? now : last + 1n;
  const head = (((last >> 12n) << 16n) | 0x7000n | (last & 0xfffn)).toString(16).padStart(16, '0');
  return `${head.slice(0, 8)}-${head.slice(8, 12)}-${head.slice(12)}${randomUUID().slice(18)}`;
}
