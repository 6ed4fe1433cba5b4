import { type Federation, federate } from '../../support/federation.js';
import { payroll } from './payroll.subgraph.js';
import { registry } from './registry.subgraph.js';
import { authorizationLink, type SubgraphSource } from '../../support/subgraph-server.js';

const withheld = (coordinate: string, ...path: (string | number)[]) => ({
  message: `The caller lacks the rights to ${coordinate}.`,
  path,
  extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
});

/** For the registry's only person; its only robot has nothing that is guarded. */
const expected = {
  data: { workers: [{ id: 'p1', salary: null }, { id: 'r1' }] },
  errors: [withheld('Person.salary', 'workers', 0, 'salary')],
};

const book = { __typename: 'Book', id: 'b', pages: 9, next: null };

/** What follows a book only members learn; so they alone learn it of whatever may be one. */
const series: SubgraphSource = {
  name: 'series',
  typeDefs: `${authorizationLink}
    type Query { items: [Item!]! }
    interface Item { id: ID! next: Item }
    type Book implements Item { id: ID! next: Item @authenticated pages: Int }
    type Film implements Item { id: ID! next: Item }
  `,
  resolvers: { Query: { items: () => [book, { __typename: 'Film', id: 'f', next: book }] } },
};

describe('what is withheld of one type alone', () => {
  let federation: Federation;
  beforeAll(async () => {
    federation = await federate([registry, payroll]);
  });
  afterAll(async () => {
    await federation[Symbol.asyncDispose]();
  });

  it.each([
    ['a fragment', '{ workers { id ... on Person { salary } } }'],
    ['a fragment in another', '{ workers { id ... { ... on Worker { ... on Person { salary } } } } }'],
    ['a named fragment', '{ workers { id ...Paid } } fragment Paid on Person { salary }'],
    ['a fragment in a named one', '{ workers { ...Any } } fragment Any on Worker { id ... on Person { salary } }'],
    [
      'a conditional fragment',
      'query ($paid: Boolean = true) { workers { id ... on Person @include(if: $paid) { salary } } }',
    ],
  ])('is told for objects of that type, although nothing else hangs on their type: %s', async (_, source) => {
    expect(await federation.ask(source)).toEqual(expected);
    expect(federation.subgraphs.calls.splice(0).map(({ query }) => query)).toEqual([
      expect.not.stringContaining('salary'),
    ]);
  });

  it('is not told, and its type not needed, where it is not included', async () => {
    const source = 'query ($paid: Boolean!) { workers { id ... on Person @include(if: $paid) { salary } } }';
    expect(await federation.ask(source, { paid: false })).toEqual({
      data: { workers: [{ id: 'p1' }, { id: 'r1' }] },
    });
  });
});

describe('a field that is withheld by one selection and open by another', () => {
  it.each([
    ['nothing else hangs on their type', '{ items { next { ... on Book { pages } } ... on Film { next { id } } } }'],
    [
      'the selection is a named fragment',
      `{ items { next { ...Some } ... on Film { next { id } } } } fragment Some on Item { ... on Book { pages } }`,
    ],
    [
      'the open one comes first',
      '{ items { ... on Film { next { id } } ...Rest } } fragment Rest on Item { next { ... on Book { pages } } }',
    ],
  ])('is told of objects of a type, although %s', async (_, source) => {
    await using federation = await federate([series]);
    expect(await federation.ask(source)).toEqual({
      data: { items: [{ next: null }, { next: { id: 'b', pages: null } }] },
      errors: [withheld('Item.next', 'items', 0, 'next'), withheld('Book.pages', 'items', 1, 'next', 'pages')],
    });
  });
});
