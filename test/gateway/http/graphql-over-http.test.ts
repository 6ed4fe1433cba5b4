import { createTemporaryFolder } from '../../support/temporary-folder.js';
import { createTestHub, type GraphQLAnswer, nextEvent, send, startTestGateway } from '../../support/test-gateway.js';
import { createVerifiedSubgraph, type SubgraphContext } from '../../support/verified-subgraph.js';

const typeDefs = `
  type Query { echo(text: String!): String! node: Node! fails: String slow: String }
  type Mutation { note(text: String!): String! }
  type Node { id: ID! next: Node! }`;

const node = { id: 'n', next: () => node };

async function setUp(environment: Record<string, string> = {}) {
  const stack = new AsyncDisposableStack();
  const hub = await createTestHub();
  const folder = stack.use(await createTemporaryFolder());
  const requestIds: (string | undefined)[] = [];
  const slow = { begun: Promise.withResolvers<undefined>(), brokenOff: Promise.withResolvers<undefined>() };
  const resolvers = {
    Query: {
      echo: (_source: unknown, args: Record<string, unknown>, { request }: SubgraphContext) => {
        requestIds.push(request.headers['x-request-id'] as string | undefined);
        return args['text'];
      },
      node: () => node,
      fails: () => {
        throw Object.assign(new Error('It is broken.'), {
          extensions: { code: 'BROKEN', stacktrace: ['at secret.ts'] },
        });
      },
      slow: async (_source: unknown, _args: unknown, { request }: SubgraphContext) => {
        slow.begun.resolve(undefined);
        await new Promise((resolve) => request.socket.once('close', resolve));
        slow.brokenOff.resolve(undefined);
        return 'late';
      },
    },
    Mutation: { note: (_source: unknown, args: Record<string, unknown>) => args['text'] },
  };
  const subgraph = stack.use(await createVerifiedSubgraph('echo', { typeDefs, resolvers }, hub));
  const options = { hub, dataDir: folder.path, subgraphs: [subgraph] };
  const gateway = stack.use(
    await startTestGateway({ ...options, environment: { HUB_SCHEMA_POLL_MS: '60000', ...environment } }),
  );
  const endpoint = `${gateway.url}/graphql`;
  return { gateway, endpoint, requestIds, slow, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

const json = { 'content-type': 'application/json' };
const echo = JSON.stringify({ query: '{ echo(text: "a") }' });

function codesOf({ body }: { readonly body: GraphQLAnswer }): unknown[] | undefined {
  return body.errors?.map(({ extensions }) => extensions['code']);
}

describe('GraphQL over HTTP', () => {
  it('answers POST in the media type that the client asks for', async () => {
    await using scene = await setUp();
    const ask = (accept: string) =>
      send<GraphQLAnswer>(scene.endpoint, { method: 'POST', headers: { ...json, accept }, body: echo });
    const answers = [await ask('*/*'), await ask('application/graphql-response+json'), await ask('application/json')];
    expect(answers.map(({ status, headers, body }) => [status, headers.get('content-type'), body])).toEqual([
      [200, 'application/json; charset=utf-8', { data: { echo: 'a' } }],
      [200, 'application/graphql-response+json; charset=utf-8', { data: { echo: 'a' } }],
      [200, 'application/json; charset=utf-8', { data: { echo: 'a' } }],
    ]);
    expect((await ask('image/png')).status).toBe(406);
  });

  it('answers queries by GET, and refuses mutations there', async () => {
    await using scene = await setUp();
    const get = (query: string, variables: object = {}) => {
      const search = new URLSearchParams({ query, variables: JSON.stringify(variables) });
      return send<GraphQLAnswer>(`${scene.endpoint}?${search.toString()}`, {
        headers: { 'apollo-require-preflight': '1' },
      });
    };
    const query = 'query Q($text: String!) { echo(text: $text) }';
    expect((await get(query, { text: 'é' })).body).toEqual({ data: { echo: 'é' } });
    const refused = await get('mutation { note(text: "a") }');
    expect([refused.status, refused.headers.get('allow'), codesOf(refused)]).toEqual([405, 'POST', ['BAD_REQUEST']]);
  });

  it('refuses what a foreign page could make a browser send', async () => {
    await using scene = await setUp();
    const forged = [
      send<GraphQLAnswer>(scene.endpoint, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: echo }),
      send<GraphQLAnswer>(`${scene.endpoint}?query={echo(text:"a")}`),
    ];
    for (const answer of await Promise.all(forged)) {
      expect([answer.status, codesOf(answer)]).toEqual([400, ['BAD_REQUEST']]);
      expect(answer.body.errors?.[0]?.message).toContain('Cross-Site Request Forgery');
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it('names what is wrong with a request, with its status', async () => {
    await using scene = await setUp({ HUB_MAX_TOKENS: '200' });
    const cases: readonly (readonly [string, number, string])[] = [
      ['{', 400, 'BAD_REQUEST'],
      ['[]', 400, 'BAD_REQUEST'],
      ['{"query":""}', 400, 'BAD_REQUEST'],
      ['{"query":"{"}', 400, 'GRAPHQL_PARSE_FAILED'],
      ['{"query":"{ unknown }"}', 400, 'GRAPHQL_VALIDATION_FAILED'],
      ['{"query":"query A { node { id } } query B { node { id } }"}', 400, 'OPERATION_RESOLUTION_FAILURE'],
      ['{"query":"query($t: String!) { echo(text: $t) }"}', 400, 'BAD_USER_INPUT'],
      [JSON.stringify({ query: `{ ${'a: node { id } '.repeat(100)} }` }), 400, 'GRAPHQL_PARSE_FAILED'],
      ['[{"query":"{ node { id } }"}]', 400, 'BAD_REQUEST'],
    ];
    for (const [body, status, code] of cases) {
      const answer = await send<GraphQLAnswer>(scene.endpoint, { method: 'POST', headers: json, body });
      expect([body, answer.status, codesOf(answer)]).toEqual([body, status, [code]]);
    }
  });

  it('refuses operations that are too deep, fragments counted, and lets introspection pass', async () => {
    await using scene = await setUp({ HUB_MAX_DEPTH: '3' });
    expect((await scene.gateway.ask('{ node { next { id } } }')).status).toBe(200);
    const deep = await scene.gateway.ask(
      '{ node { ...A } } fragment A on Node { next { ...B } } fragment B on Node { next { id } }',
    );
    expect([deep.status, deep.body]).toEqual([
      400,
      {
        errors: [
          { message: 'The operation nests 4 fields; 3 are allowed.', extensions: { code: 'OPERATION_TOO_DEEP' } },
        ],
      },
    ]);
    const introspection = '{ __schema { types { fields { type { ofType { name } } } } } }';
    expect((await scene.gateway.ask(introspection)).status).toBe(200);
  });

  it('passes on errors of a subgraph with code and path, and no stack trace', async () => {
    await using scene = await setUp();
    const answer = await scene.gateway.ask('{ fails echo(text: "b") }');
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        errors: [{ message: 'It is broken.', path: ['fails'], extensions: { code: 'BROKEN' } }],
        data: { fails: null, echo: 'b' },
      },
    ]);
  });

  it('refuses a body that is too large, whether or not its length is said before', async () => {
    await using scene = await setUp({ HUB_MAX_BODY_BYTES: '2048' });
    const sized = (bytes: number) => ' '.repeat(bytes - echo.length) + echo;
    const post = (body: string | ReadableStream) =>
      send<GraphQLAnswer>(scene.endpoint, { method: 'POST', headers: json, body, duplex: 'half' });
    expect((await post(sized(2048))).body).toEqual({ data: { echo: 'a' } });
    const bodies = [sized(2049), sized(900_000), new Blob([sized(2049)]).stream(), new Blob([sized(900_000)]).stream()];
    for (const body of bodies) {
      const answer = await post(body);
      expect([answer.status, answer.body]).toEqual([
        413,
        {
          errors: [
            {
              message: 'The body must have at most 2048 bytes. Send smaller batches.',
              extensions: { code: 'REQUEST_BODY_TOO_LARGE' },
            },
          ],
        },
      ]);
    }
  });

  it('gives up what it waits for before the time for a request is over, and answers the rest', async () => {
    await using scene = await setUp({ HUB_REQUEST_TIMEOUT_MS: '1500', HUB_SUBGRAPH_TIMEOUT_MS: '1499' });
    const answer = await scene.gateway.ask('{ slow __typename }');
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        errors: [
          {
            message: expect.any(String) as string,
            path: ['slow'],
            extensions: { code: 'SUBGRAPH_TIMEOUT' },
          },
        ],
        data: { slow: null, __typename: 'Query' },
      },
    ]);
    await scene.slow.brokenOff.promise;
  });

  it('refuses a request that takes longer to arrive than it may take as a whole', async () => {
    await using scene = await setUp({ HUB_REQUEST_TIMEOUT_MS: '1000' });
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('{"query"')),
    });
    const answer = await send<GraphQLAnswer>(scene.endpoint, { method: 'POST', headers: json, body, duplex: 'half' });
    expect([answer.status, codesOf(answer)]).toEqual([504, ['REQUEST_TIMEOUT']]);
  });

  it('breaks off what nobody waits for any more', async () => {
    await using scene = await setUp();
    const leaving = new AbortController();
    const finished = nextEvent('request-finished');
    const answer = fetch(scene.endpoint, {
      method: 'POST',
      headers: json,
      body: '{"query":"{ slow }"}',
      signal: leaving.signal,
    });
    await scene.slow.begun.promise;
    leaving.abort();
    await expect(answer).rejects.toThrow();
    await scene.slow.brokenOff.promise;
    expect(await finished).toMatchObject({ status: 499, aborted: true });
  });

  it('carries the id of a request from the caller to the subgraph and back', async () => {
    await using scene = await setUp();
    const ask = async (id: string) => {
      const headers = { ...json, 'x-request-id': id };
      return (await send(scene.endpoint, { method: 'POST', headers, body: echo })).headers.get('x-request-id');
    };
    expect(await ask('case-2026:0001')).toBe('case-2026:0001');
    const made = await ask('a b"; forged');
    expect(made).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(scene.requestIds).toEqual(['case-2026:0001', made]);
  });

  it('takes persisted queries', async () => {
    await using scene = await setUp();
    const sha256Hash = 'ecf4edb46db40b5132295c0291d62fb65d6759a9eedfa4d5d612dd5ec54a6b38';
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    const post = (body: object) =>
      send<GraphQLAnswer>(scene.endpoint, { method: 'POST', headers: json, body: JSON.stringify(body) });
    expect(codesOf(await post({ extensions }))).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
    expect((await post({ extensions, query: '{__typename}' })).body).toEqual({ data: { __typename: 'Query' } });
    expect((await post({ extensions })).body).toEqual({ data: { __typename: 'Query' } });
  });

  it('ends what is in flight before it stops, and takes nothing new', async () => {
    await using scene = await setUp({ HUB_STOP_GRACE_MS: '100' });
    const finished = nextEvent('request-finished');
    const cut = scene.gateway.ask('{ slow }').catch(() => 'cut off');
    await scene.slow.begun.promise;
    const stopped = nextEvent('gateway-stopped');
    await Promise.all([scene.gateway.stop(), scene.gateway.stop(), stopped]);
    expect(await cut).toBe('cut off');
    expect(await finished).toMatchObject({ status: 499, aborted: true });
    await expect(scene.gateway.ask('{ echo(text: "a") }')).rejects.toThrow();
  });
});
