import type { AddressFormat } from '../address-format.js';
import type { AddressReader } from '../address-reading.js';
import { decodeBase58Check } from '../encoding/base58.js';
import { startsWith } from '../encoding/bytes.js';
import { refuse } from '../quarantine-reason.js';
import { refuseBase58 } from './base58-refusal.js';

export interface VersionedBase58 {
  readonly name: string;
  readonly format: AddressFormat;
  /** Version prefixes, all of one length. */
  readonly versions: readonly (readonly number[])[];
  readonly payloadBytes: number;
}

/** Reads Base58Check (double SHA-256) with one of several version prefixes and a payload of fixed size. */
export function versionedBase58Reader({ name, format, versions, payloadBytes }: VersionedBase58): AddressReader {
  const versionBytes = versions[0]?.length ?? 0;
  return (text) => {
    const bytes = decodeBase58Check(text);
    const expectedBytes = versionBytes + payloadBytes + 4;
    if (bytes === undefined) return refuseBase58(text, `a ${name} address in Base58Check`, expectedBytes);
    if (bytes.length + 4 !== expectedBytes) {
      return refuse('WRONG_LENGTH', `Expected ${expectedBytes} bytes, got ${bytes.length + 4}.`);
    }
    if (!versions.some((version) => startsWith(bytes, version))) {
      return refuse('MALFORMED', `The version bytes are none of ${name}.`);
    }
    return { ok: true, format, value: text, payload: bytes.subarray(versionBytes) };
  };
}
