import type { AddressReading } from '../address-reading.js';
import { decodeBase58Check, encodeBase58Check, rippleAlphabet } from '../encoding/base58.js';
import { concatBytes, startsWith } from '../encoding/bytes.js';
import { refuse, type Refusal } from '../quarantine-reason.js';
import { refuseBase58 } from './base58-refusal.js';

const livenet = [0x05, 0x44] as const;
const testnet = [0x04, 0x93] as const;
const maxTag = 0xffffffff;

/**
 * Reads the XRP Ledger: a classic address, optionally followed by `-tag` (CASA profile) or `?dt=tag`, or an X-address
 * (XLS-5). The destination tag names the customer of an exchange, so it is part of the subject and of the id
 * (`xrpl:0:r…-123`); `value` is the classic address alone.
 */
export function readXrpl(text: string): AddressReading | Refusal {
  if (/^[XT][a-zA-Z0-9]{40,}$/.test(text)) return readXAddress(text);
  const [, account = text, digits] = /^(r[a-zA-Z0-9]+)(?:-|\?dt=)(.*)$/.exec(text) ?? [];
  if (!account.startsWith('r')) return refuse('MALFORMED', 'Expected r…, r…-tag or X….');
  const bytes = decodeBase58Check(account, rippleAlphabet);
  if (bytes === undefined) return refuseBase58(account, 'a classic XRP address', 25, rippleAlphabet);
  if (bytes.length !== 21 || bytes[0] !== 0) return refuse('MALFORMED', 'Expected version 0 and 20 bytes.');
  if (digits === undefined) return reading(account, bytes.subarray(1), undefined);
  if (!/^\d{1,10}$/.test(digits) || Number(digits) > maxTag) {
    return refuse('MALFORMED', `Expected a destination tag from 0 to ${maxTag}.`);
  }
  return reading(account, bytes.subarray(1), Number(digits));
}

function readXAddress(text: string): AddressReading | Refusal {
  const bytes = decodeBase58Check(text, rippleAlphabet);
  if (bytes === undefined) return refuseBase58(text, 'an X-address', 35, rippleAlphabet);
  if (bytes.length !== 31) return refuse('WRONG_LENGTH', `Expected 35 bytes, got ${bytes.length + 4}.`);
  if (startsWith(bytes, testnet)) return refuse('TESTNET_ADDRESS', 'An X-address of an XRP test network.');
  const flag = bytes[22] as number;
  const tagBytes = bytes.subarray(23);
  const tag = new DataView(tagBytes.buffer, tagBytes.byteOffset).getUint32(0, true);
  const isWellFormed =
    flag === 1 ? startsWith(tagBytes.subarray(4), [0, 0, 0, 0]) : flag === 0 && tagBytes.every((b) => b === 0);
  if (!startsWith(bytes, livenet) || !isWellFormed) {
    return refuse('MALFORMED', 'Expected an X-address of the main network with a 32-bit tag or none.');
  }
  const payload = bytes.subarray(2, 22);
  return reading(encodeBase58Check(concatBytes([0], payload), rippleAlphabet), payload, flag === 1 ? tag : undefined);
}

function reading(account: string, payload: Uint8Array, tag: number | undefined): AddressReading {
  if (tag === undefined) return { ok: true, format: 'XRPL', value: account, payload };
  const withTag = `${account}-${tag}`;
  return {
    ok: true,
    format: 'XRPL',
    value: account,
    accountPart: withTag,
    payload,
    tag: `${tag}`,
    display: () => withTag,
  };
}
