import DataLoader from 'dataloader';

/** Keys asked for in one query at most. */
const maxBatchSize = 1000;

/** A loader of one row a key: many keys, one query. A key without a row gives null. */
export function oneByKey<K, T>(
  find: (keys: readonly K[]) => Promise<readonly T[]>,
  keyOf: (row: T) => K,
): DataLoader<K, T | null> {
  return new DataLoader<K, T | null>(
    async (keys) => {
      const rows = new Map((await find(keys)).map((row) => [keyOf(row), row]));
      return keys.map((key) => rows.get(key) ?? null);
    },
    { maxBatchSize },
  );
}

/** A loader of all rows of a key, in the order in which the query gives them. */
export function manyByKey<K, T>(
  find: (keys: readonly K[]) => Promise<readonly T[]>,
  keyOf: (row: T) => K,
): DataLoader<K, readonly T[]> {
  return new DataLoader<K, readonly T[]>(
    async (keys) => {
      const rows = Map.groupBy(await find(keys), keyOf);
      return keys.map((key) => rows.get(key) ?? []);
    },
    { maxBatchSize },
  );
}
