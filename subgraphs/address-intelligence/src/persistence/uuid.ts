import { randomBytes } from 'node:crypto';

let last = 0n;

/**
 * A UUID that grows with time (RFC 9562, version 7), so that rows written together lie together in the index. Within a
 * process each is greater than the one before.
 */
export function createUuid(): string {
  const random = randomBytes(10);
  const now = (BigInt(Date.now()) << 12n) | BigInt(random.readUInt16BE(0) & 0x3ff);
  last = now > last ? now : last + 1n;
  const head = ((last >> 12n) << 16n) | 0x7000n | (last & 0xfffn);
  const hex = head.toString(16).padStart(16, '0');
  random[2] = ((random[2] ?? 0) & 0x3f) | 0x80;
  const tail = random.toString('hex', 2);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12)}-${tail.slice(0, 4)}-${tail.slice(4)}`;
}
