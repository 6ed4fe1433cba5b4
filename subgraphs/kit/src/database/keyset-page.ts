import type { EntityName, FilterQuery, OrderDefinition } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { badInput } from '@alliance/schema';
import type { Page, PageRequest } from '../graphql/connection.js';
import type { DisclosedRecord } from '../ledger/disclosures.js';
import { discloseCounted } from './disclose-counted.js';
import type { Session } from './session.js';

/** Properties by which a list is sorted; together they must be unique, so that a cursor stands for one place. */
export type SortOrder<T> = readonly (readonly [property: keyof T & string, direction: 'asc' | 'desc'])[];

/**
 * Reads a page by keyset: the page begins after the values of the last item seen, so that what is added or withdrawn
 * meanwhile neither repeats nor hides an item, and a far page costs no more than the first.
 *
 * @param discloses - name of the records' type, where the list is asked for by what marked records say: then the ledger
 *   hears of those that are only counted, and of the one by which there is a next page. Default: neither
 */
export async function keysetPage<T extends object>(
  session: Session,
  entity: EntityName<T>,
  {
    where,
    order,
    page,
    discloses,
  }: {
    readonly where: FilterQuery<T>;
    readonly order: SortOrder<T>;
    readonly page: PageRequest;
    readonly discloses?: string | undefined;
  },
): Promise<Page<T>> {
  const beyond = page.after === undefined ? where : ({ $and: [where, afterKey(order, page.after)] } as FilterQuery<T>);
  const orderBy = order.map(([property, direction]) => ({ [property]: direction })) as OrderDefinition<T>;
  const rows = await session.read((em) => {
    if (page.after !== undefined) requireKeyOf(em, entity, order, page.after);
    return em.find(entity, beyond as never, { orderBy, limit: page.first + 1 });
  });
  const next = rows[page.first];
  if (next !== undefined && discloses !== undefined) session.disclose(discloses, next as unknown as DisclosedRecord);
  return {
    items: rows.slice(0, page.first).map((row) => ({ value: row, sortKey: sortKeyOf(row as T, order) })),
    hasNextPage: next !== undefined,
    totalCount: async () => {
      if (discloses !== undefined) await discloseCounted(session, discloses, { entity, where });
      return session.read((em) => em.count(entity, where as never));
    },
  };
}

/** Refuses the cursor of another list, which PostgreSQL could not compare with these columns. */
function requireKeyOf<T extends object>(
  em: SqlEntityManager,
  entity: EntityName<T>,
  order: SortOrder<T>,
  key: readonly string[],
): void {
  const properties: Readonly<Record<string, { readonly runtimeType: string } | undefined>> = em
    .getMetadata()
    .get(entity).properties;
  const fits = order.every(([property], place) => {
    const isDate = properties[property]?.runtimeType === 'Date';
    return key[place] !== undefined && (!isDate || !Number.isNaN(Date.parse(key[place])));
  });
  if (!fits || key.length !== order.length)
    throw badInput('after', 'a cursor that an earlier page of this list gave', key);
}

/** `(a, b) > (x, y)`, written out, since the directions may differ. */
function afterKey<T>(order: SortOrder<T>, key: readonly string[]): object {
  return {
    $or: order.map(([property, direction], place) => {
      const before = order.slice(0, place).map(([earlier], index) => ({ [earlier]: key[index] }));
      return { $and: [...before, { [property]: { [direction === 'asc' ? '$gt' : '$lt']: key[place] ?? '' } }] };
    }),
  };
}

function sortKeyOf<T>(row: T, order: SortOrder<T>): string[] {
  return order.map(([property]) => {
    const value = row[property];
    return value instanceof Date ? value.toISOString() : String(value);
  });
}
