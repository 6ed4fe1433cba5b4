import { createTemporaryFolder } from '../../support/temporary-folder.js';
import { createTestHub, nextEvent, send, startTestGateway } from '../../support/test-gateway.js';
import { createVerifiedSubgraph } from '../../support/verified-subgraph.js';

/** A gateway over `wallets`, which answers at once, and `incidents`, whose answers wait for the test. */
async function setUp(environment: Readonly<Record<string, string>>) {
  const stack = new AsyncDisposableStack();
  const hub = await createTestHub();
  const folder = stack.use(await createTemporaryFolder());
  const asked: { closed: Promise<unknown> }[] = [];
  const arrival = Promise.withResolvers<undefined>();
  const held = Promise.withResolvers<undefined>();
  const wallets = stack.use(
    await createVerifiedSubgraph(
      'wallets',
      { typeDefs: 'type Query { wallets: [String!] }', resolvers: { Query: { wallets: () => ['w1'] } } },
      hub,
    ),
  );
  const incidents = stack.use(
    await createVerifiedSubgraph(
      'incidents',
      {
        typeDefs: 'type Query { incidents: [String!] slowIncidents: [String!] }',
        resolvers: {
          Query: {
            incidents: () => ['i1'],
            slowIncidents: (_parent, _args, { request }) => {
              asked.push({ closed: new Promise((resolve) => request.socket.once('close', resolve)) });
              arrival.resolve(undefined);
              return held.promise;
            },
          },
        },
      },
      hub,
    ),
  );
  const gateway = stack.use(
    await startTestGateway({ hub, dataDir: folder.path, subgraphs: [wallets, incidents], environment }),
  );
  return { gateway, incidents, asked, arrival, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

describe('the traffic of a gateway', () => {
  it('lets a subgraph that hangs cost its own fields, and the rest is answered within the time of the request', async () => {
    await using scene = await setUp({
      HUB_REQUEST_TIMEOUT_MS: '20000',
      HUB_SUBGRAPH_TRAFFIC: '{"incidents":{"timeoutMs":300}}',
    });
    const answer = await scene.gateway.ask('{ wallets slowIncidents }');
    // How much the public reads of a subgraph's error is for the rules of errors to say; the code is always told.
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        data: { wallets: ['w1'], slowIncidents: null },
        errors: [
          {
            message: expect.any(String) as string,
            path: ['slowIncidents'],
            extensions: expect.objectContaining({ code: 'SUBGRAPH_TIMEOUT' }) as object,
          },
        ],
      },
    ]);
  });

  it('closes the connection to a subgraph when the client has gone', async () => {
    await using scene = await setUp({});
    const client = new AbortController();
    const sent = send(`${scene.gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ slowIncidents }"}',
      signal: client.signal,
    });
    await scene.arrival.promise;
    client.abort();
    await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
    await scene.asked[0]?.closed;
  });

  it('suspends a subgraph that was killed, says so, and takes it back without a restart', async () => {
    await using scene = await setUp({
      HUB_SUBGRAPH_RETRIES: '0',
      HUB_BREAKER_MIN_CALLS: '2',
      HUB_BREAKER_OPEN_MS: '1',
      HUB_BREAKER_PROBES: '1',
    });
    const { gateway, incidents } = scene;
    const codes = async () =>
      (await gateway.ask('{ incidents }')).body.errors?.map(({ extensions }) => extensions['code']);
    const metrics = async () => (await send<string>(`${gateway.url}/metrics`)).body;
    const opened = nextEvent('subgraph-breaker-turned', ({ state }) => state === 'open');
    await incidents.stop();
    expect([await codes(), await codes()]).toEqual([['SUBGRAPH_UNREACHABLE'], ['SUBGRAPH_UNREACHABLE']]);
    expect(await opened).toEqual({ kind: 'subgraph-breaker-turned', subgraph: 'incidents', state: 'open' });
    expect(await metrics()).toContain('hub_subgraph_suspended{subgraph="incidents"} 1');
    expect((await send(`${gateway.url}/health/ready`)).status).toBe(200);
    expect((await gateway.ask('{ wallets }')).body).toEqual({ data: { wallets: ['w1'] } });

    await incidents.start();
    const closed = nextEvent('subgraph-breaker-turned', ({ state }) => state === 'closed');
    let body: unknown;
    do body = (await gateway.ask('{ incidents }')).body;
    while (JSON.stringify(body).includes('SUBGRAPH_SUSPENDED'));
    expect(body).toEqual({ data: { incidents: ['i1'] } });
    await closed;
    expect(await metrics()).toContain('hub_subgraph_suspended{subgraph="incidents"} 0');
  });
});
