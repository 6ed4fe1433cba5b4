import type { EntityName } from '@mikro-orm/core';
import { memberOf } from '@alliance/schema';
import type { Page, PageRequest } from '../graphql/connection.js';
import type { DisclosedRecord } from '../ledger/disclosures.js';
import { isOthersMarkedSql, mayMatter } from './disclose-counted.js';
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
  /**
   * Name of the records' type, where a key asks for what marked records say, as an address does: then the ledger hears of
   * those that are only counted, and of the one by which there is a next page. Default: neither.
   */
  readonly discloses?: string | undefined;
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
      const next = values[page.first];
      if (next !== undefined && list.discloses !== undefined)
        session.disclose(list.discloses, next as unknown as DisclosedRecord);
      return {
        items: values.slice(0, page.first).map((value) => ({ value, sortKey: list.sortKey(value) })),
        hasNextPage: next !== undefined,
      };
    });
  });
}

/** How many there are under each key, in the order of the keys, by one statement. */
export async function countKeyed<T>(session: Session, list: KeyedList<T>, keys: readonly string[]): Promise<number[]> {
  const isDisclosed = list.discloses !== undefined && mayMatter(session);
  const others = isDisclosed ? `, json_agg(${recordSql}) filter (where ${isOthersMarkedSql}) as "others"` : '';
  const sql = `select k."key", count(*) as "count"${others} from ${keyTable} join "${list.table}" i on ${list.tie} group by k."key"`;
  const viewer = isDisclosed ? [memberOf(session.viewer) ?? ''] : [];
  const parameters = [...viewer, JSON.stringify(keys), ...list.tieParameters];
  const rows = await session.read((em) => em.execute<CountedKey[]>(sql, parameters));
  for (const row of rows.flatMap(({ others: known }) => known ?? [])) session.disclose(list.discloses ?? '', row);
  const counts = new Map(rows.map(({ key, count }) => [key, Number(count)]));
  return keys.map((key) => counts.get(key) ?? 0);
}

interface CountedKey {
  readonly key: string;
  readonly count: string;
  /** What the reader is told of by the count, though it reads none of it. */
  readonly others?: readonly DisclosedRecord[] | null;
}

const recordSql = `json_build_object('id', i."id", 'version', i."version", 'tlp', i."tlp", 'originator', i."originator", 'originatorDisplay', i."originator_display")`;
