import { hashLeaf, type TreeHash } from './merkle-tree.js';

/** What a ledger tells: that records were read by others, or that something was changed. */
export const ledgerKinds = [
  'DISCLOSURE',
  'CREATED',
  'CHANGED',
  'WITHDRAWN',
  'STATUS_CHANGED',
  'JOINED',
  'LEFT',
  'CLOSED',
  'REVOKED',
  'RECALLED',
  'ACKNOWLEDGED',
] as const;

export type LedgerKind = (typeof ledgerKinds)[number];

/** A record in the version that was disclosed or made; null for what has no versions. */
export interface LedgerItem {
  readonly id: string;
  readonly version: number | null;
}

/** An entry as it is hashed. */
export interface LedgerEntryContent {
  /** 16 random octets in hexadecimal: nobody finds out the content of an entry by trying out hashes. */
  readonly salt: string;
  readonly id: string;
  readonly kind: string;
  /** Microseconds since 1970, as decimal digits. */
  readonly atMicros: string;
  /** The institution for which the caller spoke; null for the public, the hub and its operator. */
  readonly actorMember: string | null;
  /** The caller, by its pseudonym. */
  readonly actor: string;
  /** Whose records they are. */
  readonly originator: string;
  /** Whether the caller learned whose they are; otherwise it does not find the entry. */
  readonly originatorShown: boolean;
  readonly recordType: string;
  /** JSON text of {@link LedgerItem}s, as {@link itemsText} writes it. */
  readonly items: string;
  readonly purpose: string | null;
  /** JSON text of an object. */
  readonly details: string;
}

/** The items of an entry as they are stored and hashed. */
export function itemsText(items: readonly LedgerItem[]): string {
  return JSON.stringify(items.map(({ id, version }) => ({ id, version })));
}

/**
 * The octets of which an entry's leaf hash is made: its fields in this order, each as a netstring
 * (https://cr.yp.to/proto/netstrings.txt), null as `-:,`. So no two entries have the same octets. The function
 * `ledger_leaf_hash` in the subgraphs' databases writes the same; a property test holds the two against each other.
 */
export function entryOctets(entry: LedgerEntryContent): Buffer {
  const fields = [
    entry.salt,
    entry.id,
    entry.kind,
    entry.atMicros,
    entry.actorMember,
    entry.actor,
    entry.originator,
    String(entry.originatorShown),
    entry.recordType,
    entry.items,
    entry.purpose,
    entry.details,
  ];
  return Buffer.from(fields.map(netstring).join(''));
}

export function hashEntry(entry: LedgerEntryContent): TreeHash {
  return hashLeaf(entryOctets(entry));
}

function netstring(text: string | null): string {
  return text === null ? '-:,' : `${String(Buffer.byteLength(text))}:${text},`;
}
