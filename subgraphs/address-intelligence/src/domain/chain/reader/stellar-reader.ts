import { base32nopad } from '@scure/base';
import type { AddressFormat } from '../address-format.js';
import type { AddressReading } from '../address-reading.js';
import { crc16 } from '../encoding/crc.js';
import { refuse, type Refusal } from '../quarantine-reason.js';

/** SEP-23 version bytes: the first letter, with the number of bytes that follow. */
const kinds: Readonly<
  Record<string, { readonly version: number; readonly format: AddressFormat; readonly size: number }>
> = {
  G: { version: 6 << 3, format: 'STELLAR_ACCOUNT', size: 32 },
  M: { version: 12 << 3, format: 'STELLAR_MUXED', size: 40 },
  C: { version: 2 << 3, format: 'STELLAR_CONTRACT', size: 32 },
};

/**
 * Reads Stellar strkeys (SEP-23): G… with an optional `-memo` (CASA profile), M…, C…. Upper case is canonical; lower case is
 * accepted, because Base32 has one case and a checksum. A memo, or the id of M…, stands in `tag` and in the id.
 */
export function readStellar(text: string): AddressReading | Refusal {
  const [, account = text, memo] = /^(G[A-Z2-7]{55})-([a-zA-Z0-9.%-]{1,64})$/.exec(text) ?? [];
  const upper = account.toUpperCase();
  if (isStrkeyShape(upper) && account !== upper && account !== account.toLowerCase()) {
    return refuse('WRONG_CASE', 'Expected a Stellar address in upper case, got mixed case.');
  }
  if (/^S[A-Z2-7]{55}$/.test(upper)) return refuse('PRIVATE_KEY', 'Expected a Stellar address, got a secret seed.');
  const isOneCase = account === upper || account === account.toLowerCase();
  const bytes = isOneCase && /^[GMC][A-Z2-7]{8,70}$/.test(upper) ? decodeBase32(upper) : undefined;
  if (bytes === undefined) return refuse('MALFORMED', 'Expected G…, M… or C… in Base32.');
  return readStrkey(upper, bytes, memo);
}

const isStrkeyShape = (upper: string): boolean => /^(?:[GC][A-Z2-7]{55}|M[A-Z2-7]{68})$/.test(upper);

function readStrkey(upper: string, bytes: Uint8Array, memo: string | undefined): AddressReading | Refusal {
  const kind = kinds[upper.charAt(0)];
  if (kind === undefined) return refuse('MALFORMED', 'Expected G…, M… or C….');
  const body = bytes.subarray(0, -2);
  if (body.length !== kind.size + 1) {
    return refuse('WRONG_LENGTH', `Expected ${kind.size + 3} bytes after ${upper.charAt(0)}, got ${bytes.length}.`);
  }
  const stated = (bytes.at(-2) as number) | ((bytes.at(-1) as number) << 8);
  if (crc16(body) !== stated || body[0] !== kind.version) {
    return refuse('WRONG_CHECKSUM', 'The CRC-16 of the Stellar address does not hold.');
  }
  const payload = body.subarray(1, 33);
  const found = { ok: true, format: kind.format, value: upper, payload } as const;
  if (memo !== undefined) return { ...found, accountPart: `${upper}-${memo}`, tag: memo };
  return kind.format === 'STELLAR_MUXED' ? { ...found, tag: muxedId(body) } : found;
}

function muxedId(body: Uint8Array): string {
  return new DataView(body.buffer, body.byteOffset).getBigUint64(33).toString();
}

/** Undefined for surplus characters or non-zero padding bits. */
export function decodeBase32(upper: string): Uint8Array | undefined {
  try {
    return base32nopad.decode(upper);
  } catch {
    return undefined; // the library throws on a second spelling of the same bytes; the caller names the reason
  }
}
