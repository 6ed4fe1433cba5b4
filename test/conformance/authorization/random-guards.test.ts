import fc from 'fast-check';
import { buildSchema, type GraphQLFormattedError, parse, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import { type Federation, federate } from '../../support/federation.js';
import { authorizationLink, type SubgraphSource } from '../../support/subgraph-server.js';

/** Fields that may be guarded, and how: the numbers of the rights that all have to be held; none is open. */
type Guards = Readonly<Record<string, readonly number[]>>;

const guardable = [
  'Query.items',
  'Query.first',
  'Shelf',
  'Item.label',
  'Item.next',
  'Item.weight',
  'Book.label',
  'Book.next',
  'Book.weight',
  'Book.pages',
  'Book.price',
  'Film.label',
  'Film.next',
  'Film.weight',
  'Film.minutes',
  'Shelf.row',
  'Book.shelf',
] as const;

const concrete = guardable.filter((name) => !name.startsWith('Item.'));

const guards: fc.Arbitrary<Guards> = fc
  .tuple(...concrete.map(() => fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.subarray([0, 1, 2]))))
  .map((all) => Object.fromEntries(concrete.map((name, index) => [name, all[index] ?? []])));

function directive(guarded: Guards, name: string): string {
  const rights = guarded[name] ?? [];
  const scopes = rights.filter((right) => right !== 0).map((right) => `"right:${right}"`);
  const scoped = scopes.length > 0 ? `@requiresScopes(scopes: [[${scopes.join(', ')}]])` : '';
  return `${rights.includes(0) ? '@authenticated' : ''} ${scoped}`;
}

/** What a price is reckoned from is asked of whoever wants the price: the composer insists on it. */
function consistent(guarded: Guards): Guards {
  const price = new Set([...(guarded['Book.price'] ?? []), ...(guarded['Book.weight'] ?? [])]);
  return { ...guarded, 'Book.price': [...price].sort() };
}

function library(guarded: Guards): readonly SubgraphSource[] {
  const on = (name: string) => directive(guarded, name);
  const item = (type: string) =>
    `id: ID! label: String ${on(`${type}.label`)} next: Item ${on(`${type}.next`)} weight: Int! ${on(`${type}.weight`)}`;
  const book = { __typename: 'Book', id: 'b', label: 'B', weight: 1, pages: 9, shelf: { row: 4 } };
  const film = { __typename: 'Film', id: 'f', label: 'F', weight: 2, minutes: 90, next: book };
  return [
    {
      name: 'library',
      typeDefs: `${authorizationLink}
        type Query { items: [Item!]! ${on('Query.items')} first: Item ${on('Query.first')} thing: Thing }
        interface Item { id: ID! label: String next: Item weight: Int! }
        union Thing = Book | Film
        type Shelf ${on('Shelf')} { row: Int ${on('Shelf.row')} }
        type Book implements Item @key(fields: "id") {
          ${item('Book')} pages: Int ${on('Book.pages')} shelf: Shelf ${on('Book.shelf')}
        }
        type Film implements Item @key(fields: "id") { ${item('Film')} minutes: Int! ${on('Film.minutes')} }`,
      resolvers: {
        Query: { items: () => [book, film], first: () => film, thing: () => book },
        Book: { __resolveReference: () => book },
        Film: { __resolveReference: () => film },
      },
    },
    {
      name: 'shop',
      typeDefs: `${authorizationLink}
        type Book @key(fields: "id") {
          id: ID! weight: Int! @external
          price: Int @requires(fields: "weight") ${on('Book.price')}
        }`,
      resolvers: {
        Book: {
          __resolveReference: (reference: object) => reference,
          price: ({ weight }: { weight: number }) => weight * 10,
        },
      },
    },
  ];
}

const own: Readonly<Record<string, readonly string[]>> = {
  Item: ['id', 'label', 'weight'],
  Book: ['id', 'label', 'weight', 'pages', 'price'],
  Film: ['id', 'label', 'weight', 'minutes'],
};

/** A selection of objects of a type. Aliases name their field, so that no two selections clash. */
function selection(type: 'Item' | 'Book' | 'Film', depth: number): fc.Arbitrary<string> {
  const leaves = fc.constantFrom('__typename', ...(own[type] ?? []));
  const leaf = fc
    .tuple(leaves, fc.boolean())
    .map(([name, isAliased]) => (isAliased ? `of_${type}_${name}: ${name}` : name));
  if (depth === 0) return leaf;
  const deeper = selection('Item', depth - 1);
  const choices = [
    leaf,
    deeper.map((inner) => `next { ${inner} }`),
    selection('Book', depth - 1).map((inner) => `... on Book { ${inner} }`),
    selection('Film', depth - 1).map((inner) => `... on Film { ${inner} }`),
    ...(type === 'Book' ? [fc.constant('shelf { row }')] : []),
    ...(type === 'Item' ? [fc.constant('...Some')] : []),
  ];
  const fitting =
    type === 'Item'
      ? choices
      : choices.filter((_, index) => index < 2 || index === (type === 'Book' ? 2 : 3) || index > 3);
  return fc.array(fc.oneof(...fitting), { minLength: 1, maxLength: 3 }).map((parts) => parts.join(' '));
}

const operation = fc
  .tuple(selection('Item', 3), selection('Item', 2), selection('Book', 2), selection('Film', 1), selection('Book', 0))
  .map(
    ([items, first, book, film, some]) => `{
      items { ${items} } first { ${first} ...Some } thing { __typename ... on Book { ${book} } ... on Film { ${film} } }
    }
    fragment Some on Item { label ... on Book { ${some} } ... on Film { next { weight } } }`,
  );

/** The fields of concrete types that an operation for a subgraph selects; a field of an interface is one of each. */
function selected(source: SubgraphSource, query: string): Set<string> {
  const typeDefs = source.typeDefs.slice(source.typeDefs.indexOf('type ')).replace(/@\w+(\((?:[^()]*)\))?/g, '');
  const root = source.name === 'library' ? '' : 'type Query { _: Int }';
  const schema = buildSchema(`${typeDefs} ${root} scalar _Any
    union _Entity = Book ${source.name === 'library' ? '| Film' : ''}
    extend type Query { _entities(representations: [_Any!]!): [_Entity]! }`);
  const info = new TypeInfo(schema);
  const found = new Set<string>();
  visit(
    parse(query),
    visitWithTypeInfo(info, {
      Field: ({ name }) => {
        const parent = info.getParentType();
        if (!parent || name.value.startsWith('_')) return;
        const types = parent.name === 'Item' ? ['Book', 'Film'] : [parent.name];
        for (const type of types) found.add(`${type}.${name.value}`);
      },
    }),
  );
  return found;
}

function mayRead(guarded: Guards, held: readonly number[], coordinate: string): boolean {
  const demands = [...(guarded[coordinate] ?? [])];
  if (coordinate.startsWith('Shelf.') || coordinate === 'Book.shelf') demands.push(...(guarded['Shelf'] ?? []));
  return demands.every((right) => held.includes(right));
}

type Json = null | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Whether the value at a path is null, or anything on the way to it. */
function isNullAt(data: Json, path: readonly (string | number)[]): boolean {
  let value: Json | undefined = data;
  for (const key of path) {
    if (value === null || value === undefined) return true;
    value = (value as Record<string | number, Json>)[key];
  }
  return value === null;
}

/** To run once more what failed. */
const seed = process.env['HUB_GUARDS_SEED'];

describe('whatever is guarded and asked for', () => {
  it('no subgraph is asked for a field that the caller may not read, and each that is missing is told', async () => {
    const held = fc.subarray([0, 1, 2]);
    await fc.assert(
      fc.asyncProperty(
        guards.map(consistent),
        fc.array(fc.tuple(operation, held), { minLength: 6, maxLength: 6 }),
        hold,
      ),
      // A failure names the seed.
      { numRuns: 8, endOnFailure: true, ...(seed !== undefined && { seed: Number(seed) }) },
    );
  }, 120_000);
});

async function hold(guarded: Guards, asked: readonly (readonly [string, readonly number[]])[]): Promise<void> {
  const sources = library(guarded);
  await using federation = await federate(sources);
  await using open = await federate(library({}));
  for (const [source, held] of asked) {
    await holdOne({ federation, open, sources, guarded }, source, held);
  }
}

interface World {
  readonly federation: Federation;
  readonly open: Federation;
  readonly sources: readonly SubgraphSource[];
  readonly guarded: Guards;
}

async function holdOne({ federation, open, sources, guarded }: World, source: string, held: readonly number[]) {
  const scopes = new Set(held.map((right) => `right:${right}`));
  const rights = { isAuthenticated: held.includes(0), scopes, policies: new Set<string>() };
  const answer = (await federation.ask(source, {}, { rights })) as { data: Json; errors?: GraphQLFormattedError[] };
  const sent = federation.subgraphs.calls.splice(0).flatMap(({ subgraph, query }) => {
    const asked = sources.find(({ name }) => name === subgraph);
    return asked ? [...selected(asked, query)] : [];
  });
  expect(sent.filter((coordinate) => !mayRead(guarded, held, coordinate))).toEqual([]);
  const { errors = [] } = answer;
  expect(errors.filter(({ extensions }) => extensions?.['code'] !== 'UNAUTHORIZED_FIELD_OR_TYPE')).toEqual([]);
  for (const { path = [] } of errors) expect(isNullAt(answer.data, path)).toBe(true);
  // What is told is what everybody would be told were nothing guarded, but for the nulls that are accounted for.
  const whole = ((await open.ask(source)) as { data: Json }).data;
  const told = errors.map(({ path = [] }) => path);
  expect(unexplained(answer.data, whole, [], told)).toEqual([]);
}

/** Places where an answer differs from the whole one, and no error at or below them says why. */
function unexplained(
  data: Json | undefined,
  whole: Json | undefined,
  path: readonly (string | number)[],
  told: readonly (readonly (string | number)[])[],
): readonly string[] {
  if (data === null && whole !== null) {
    return told.some((each) => path.every((key, index) => each[index] === key)) ? [] : [path.join('.')];
  }
  if (typeof data !== 'object' || data === null || typeof whole !== 'object' || whole === null) {
    return data === whole ? [] : [path.join('.')];
  }
  const keys = [...new Set([...Object.keys(data), ...Object.keys(whole)])];
  const isList = Array.isArray(data);
  return keys.flatMap((key) => {
    const next = isList ? Number(key) : key;
    const below = (value: Json) => (value as Record<string | number, Json>)[next];
    return unexplained(below(data), below(whole), [...path, next], told);
  });
}
