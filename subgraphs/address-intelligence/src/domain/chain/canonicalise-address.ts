import { readAddressText, type AddressText } from './address-text.js';
import type { AddressFormat } from './address-format.js';
import { readAddressUri, type AddressUri } from './address-uri.js';
import type { AddressReading } from './address-reading.js';
import { accountIdOf, addressOf, type CanonicalAddress } from './canonical-address.js';
import type { ChainId } from './chain.js';
import { findLedger, ledgers } from './chain-registry.js';
import { explainRefusal, explainToken, explainUnstated } from './explain-refusal.js';
import type { Ledger } from './ledger/ledger.js';
import { refuse, type Refusal } from './quarantine-reason.js';
import { testnetIds, testnetWords } from './testnets.js';
import { isKnownChainWord, resolveChainWord } from './ticker.js';

export type { CanonicalAddress } from './canonical-address.js';
export type { QuarantineReason, Refusal } from './quarantine-reason.js';

export interface Canonicalised {
  readonly ok: true;
  readonly address: CanonicalAddress;
  readonly warnings: readonly string[];
}

export type CanonicalisationResult = Canonicalised | Refusal;

export interface AddressClaim {
  /** CAIP-2 id, name, alias or ticker word. Absent: found out from the form, where the form suffices. */
  readonly chain?: string;
  readonly value: unknown;
}

const accountIdPattern = /^([-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}):(.+)$/;

/** Takes whatever a list or a person calls an address to its canonical form, or says why not. Never throws. */
export function canonicaliseAddress({ chain, value }: AddressClaim): CanonicalisationResult {
  const read = readAddressText(value);
  if (!read.ok) return read;
  const [, statedId, account] = accountIdPattern.exec(read.text) ?? [];
  if (statedId !== undefined && account !== undefined) return canonicaliseAccountId(statedId, account, read, chain);
  const uri = readAddressUri(read.text);
  if (uri !== undefined) return canonicaliseUri(uri, read, chain);
  return chain === undefined ? canonicaliseUnstated(read) : canonicaliseStated(chain, read);
}

/** Reads a CAIP-10 account id. Never throws. */
export function parseAddressId(caip10: string): CanonicalisationResult {
  const read = readAddressText(caip10);
  if (!read.ok) return read;
  const [, statedId, account] = accountIdPattern.exec(read.text) ?? [];
  if (statedId === undefined || account === undefined) {
    return refuse('MALFORMED', 'Expected a CAIP-10 id: namespace, reference and account, joined by colons.');
  }
  return canonicaliseAccountId(statedId, account, read, undefined);
}

/**
 * Every reading of a text without a stated chain, the likelier one first: for search boxes, not for import. Empty when the
 * text is no address of any ledger. Never throws.
 */
export function recogniseAddress(value: unknown): readonly CanonicalAddress[] {
  const read = readAddressText(value);
  if (!read.ok) return [];
  if (accountIdPattern.test(read.text)) {
    const parsed = parseAddressId(read.text);
    return parsed.ok ? [parsed.address] : [];
  }
  if (readAddressUri(read.text) !== undefined) {
    const result = canonicaliseAddress({ value });
    return result.ok ? [result.address] : [];
  }
  return readingsOf(read.text).map(({ ledger, reading }) => canonical(ledger, reading, read).address);
}

interface LedgerReading {
  readonly ledger: Ledger;
  readonly reading: AddressReading;
}

/** Forms without a checksum are guesses about any word or hash, so they are not offered. */
const guesses: ReadonlySet<AddressFormat> = new Set(['ACCOUNT_NAME', 'HEX_ACCOUNT', 'FILECOIN']);

function readingsOf(text: string): readonly LedgerReading[] {
  const found = ledgers.flatMap((ledger) => {
    const reading = ledger.read(text);
    return reading.ok && !(reading.statedOnly && guesses.has(reading.format)) ? [{ ledger, reading }] : [];
  });
  const leading = found.filter(({ reading }) => !reading.statedOnly);
  const others = found.filter(({ reading }) => reading.statedOnly);
  // An SS58 text with a registered prefix is an address of that chain, though others could re-encode its key.
  return leading.some(({ reading }) => reading.format === 'SS58') ? leading : [...leading, ...others];
}

function canonicaliseUnstated(read: AddressText): CanonicalisationResult {
  const found = readingsOf(read.text);
  const leading = found.filter(({ reading }) => !reading.statedOnly);
  const [only] = leading;
  if (only !== undefined && leading.length === 1) {
    const others = found.length > 1 && only.reading.format === 'EVM';
    const warning = 'No chain is stated; read as Ethereum, though the same account exists on every EVM chain.';
    return canonical(only.ledger, only.reading, read, others ? [warning] : []);
  }
  if (found.length === 0) return explainUnstated(read.text);
  const ids = (leading.length > 0 ? leading : found).map(({ ledger, reading }) => accountIdOf(ledger, reading));
  return refuse('AMBIGUOUS_CHAIN', `No chain is stated, and the form is in use on ${ids.length} ledgers or more.`, ids);
}

function canonicaliseStated(word: string, read: AddressText): CanonicalisationResult {
  const resolved = typeof word === 'string' ? resolveChainWord(word) : { kind: 'undetermined' as const };
  switch (resolved.kind) {
    case 'chain':
      return canonicaliseOn(resolved.chain.id, read.text, read);
    case 'token':
      return canonicaliseToken(
        resolved.candidates.map(({ id }) => id),
        read,
      );
    case 'undetermined':
      return refuseWord(word);
    default:
      return resolved satisfies never;
  }
}

function canonicaliseToken(candidates: readonly ChainId[], read: AddressText): CanonicalisationResult {
  // The readers alone: why a candidate refuses is asked only when all do, for the answer costs a search of all ledgers.
  const accepted = ledgers.flatMap((ledger) => {
    const reading = candidates.includes(ledger.chain.id) ? ledger.read(read.text) : undefined;
    return reading?.ok ? [{ ledger, reading }] : [];
  });
  const [only] = accepted;
  if (only !== undefined && accepted.length === 1) {
    const { name } = only.ledger.chain;
    return canonical(only.ledger, only.reading, read, [`The stated word is a token's; read on ${name} by the form.`]);
  }
  if (accepted.length > 1) {
    const ids = accepted.map(({ ledger, reading }) => accountIdOf(ledger, reading));
    return refuse('UNDETERMINED_CHAIN', 'The stated word is in use on several ledgers that accept the form.', ids);
  }
  return explainToken(read.text);
}

/** Why a chain word tells no chain. @internal */
export function refuseWord(word: unknown): Refusal {
  if (typeof word !== 'string') return refuse('UNKNOWN_CHAIN', `Expected a chain word, got a ${typeof word}.`);
  const shown = JSON.stringify(word.slice(0, 40));
  const lower = word.trim().toLowerCase();
  const testnet = testnetIds.get(word.trim());
  if (testnet !== undefined || testnetWords.some((name) => lower.split(/[\s_-]+/u).includes(name))) {
    return refuse('TESTNET_ADDRESS', `${shown} is a test network.`);
  }
  return isKnownChainWord(word)
    ? refuse('UNDETERMINED_CHAIN', `The word ${shown} tells no ledger.`)
    : refuse('UNKNOWN_CHAIN', `Expected a CAIP-2 id, a chain name or a ticker, got ${shown}.`);
}

function canonicaliseUri(uri: AddressUri, read: AddressText, stated: string | undefined): CanonicalisationResult {
  const warnings = [...read.warnings, 'Taken out of a payment URI.'];
  return canonicaliseAccountId(uri.chain.id, uri.text, { ...read, warnings }, stated);
}

function canonicaliseAccountId(
  id: string,
  account: string,
  read: AddressText,
  stated: string | undefined,
): CanonicalisationResult {
  if (findLedger(id) === undefined) return refuseWord(id);
  if (stated !== undefined) {
    const word = resolveChainWord(stated);
    if (word.kind === 'chain' && word.chain.id !== id) {
      return refuse('WRONG_CHAIN', `The chain is stated as ${word.chain.name}, but the value names ${id}.`);
    }
    if (word.kind === 'undetermined') return refuseWord(stated);
  }
  return canonicaliseOn(id, account.replace(/%3a/gi, ':'), read);
}

function canonicaliseOn(id: string, text: string, read: AddressText): CanonicalisationResult {
  const ledger = findLedger(id);
  if (ledger === undefined) return refuseWord(id);
  const reading = ledger.read(text);
  return reading.ok ? canonical(ledger, reading, read) : explainRefusal(text, ledger, reading);
}

function canonical(
  ledger: Ledger,
  reading: AddressReading,
  { submitted, warnings }: AddressText,
  further: readonly string[] = [],
): Canonicalised {
  const all =
    reading.warnings === undefined && further.length === 0
      ? warnings
      : [...warnings, ...(reading.warnings ?? []), ...further];
  return { ok: true, address: addressOf(ledger, reading, submitted), warnings: all };
}
