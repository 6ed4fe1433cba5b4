import type { EntityName } from '@mikro-orm/core';
import type { Page, PageRequest } from '../graphql/connection.js';
import type { Session } from './session.js';

/** A list of the same kind under each of many keys, such as the incidents of each address. */
export interface KeyedList<T> {
  readonly entity: EntityName<T>;
  /** SQL name of the table, which bears the alias `i`. */
  readonly table: string;
  /** SQL condition that ties `i` to `k."key"`. */
  readonly tie: string;
  readonly tieParameters: readonly unknown[];
  /** SQL condition for what comes after a cursor, and the order. */
  readonly beyond: string;
  readonly beyondParameters: (after: readonly string[]) => readonly unknown[];
  readonly order: string;
  readonly sortKey: (row: T) => readonly string[];
}

export interface KeyedPagesRequest {
  readonly keys: readonly string[];
  readonly page: PageRequest;
}

const keyTable = `(select distinct "value" as "key" from jsonb_array_elements_text(?::jsonb)) k`;

/** The page of each key, in the order of the keys, by one statement. Totals are counted by {@link countKeyed}. */
export async function findKeyedPages<T extends object>(
  session: Session,
  list: KeyedList<T>,
  { keys, page }: KeyedPagesRequest,
): Promise<Omit<Page<T>, 'totalCount'>[]> {
  const { table, tie, order } = list;
  const beyond = page.after === undefined ? 'true' : list.beyond;
  const sql =
    `select k."key" as "owner_key", i.* from ${keyTable} cross join lateral (` +
    `select i.* from "${table}" i where ${tie} and ${beyond} order by ${order} limit ?) i order by k."key", ${order}`;
  const beyondParameters = page.after === undefined ? [] : list.beyondParameters(page.after);
  const parameters = [JSON.stringify(keys), ...list.tieParameters, ...beyondParameters, page.first + 1];
  return session.read(async (em) => {
    const rows = await em.execute<(Record<string, unknown> & { owner_key: string })[]>(sql, parameters);
    const found = Map.groupBy(rows, ({ owner_key: key }) => key);
    return keys.map((key) => {
      const values = (found.get(key) ?? []).map(({ owner_key: _key, ...row }) => em.map<T>(list.entity, row as never));
      return {
        items: values.slice(0, page.first).map((value) => ({ value, sortKey: list.sortKey(value) })),
        hasNextPage: values.length > page.first,
      };
    });
  });
}

/** How many there are under each key, in the order of the keys, by one statement. */
export async function countKeyed<T>(session: Session, list: KeyedList<T>, keys: readonly string[]): Promise<number[]> {
  const sql = `select k."key", count(*) as "count" from ${keyTable} join "${list.table}" i on ${list.tie} group by k."key"`;
  const rows = await session.read((em) =>
    em.execute<{ key: string; count: string }[]>(sql, [JSON.stringify(keys), ...list.tieParameters]),
  );
  const counts = new Map(rows.map(({ key, count }) => [key, Number(count)]));
  return keys.map((key) => counts.get(key) ?? 0);
}
