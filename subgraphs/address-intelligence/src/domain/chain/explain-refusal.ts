import type { AddressFormat } from './address-format.js';
import { ledgers } from './chain-registry.js';
import { decodeBase58Check } from './encoding/base58.js';
import type { Ledger } from './ledger/ledger.js';
import { refuse, type QuarantineReason, type Refusal } from './quarantine-reason.js';
import { refuseForeignForm } from './recognise-foreign-form.js';

/** Reasons that only a near miss of the stated form can have: nothing found elsewhere tells more. */
const nearMisses: ReadonlySet<QuarantineReason> = new Set([
  'WRONG_CASE',
  'WRONG_BECH32_VARIANT',
  'WRONG_EIP55_CHECKSUM',
  'TESTNET_ADDRESS',
  'PRIVATE_KEY',
  'TRANSACTION_HASH',
]);

/** The most telling reason why a text is no address of the stated ledger, given the one its reader found. */
export function explainRefusal(text: string, { chain }: Ledger, refusal: Refusal): Refusal {
  const foreign = refuseForeignForm(text);
  if (foreign !== undefined) return foreign;
  if (nearMisses.has(refusal.reason)) return refusal;
  const elsewhere = readElsewhere(text, chain.id);
  const [first] = elsewhere;
  if (first !== undefined) {
    const ids = elsewhere.map(({ id }) => id);
    return refuse('WRONG_CHAIN', `Expected an address of ${chain.name}, got a valid one of ${first.name}.`, ids);
  }
  if (chain.addressFormats.some((format) => base58Formats.has(format)) && hasLostBase58Case(text)) {
    return refuse('WRONG_CASE', 'Base58 in one case throughout: its case was changed, and it cannot be recovered.');
  }
  return refusal;
}

interface Elsewhere {
  readonly name: string;
  readonly id: string;
}

/** Why no ledger of a token takes a text: valid elsewhere, where the token is not known to live, or valid nowhere. */
export function explainToken(text: string): Refusal {
  const elsewhere = refuseForeignForm(text) === undefined ? readElsewhere(text) : [];
  const [first] = elsewhere;
  if (first === undefined) return explainUnstated(text);
  const ids = elsewhere.map(({ id }) => id);
  return refuse('UNDETERMINED_CHAIN', `The token is not known on ${first.name}, the ledger of the address.`, ids);
}

/** Readings on other ledgers. Solana has no checksum, but 32 bytes in Base58 are seldom anything else; it comes last. */
function readElsewhere(text: string, except?: string): readonly Elsewhere[] {
  const found = ledgers.flatMap(({ chain, read }) => {
    const reading = chain.id === except ? undefined : read(text);
    if (!reading?.ok) return [];
    const { name } = chain;
    return [{ name, id: `${chain.id}:${reading.accountPart ?? reading.value}`, reading }];
  });
  const leading = found.filter(({ reading }) => !reading.statedOnly);
  return leading.length > 0 ? leading : found.filter(({ reading }) => reading.format === 'SOLANA');
}

/** Whether a text has the shape of Base58Check in one case: over twenty letters that chance would have mixed. */
function hasLostBase58Case(text: string): boolean {
  if (!/^[1-9a-z]{26,36}$/.test(text) && !/^[1-9A-Z]{26,36}$/.test(text)) return false;
  // Hexadecimal and Base32 have one case by nature.
  return !/^[0-9a-f]*$/i.test(text) && !/^[A-Z2-7]*$/.test(text) && text.replace(/\d/g, '').length >= 15;
}

/** Formats whose letters carry information by their case. */
const base58Formats: ReadonlySet<AddressFormat> = new Set([
  'BASE58_P2PKH',
  'BASE58_P2SH',
  'CASHADDR_P2PKH',
  'TRON',
  'XRPL',
  'SOLANA',
  'SS58',
  'NEO',
  'TEZOS',
  'WAVES',
]);

/** Reasons that need a checksum or a prefix to be found, the most telling one first. */
const telling: readonly QuarantineReason[] = [
  'TESTNET_ADDRESS',
  'WRONG_BECH32_VARIANT',
  'WRONG_EIP55_CHECKSUM',
  'WRONG_CASE',
  'WRONG_CHECKSUM',
];

/** The most telling reason why a text is no address of any ledger. */
export function explainUnstated(text: string): Refusal {
  const foreign = refuseForeignForm(text);
  if (foreign !== undefined) return foreign;
  if (hasLostBase58Case(text)) {
    return refuse('WRONG_CASE', 'Base58 in one case throughout: its case was changed, and it cannot be recovered.');
  }
  if (decodeBase58Check(text) !== undefined) {
    return refuse('MALFORMED', 'Base58Check whose checksum holds, but no known ledger uses its version bytes.');
  }
  const refusals = ledgers.flatMap(({ chain, read }) => {
    const result = read(text);
    return result.ok ? [] : [{ chain, refusal: result }];
  });
  for (const reason of telling) {
    const found = refusals.find(({ refusal }) => refusal.reason === reason);
    if (found !== undefined) return found.refusal;
  }
  const hex = /^0x/i.test(text) ? refusals.find(({ chain }) => chain.id === 'eip155:1') : undefined;
  if (hex !== undefined) return hex.refusal;
  return refuse('MALFORMED', 'Expected an address of a known ledger; none accepts this text.');
}
