import type { AddressReader, AddressReading } from '../address-reading.js';
import {
  bitcoinAlphabet,
  decodeBase58Check,
  doubleSha256,
  encodeBase58Check,
  type Checksum,
} from '../encoding/base58.js';
import { concatBytes, startsWith } from '../encoding/bytes.js';
import { refuse, type Refusal } from '../quarantine-reason.js';
import { refuseBase58 } from './base58-refusal.js';
import { hasBech32Prefix } from './bech32-text.js';
import { readSegwit } from './segwit-reader.js';

/** What distinguishes one descendant of Bitcoin from the next; version bytes as in the ledger's `chainparams`. */
export interface BitcoinLikeParameters {
  readonly name: string;
  readonly p2pkh: readonly number[];
  readonly p2sh: readonly number[];
  /** An older script version shared with Bitcoin; re-encoded under `p2sh`. */
  readonly formerP2sh?: readonly number[];
  readonly bech32Prefix?: string;
  readonly checksum?: Checksum;
  /** The form is Bitcoin's own: it leads to this ledger only when that is stated. */
  readonly statedOnly?: true;
}

const hashBytes = 20;

export function bitcoinLikeReader(parameters: BitcoinLikeParameters): AddressReader {
  const { bech32Prefix } = parameters;
  return (text) => {
    const isBech32 = bech32Prefix !== undefined && hasBech32Prefix(text, bech32Prefix);
    return isBech32 ? readSegwit(text, bech32Prefix) : readBase58(text, parameters);
  };
}

function readBase58(text: string, parameters: BitcoinLikeParameters): AddressReading | Refusal {
  const { name, p2pkh, p2sh, formerP2sh, checksum = doubleSha256 } = parameters;
  const bytes = decodeBase58Check(text, bitcoinAlphabet, checksum);
  const expectedBytes = p2pkh.length + hashBytes + 4;
  if (bytes === undefined) return refuseBase58(text, `a ${name} address in Base58Check`, expectedBytes);
  if (bytes.length !== p2pkh.length + hashBytes) {
    return refuse('WRONG_LENGTH', `Expected ${expectedBytes} bytes, got ${bytes.length + 4}.`);
  }
  const payload = bytes.subarray(p2pkh.length);
  if (startsWith(bytes, p2pkh)) return marked({ ok: true, format: 'BASE58_P2PKH', value: text, payload }, parameters);
  if (startsWith(bytes, p2sh)) return marked({ ok: true, format: 'BASE58_P2SH', value: text, payload }, parameters);
  if (formerP2sh !== undefined && startsWith(bytes, formerP2sh)) {
    return { ok: true, format: 'BASE58_P2SH', value: encodeBase58Check(concatBytes(p2sh, payload)), payload };
  }
  const version = `0x${(bytes[0] as number).toString(16).padStart(2, '0')}`;
  return refuse('MALFORMED', `The version byte ${version} is none of ${name}.`);
}

const marked = (reading: AddressReading, { statedOnly }: BitcoinLikeParameters): AddressReading =>
  statedOnly ? { ...reading, statedOnly } : reading;
