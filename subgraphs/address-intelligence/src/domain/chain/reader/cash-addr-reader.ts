import type { AddressReader, AddressReading } from '../address-reading.js';
import { concatBytes } from '../encoding/bytes.js';
import { decodeCashAddr, encodeCashAddr } from '../encoding/cash-addr-code.js';
import { refuse, type Refusal } from '../quarantine-reason.js';
import { bitcoinLikeReader } from './bitcoin-like-reader.js';

/** CashAddr hash sizes by the low three bits of the version byte; the hub takes 160 and 256 bits, the ones in use. */
const sizes: Readonly<Record<number, number>> = { 0: 20, 3: 32 };

/**
 * Reads Bitcoin Cash and its descendants: CashAddr with or without prefix, or Bitcoin's Base58 forms; canonical is CashAddr
 * with prefix. The account part of the CAIP-10 id goes without it, because CAIP-10 allows no colon there.
 */
export function cashAddrReader(name: string, prefix: string): AddressReader {
  const readLegacy = bitcoinLikeReader({ name, p2pkh: [0x00], p2sh: [0x05] });
  return (text) => {
    const colon = text.indexOf(':');
    if (colon >= 0) {
      const given = text.slice(0, colon).toLowerCase();
      if (given !== prefix) return refuse('MALFORMED', `Expected the prefix ${prefix}, got another one.`);
    } else if (!/^[qp]/i.test(text) || text.length < 34 + 1) {
      return fromLegacy(readLegacy(text), prefix);
    }
    return readCashAddr(text, text.slice(colon + 1), prefix);
  };
}

function readCashAddr(text: string, body: string, prefix: string): AddressReading | Refusal {
  const lower = body.toLowerCase();
  if (text !== text.toLowerCase() && text !== text.toUpperCase()) {
    return refuse('WRONG_CASE', 'Expected CashAddr in one case throughout, got mixed case.');
  }
  const bytes = decodeCashAddr(prefix, lower);
  if (bytes === undefined) {
    return refuse('WRONG_CHECKSUM', `Expected CashAddr under the prefix ${prefix}, got a checksum that does not hold.`);
  }
  const [version = 0xff] = bytes;
  const type = version >>> 3;
  if (type > 1 || sizes[version & 7] !== bytes.length - 1) {
    return refuse('MALFORMED', `The CashAddr version byte ${version} is not in use for ${bytes.length - 1} bytes.`);
  }
  return reading(type === 0 ? 'CASHADDR_P2PKH' : 'CASHADDR_P2SH', `${prefix}:${lower}`, lower, bytes.subarray(1));
}

function fromLegacy(read: AddressReading | Refusal, prefix: string): AddressReading | Refusal {
  if (!read.ok) return read;
  const isScript = read.format === 'BASE58_P2SH';
  const value = encodeCashAddr(prefix, concatBytes([isScript ? 8 : 0], read.payload));
  const accountPart = value.slice(prefix.length + 1);
  const format = isScript ? 'CASHADDR_P2SH' : 'CASHADDR_P2PKH';
  return { ...reading(format, value, accountPart, read.payload), statedOnly: true };
}

function reading(
  format: 'CASHADDR_P2PKH' | 'CASHADDR_P2SH',
  value: string,
  accountPart: string,
  payload: Uint8Array,
): AddressReading {
  return { ok: true, format, value, accountPart, payload };
}
