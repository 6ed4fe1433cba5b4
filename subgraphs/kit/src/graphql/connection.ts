import 'reflect-metadata';
import { ArgsType, type ClassType, Directive, Field, Int, ObjectType } from 'type-graphql';
import { badInput } from '@alliance/schema';

/** Items on a page when the caller does not say. */
export const defaultPageSize = 50;
/** Items on a page at most; whoever asks for more is refused, not cut. */
export const maxPageSize = 500;

@ObjectType({ description: 'Where a page stands (Relay Cursor Connections Specification).' })
@Directive('@shareable')
export class PageInfo {
  @Field(() => Boolean)
  hasNextPage!: boolean;

  @Field(() => Boolean)
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true })
  startCursor!: string | null;

  @Field(() => String, { nullable: true })
  endCursor!: string | null;
}

@ArgsType()
export class PageArgs {
  @Field(() => Int, {
    nullable: true,
    description: `Items on the page, 1 to ${maxPageSize}. Default ${defaultPageSize}.`,
  })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'Cursor of the item after which the page begins.' })
  after?: string | null;
}

/** A page as a repository is asked for it. */
export interface PageRequest {
  readonly first: number;
  /** Sort key of the item after which the page begins, as {@link Page.items} gave it. */
  readonly after: readonly string[] | undefined;
}

/** A page as a repository answers it. One item more than asked for is how it knows whether there is a next page. */
export interface Page<T> {
  readonly items: readonly { readonly value: T; readonly sortKey: readonly string[] }[];
  readonly hasNextPage: boolean;
  /** Counted only when somebody asks, under the same visibility as the items. */
  readonly totalCount: () => Promise<number>;
}

/** Reads the paging arguments. Throws BAD_USER_INPUT for a size out of range or a cursor that is none of ours. */
export function readPageArgs({ first, after }: PageArgs): PageRequest {
  const size = first ?? defaultPageSize;
  if (size < 1 || size > maxPageSize) throw badInput('first', `a whole number from 1 to ${maxPageSize}`, first);
  return { first: size, after: after === undefined || after === null ? undefined : parseCursor(after) };
}

export interface Connection<T> {
  readonly nodes: readonly T[];
  readonly edges: readonly { readonly cursor: string; readonly node: T }[];
  readonly pageInfo: PageInfo;
  /** Counted only when it is read. */
  readonly totalCount: Promise<number>;
}

/** Turns a repository's page into what the connection type of GraphQL shows. */
export function connectionOf<T, R>(page: Page<T>, { after }: PageRequest, map: (value: T) => R): Connection<R> {
  const edges = page.items.map(({ value, sortKey }) => ({ cursor: cursorOf(sortKey), node: map(value) }));
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: after !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    get totalCount() {
      return page.totalCount();
    },
  };
}

/**
 * Declares the connection type of an object type: `connectionType('Incident', () => IncidentType)`.
 *
 * @param isShareable - whether several subgraphs have the same, as they do of value types. Default: false
 */
export function connectionType<T extends object>(
  name: string,
  node: () => ClassType<T>,
  { isShareable = false }: { readonly isShareable?: boolean } = {},
): ClassType<Connection<T>> {
  @ObjectType(`${name}Edge`)
  class Edge {
    @Field(() => String)
    cursor!: string;

    @Field(node)
    node!: T;
  }

  @ObjectType(`${name}Connection`, { description: `A page of ${name} (Relay Cursor Connections Specification).` })
  class ConnectionClass {
    @Field(() => [node()], { description: 'The items of the page, without cursors.' })
    nodes!: T[];

    @Field(() => [Edge])
    edges!: Edge[];

    @Field(() => PageInfo)
    pageInfo!: PageInfo;

    @Field(() => Int, { description: 'How many there are on all pages, for this caller.' })
    totalCount!: Promise<number>;
  }

  if (isShareable) for (const each of [Edge, ConnectionClass]) Directive('@shareable')(each);
  return ConnectionClass;
}

function cursorOf(sortKey: readonly string[]): string {
  return Buffer.from(JSON.stringify(sortKey)).toString('base64url');
}

function parseCursor(cursor: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(value) && value.every((part) => typeof part === 'string')) return value;
  } catch {
    // Not JSON: refused below like any other foreign text.
  }
  throw badInput('after', 'a cursor that an earlier page gave', cursor);
}
