import DataLoader from 'dataloader';
import type { Session } from '../database/session.js';
import type { Page, PageRequest } from './connection.js';

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

/** A list of pages, each under a key of its own; one statement for each size and place of the page. */
export type PageLoader<T> = (key: string, page: PageRequest) => Promise<Page<T>>;

/** Loads the pages of many keys with one query, and their totals, when somebody asks for them, with another. */
export function pageLoader<T>(
  find: (keys: readonly string[], page: PageRequest) => Promise<Omit<Page<T>, 'totalCount'>[]>,
  count: (keys: readonly string[]) => Promise<number[]>,
): PageLoader<T> {
  const pages = new Map<string, DataLoader<string, Omit<Page<T>, 'totalCount'>>>();
  const totals = new DataLoader(count);
  return async (key, page) => {
    const shape = JSON.stringify(page);
    const loader = pages.get(shape) ?? new DataLoader((keys: readonly string[]) => find(keys, page));
    pages.set(shape, loader);
    return { ...(await loader.load(key)), totalCount: () => totals.load(key) };
  };
}

/** @internal What is made anew when it is asked for after the session has written. */
export function renewedAfterWrites<T>(session: Session, make: () => T): () => T {
  let made = make();
  let { writes } = session;
  return () => {
    if (session.writes !== writes) {
      made = make();
      ({ writes } = session);
    }
    return made;
  };
}
