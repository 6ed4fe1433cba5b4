import { type LedgerItem, memberOf, type OriginatorDisplay, tlpLevel, type Viewer } from '@alliance/schema';
import type { LedgerNote } from './insert-ledger-entries.js';

/** What the ledger needs to know of a record that was disclosed. */
export interface DisclosedRecord {
  readonly id: string;
  /** Undefined for records without versions. */
  readonly version?: number | undefined;
  /** TLP level, 0 (CLEAR) to 4 (RED). */
  readonly tlp: number;
  readonly originator: string;
  readonly originatorDisplay: OriginatorDisplay;
}

/** Disclosures of CLEAR and GREEN are not written down. */
const leastLevel = tlpLevel('AMBER');

/** Records in one entry at most; more make another entry. */
const maxItems = 5000;

/** What one request disclosed, until it is written down: each record and version once. */
export class Disclosures {
  readonly #lists = new Map<string, DisclosureList>();
  readonly #member: string | undefined;

  constructor(viewer: Viewer) {
    this.#member = memberOf(viewer);
  }

  add(recordType: string, { id, version, tlp, originator, originatorDisplay }: DisclosedRecord): void {
    if (tlp < leastLevel || originator === this.#member) return;
    const originatorShown = originatorDisplay === 'NAMED';
    const key = `${recordType} ${String(originatorShown)} ${originator}`;
    const list = this.#lists.get(key) ?? { recordType, originator, originatorShown, items: new Map() };
    this.#lists.set(key, list);
    list.items.set(`${String(version)} ${id}`, { id, version: version ?? null });
  }

  /** What was added since the last time: an entry for each originator and type of record. */
  take(): LedgerNote[] {
    const notes = [...this.#lists.values()].flatMap(({ items, ...list }) =>
      inChunks([...items.values()]).map((chunk) => ({ ...list, kind: 'DISCLOSURE' as const, items: chunk })),
    );
    this.#lists.clear();
    return notes;
  }
}

interface DisclosureList {
  readonly recordType: string;
  readonly originator: string;
  readonly originatorShown: boolean;
  readonly items: Map<string, LedgerItem>;
}

function inChunks(items: readonly LedgerItem[]): LedgerItem[][] {
  const count = Math.ceil(items.length / maxItems);
  return Array.from({ length: count }, (_each, index) => items.slice(index * maxItems, (index + 1) * maxItems));
}
