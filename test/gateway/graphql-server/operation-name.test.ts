import { createTemporaryFolder } from '../../support/temporary-folder.js';
import { createTestHub, type GraphQLAnswer, send, startTestGateway } from '../../support/test-gateway.js';
import { createVerifiedSubgraph } from '../../support/verified-subgraph.js';

const typeDefs = `
  type Query { node: Node! }
  type Mutation { note: String! }
  type Node { id: ID! next: Node! }`;

async function setUp() {
  const stack = new AsyncDisposableStack();
  const hub = await createTestHub();
  const folder = stack.use(await createTemporaryFolder());
  const run: string[] = [];
  const node = { id: 'n', next: () => node };
  const resolvers = {
    Query: {
      node: () => {
        run.push('node');
        return node;
      },
    },
    Mutation: {
      note: () => {
        run.push('note');
        return 'noted';
      },
    },
  };
  const subgraph = stack.use(await createVerifiedSubgraph('notes', { typeDefs, resolvers }, hub));
  const gateway = stack.use(
    await startTestGateway({
      hub,
      dataDir: folder.path,
      subgraphs: [subgraph],
      environment: { HUB_SCHEMA_POLL_MS: '60000', HUB_MAX_DEPTH: '2' },
    }),
  );
  const ask = (request: Readonly<Record<string, unknown>>, headers: Readonly<Record<string, string>> = {}) =>
    send(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(request),
    });
  const get = (request: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}) =>
    send(`${gateway.url}/graphql?${new URLSearchParams(request).toString()}`, {
      headers: { 'apollo-require-preflight': '1', ...headers },
    });
  return { ask, get, run, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

const noSuch = (name: string): GraphQLAnswer => ({
  errors: [
    {
      message: `The document has no operation named ${JSON.stringify(name)}.`,
      extensions: { code: 'OPERATION_RESOLUTION_FAILURE' },
    },
  ],
});

describe('The name of the operation to run', () => {
  it('runs nothing when the document has no operation of that name, not even its only one', async () => {
    await using scene = await setUp();
    const requests = [
      { query: '{ node { id } }', operationName: 'A' },
      { query: 'mutation { note }', operationName: 'A' },
      { query: 'mutation B { note }', operationName: 'A' },
      { query: '{ node { next { next { id } } } }', operationName: 'A' },
      { query: 'query B { node { id } } mutation C { note }', operationName: 'A' },
    ];
    const answers = await Promise.all(requests.map((request) => scene.ask(request)));
    expect(answers.map(({ status, body }) => [status, body])).toEqual(requests.map(() => [400, noSuch('A')]));
    expect(scene.run).toEqual([]);
  });

  it('runs no mutation by GET under a name that the document does not have', async () => {
    await using scene = await setUp();
    const forged = { query: 'mutation { note }', operationName: 'A' };
    const { status, body } = await scene.get(forged);
    expect([status, body]).toEqual([400, noSuch('A')]);
    const stream = await scene.get(forged, { accept: 'text/event-stream' });
    expect(stream.body).toContain(JSON.stringify(noSuch('A')));
    expect(scene.run).toEqual([]);
  });

  it('asks for a name when there are several operations', async () => {
    await using scene = await setUp();
    const { status, body } = await scene.ask({ query: 'query A { node { id } } query B { node { id } }' });
    expect([status, body]).toEqual([
      400,
      {
        errors: [
          {
            message: 'The document has several operations: "operationName" has to name one of them.',
            extensions: { code: 'OPERATION_RESOLUTION_FAILURE' },
          },
        ],
      },
    ]);
  });

  it('takes an empty name for none', async () => {
    await using scene = await setUp();
    const nameless = { query: '{ node { id } }', operationName: '' };
    const answers = [await scene.ask(nameless), await scene.get(nameless)];
    expect(answers.map(({ status, body }) => [status, body])).toEqual([
      [200, { data: { node: { id: 'n' } } }],
      [200, { data: { node: { id: 'n' } } }],
    ]);
    const stream = await scene.ask(nameless, { accept: 'text/event-stream' });
    expect(stream.body).toContain('{"data":{"node":{"id":"n"}}}');
  });
});
