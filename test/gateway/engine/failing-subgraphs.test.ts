import type { ServerResponse } from 'node:http';
import { federate } from '../../support/federation.js';
import { federationLink, type ReceivedCall, type SubgraphSource } from '../../support/subgraph-server.js';

/** Books 1 to 4; 1 and 3 have the same publisher. Films need no other subgraph. */
const shelf: SubgraphSource = {
  name: 'shelf',
  typeDefs: `${federationLink}
    type Query { items: [Item] strict: [Book!] count: Int! }
    union Item = Book | Film
    type Book @key(fields: "id") { id: ID! publisher: Publisher }
    type Film { title: String! }
    type Publisher @key(fields: "id") { id: ID! }
  `,
  resolvers: {
    Query: {
      items: () => [film, book('1'), film, book('2'), book('3'), null, book('4')],
      strict: () => [book('1'), book('2')],
      count: () => 4,
    },
  },
};

const film = { __typename: 'Film', title: 'Noise' };
const book = (id: string) => ({ __typename: 'Book', id, publisher: { id: id === '2' ? 'q' : 'p' } });

const desk: SubgraphSource = {
  name: 'desk',
  typeDefs: `${federationLink}
    type Query { open: Boolean! greeting: String }
    type Book @key(fields: "id") { id: ID! loans: Int notes: [Note!] copies: Int! }
    type Note { text: String! }
    type Publisher @key(fields: "id") { id: ID! phone: String }
  `,
  resolvers: {
    Query: { open: () => true, greeting: () => 'hello' },
    Book: { __resolveReference: ({ id }: { id: string }) => ({ id, loans: Number(id), copies: 1, notes: [] }) },
    Publisher: { __resolveReference: ({ id }: { id: string }) => ({ id, phone: `+${id}` }) },
  },
};

/** Lets one subgraph answer what the test says, with the answer of the others untouched. */
function answering(subgraph: string, answer: (call: ReceivedCall) => unknown) {
  return (call: ReceivedCall, response: ServerResponse): boolean => {
    if (call.subgraph !== subgraph) return false;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answer(call)));
    return true;
  };
}

/** The entities that a call asks for, under whatever aliases. */
function entities({ query, variables }: ReceivedCall, of: (id: string) => unknown): Record<string, unknown[]> {
  const fields = query.matchAll(/(\w+)(?:: _entities)?\(representations: \$(\w+)\)/g);
  return Object.fromEntries(
    [...fields].map(([, key = '', name = '']) => [key, (variables[name] as { id: string }[]).map(({ id }) => of(id))]),
  );
}

describe('a subgraph that reports errors', () => {
  it('has them put at the right place of a list, and the rest stays', async () => {
    await using federation = await federate([shelf, desk]);
    federation.subgraphs.intercept(
      answering('desk', (call) => ({
        data: entities(call, (id) => ({ loans: id === '3' ? null : 7 })),
        errors: [{ message: 'torn', path: ['_entities', 2, 'loans'], extensions: { code: 'TORN', page: 9 } }],
      })),
    );
    expect(await federation.ask('{ items { ... on Book { id loans } } }')).toEqual({
      data: {
        items: [
          {},
          { id: '1', loans: 7 },
          {},
          { id: '2', loans: 7 },
          { id: '3', loans: null },
          null,
          { id: '4', loans: 7 },
        ],
      },
      errors: [
        { message: 'torn', path: ['items', 4, 'loans'], extensions: { code: 'TORN', page: 9, subgraph: 'desk' } },
      ],
    });
  });

  it('has an error about an entity put at every place where the entity shows', async () => {
    await using federation = await federate([shelf, desk]);
    federation.subgraphs.intercept(
      answering('desk', (call) => ({
        data: entities(call, (id) => (id === 'p' ? null : { phone: '1' })),
        errors: Object.keys(entities(call, () => null)).map((key) => ({ message: 'unlisted', path: [key, 0] })),
      })),
    );
    const extensions = { code: 'SUBGRAPH_ERROR', subgraph: 'desk' };
    expect(
      await federation.ask('{ strict { publisher { phone } } items { ... on Book { publisher { phone } } } }'),
    ).toEqual({
      data: {
        strict: [{ publisher: { phone: null } }, { publisher: { phone: '1' } }],
        items: [
          {},
          { publisher: { phone: null } },
          {},
          { publisher: { phone: '1' } },
          { publisher: { phone: null } },
          null,
          { publisher: { phone: null } },
        ],
      },
      errors: [
        ['strict', 0],
        ['items', 1],
        ['items', 4],
        ['items', 6],
      ].map((place) => ({ message: 'unlisted', path: [...place, 'publisher', 'phone'], extensions })),
    });
  });

  it('is believed once when the null has spread up inside it', async () => {
    await using federation = await federate([shelf, desk]);
    federation.subgraphs.intercept(
      answering('desk', (call) => ({
        data: entities(call, (id) => (id === '2' ? null : { copies: 1 })),
        errors: [{ message: 'lost', path: ['_entities', 1, 'copies'] }],
      })),
    );
    expect(await federation.ask('{ strict { id copies } count }')).toEqual({
      data: { strict: null, count: 4 },
      errors: [
        { message: 'lost', path: ['strict', 1, 'copies'], extensions: { code: 'SUBGRAPH_ERROR', subgraph: 'desk' } },
      ],
    });
  });

  it('is heard even when nothing of the response is missing, or the error has no place in it', async () => {
    await using federation = await federate([shelf, desk]);
    federation.subgraphs.intercept(
      answering('desk', (call) => ({
        data: entities(call, () => ({ loans: 1, notes: null })),
        errors: [{ message: 'slow today' }, { message: 'strange', path: ['elsewhere', 3] }, 'no object'],
      })),
    );
    const extensions = { code: 'SUBGRAPH_ERROR', subgraph: 'desk' };
    expect(await federation.ask('{ strict { loans notes { text } } }')).toEqual({
      data: {
        strict: [
          { loans: 1, notes: null },
          { loans: 1, notes: null },
        ],
      },
      errors: [
        { message: 'slow today', path: ['strict'], extensions },
        { message: 'strange', path: ['strict'], extensions },
        { message: 'The subgraph reported an error without a message.', path: ['strict'], extensions },
      ],
    });
  });

  it('costs, when it refuses a call for root fields, these fields', async () => {
    await using federation = await federate([shelf, desk]);
    federation.subgraphs.intercept(
      answering('desk', () => ({ errors: [{ message: 'no', extensions: { code: 'FORBIDDEN' } }] })),
    );
    const extensions = { code: 'FORBIDDEN', subgraph: 'desk' };
    expect(await federation.ask('{ count greeting }')).toEqual({
      data: { count: 4, greeting: null },
      errors: [{ message: 'no', path: ['greeting'], extensions }],
    });
    expect(await federation.ask('{ count open }')).toEqual({
      data: null,
      errors: [{ message: 'no', path: ['open'], extensions }],
    });
  });
});

describe('a subgraph that gives no usable answer', () => {
  const source = '{ count greeting items { ... on Film { title } ... on Book { id loans } } }';
  const rest = {
    count: 4,
    greeting: null,
    items: [
      { title: 'Noise' },
      { id: '1', loans: null },
      { title: 'Noise' },
      { id: '2', loans: null },
      { id: '3', loans: null },
      null,
      { id: '4', loans: null },
    ],
  };
  const places = [['greeting'], ...[1, 3, 4, 6].map((index) => ['items', index, 'loans'])];

  it.each<{ what: string; code: string; message: string; answer(response: ServerResponse): void }>([
    {
      what: 'breaks the connection',
      code: 'SUBGRAPH_UNREACHABLE',
      message: 'Subgraph "desk" cannot be reached, or broke off its answer.',
      answer: (response) => response.destroy(),
    },
    {
      what: 'breaks off in the middle',
      code: 'SUBGRAPH_UNREACHABLE',
      message: 'Subgraph "desk" cannot be reached, or broke off its answer.',
      answer: (response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': 99 });
        response.write('{"data":{"greeting":"he', () => response.destroy());
      },
    },
    {
      what: 'sends half of a document',
      code: 'SUBGRAPH_INVALID_ANSWER',
      message: 'What subgraph "desk" answered is not a GraphQL response.',
      answer: (response) => response.setHeader('content-type', 'application/json').end('{"data":{"greeting":"he'),
    },
    {
      what: 'sends a web page',
      code: 'SUBGRAPH_HTTP_ERROR',
      message: 'Subgraph "desk" answered with HTTP 502.',
      answer: (response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>'),
    },
    {
      what: 'sends neither data nor errors',
      code: 'SUBGRAPH_INVALID_ANSWER',
      message: 'Subgraph "desk" answered without data and without errors.',
      answer: (response) => response.setHeader('content-type', 'application/json').end('{"data":null}'),
    },
  ])('because it $what, costs its own fields only', async ({ code, message, answer }) => {
    await using federation = await federate([shelf, desk]);
    federation.subgraphs.intercept(({ subgraph }, response) => {
      if (subgraph === 'desk') answer(response);
      return subgraph === 'desk';
    });
    expect(await federation.ask(source)).toEqual({
      data: rest,
      errors: places.map((path) => ({ message, path, extensions: { code, subgraph: 'desk' } })),
    });
  });

  it.each([
    { what: 'too few', change: (list: unknown[]) => list.slice(1), came: 3 },
    { what: 'too many', change: (list: unknown[]) => [...list, null], came: 5 },
    { what: 'no list of', change: () => null, came: 0 },
  ])('because it sends $what entities, is not believed about any of them', async ({ change, came }) => {
    await using federation = await federate([shelf, desk]);
    federation.subgraphs.intercept(
      answering('desk', (call) => ({
        data: { _entities: change(entities(call, () => ({ loans: 1 }))['_entities'] ?? []) },
      })),
    );
    const message = `Subgraph "desk" was asked for 4 entities and answered with ${came}.`;
    expect(await federation.ask('{ items { ... on Book { id loans } } }')).toEqual({
      data: { items: rest.items.map((item) => (item && 'id' in item ? item : item && {})) },
      errors: places.slice(1).map((path) => ({
        message,
        path,
        extensions: { code: 'SUBGRAPH_WRONG_ENTITY_COUNT', subgraph: 'desk' },
      })),
    });
  });

  it('is not asked at all when the caller is gone, and the answer says so', async () => {
    await using federation = await federate([shelf, desk]);
    const caller = new AbortController();
    federation.subgraphs.intercept(({ subgraph }, response) => {
      if (subgraph === 'desk') caller.abort();
      return subgraph === 'desk' && response.writable;
    });
    const response = await federation.ask('{ strict { id publisher { phone } } }', {}, { signal: caller.signal });
    const path = (index: number) => ['strict', index, 'publisher', 'phone'];
    const message = 'Subgraph "desk" was not waited for: the request was aborted.';
    expect(response).toEqual({
      data: { strict: [1, 2].map((id) => ({ id: String(id), publisher: { phone: null } })) },
      errors: [0, 1].map((index) => ({
        message,
        path: path(index),
        extensions: { code: 'REQUEST_ABORTED', subgraph: 'desk' },
      })),
    });
  });

  it('fills the list of errors up to its limit', async () => {
    await using federation = await federate([shelf, desk], { limits: { maxErrors: 2 } });
    federation.subgraphs.intercept(answering('desk', () => ({ data: null, errors: [{ message: 'down' }] })));
    const extensions = { code: 'SUBGRAPH_ERROR', subgraph: 'desk' };
    expect(await federation.ask('{ items { ... on Book { loans } } }')).toMatchObject({
      errors: [
        { message: 'down', path: ['items', 1, 'loans'], extensions },
        { message: 'down', path: ['items', 3, 'loans'], extensions },
        { message: '2 further errors are not listed.', extensions: { code: 'TOO_MANY_ERRORS' } },
      ],
    });
  });
});
