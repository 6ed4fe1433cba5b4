import { type KnownGoodList, knownGoodLists } from './known-good.table.js';

export { type KnownGoodList, knownGoodLists } from './known-good.table.js';

/** What the lists need to know of an address. */
export interface ListedAddress {
  readonly id: string;
  readonly payloadHex: string;
  readonly format: string;
}

const listsByKey = indexLists();

/** The known-good lists on which an address stands. */
export function knownGoodListsOf({ id, payloadHex, format }: ListedAddress): readonly KnownGoodList[] {
  const hasAccountBytes = format === 'EVM' || format === 'TRON';
  return [...(listsByKey.get(id) ?? []), ...(hasAccountBytes ? (listsByKey.get(payloadHex) ?? []) : [])];
}

function indexLists(): ReadonlyMap<string, readonly KnownGoodList[]> {
  const index = new Map<string, KnownGoodList[]>();
  for (const list of knownGoodLists) {
    for (const entry of list.entries) index.set(entry, [...(index.get(entry) ?? []), list]);
  }
  return index;
}
