import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readiness } from '../../gateway/src/http/health.js';
import { createTemporaryFolder } from '../support/temporary-folder.js';
import { createTestHub, nextEvent, send, startTestGateway } from '../support/test-gateway.js';
import { createVerifiedSubgraph, type SubgraphSources, type VerifiedSubgraph } from '../support/verified-subgraph.js';

const wallets: SubgraphSources = {
  typeDefs: 'type Query { wallets: [String!]! }',
  resolvers: { Query: { wallets: () => ['w1', 'w2'] } },
};

const incidents: SubgraphSources = {
  typeDefs: 'type Query { incidents: [String!]! }',
  resolvers: { Query: { incidents: () => ['i1'] } },
};

const moreIncidents: SubgraphSources = {
  typeDefs: 'type Query { incidents: [String!]! openIncidents: Int! }',
  resolvers: { Query: { incidents: () => ['i1'], openIncidents: () => 7 } },
};

/** Collides with what `wallets` says of the same field. */
const clashing: SubgraphSources = {
  typeDefs: 'type Query { incidents: [String!]! wallets: Int! }',
  resolvers: { Query: { incidents: () => ['i1'], wallets: () => 1 } },
};

async function setUp(down: { wallets?: boolean; incidents?: boolean } = {}) {
  const stack = new AsyncDisposableStack();
  const hub = await createTestHub();
  const folder = stack.use(await createTemporaryFolder());
  const open = async (name: string, sources: SubgraphSources, isDown = false): Promise<VerifiedSubgraph> =>
    stack.use(await createVerifiedSubgraph(name, sources, hub, { down: isDown }));
  const parts = {
    wallets: await open('wallets', wallets, down.wallets),
    incidents: await open('incidents', incidents, down.incidents),
  };
  const start = async (environment: Record<string, string> = {}) =>
    stack.use(
      await startTestGateway({ hub, dataDir: folder.path, subgraphs: [parts.wallets, parts.incidents], environment }),
    );
  return { ...parts, hub, start, dataDir: folder.path, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** Takes connections and never answers. */
async function listenInSilence() {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    name: 'silent',
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    [Symbol.asyncDispose]: async () => {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}

describe('a gateway whose subgraphs come and go', () => {
  it('starts with all of them down, says so, and serves each as it appears', async () => {
    await using scene = await setUp({ wallets: true, incidents: true });
    const gateway = await scene.start();
    const answer = await gateway.ask('{ wallets }');
    expect([answer.status, answer.headers.get('retry-after'), answer.body]).toEqual([
      503,
      '2',
      {
        errors: [
          {
            message: 'No subgraph has shown its schema yet. Try again shortly.',
            extensions: { code: 'SUPERGRAPH_UNAVAILABLE' },
          },
        ],
      },
    ]);
    const health = await send(`${gateway.url}/health/ready`);
    expect([health.status, health.body]).toEqual([
      503,
      {
        ready: false,
        supergraph: null,
        composition: { ok: true, errors: [] },
        subgraphs: [
          { name: 'wallets', state: 'down', reason: 'SUBGRAPH_UNREACHABLE' },
          { name: 'incidents', state: 'down', reason: 'SUBGRAPH_UNREACHABLE' },
        ],
      },
    ]);
    expect((await send(`${gateway.url}/health/live`)).body).toEqual({ live: true });
    expect((await send(`${gateway.url}/.well-known/jwks.json`)).body).toEqual({ keys: [scene.hub.publicJwk] });

    const first = nextEvent('supergraph-taken');
    await scene.wallets.start();
    await first;
    expect((await gateway.ask('{ wallets }')).body).toEqual({ data: { wallets: ['w1', 'w2'] } });
    const second = nextEvent('supergraph-taken', ({ subgraphs }) => subgraphs.length === 2);
    await scene.incidents.start();
    await second;
    expect((await gateway.ask('{ wallets incidents }')).body).toEqual({
      data: { wallets: ['w1', 'w2'], incidents: ['i1'] },
    });
  });

  it('starts without one that was never seen, and keeps the fields of one that was', async () => {
    await using scene = await setUp({ incidents: true });
    const gateway = await scene.start();
    expect((await send(`${gateway.url}/health/ready`)).body).toMatchObject({
      ready: true,
      supergraph: { subgraphs: ['wallets'] },
      subgraphs: [
        { name: 'wallets', state: 'up' },
        { name: 'incidents', state: 'down', reason: 'SUBGRAPH_UNREACHABLE' },
      ],
    });
    const down = nextEvent('subgraph-down', ({ subgraph }) => subgraph === 'wallets');
    await scene.wallets.stop();
    await down;
    const answer = await gateway.ask('{ wallets }');
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        errors: [
          {
            message: 'The part of the hub that this field needs cannot be reached.',
            path: ['wallets'],
            extensions: { code: 'SUBGRAPH_UNREACHABLE' },
          },
        ],
        data: null,
      },
    ]);
  });

  it('does not let one that never answers hold up the others', async () => {
    await using scene = await setUp();
    await using silent = await listenInSilence();
    const [started, taken] = [nextEvent('gateway-started'), nextEvent('supergraph-taken')];
    const starting = startTestGateway({
      hub: scene.hub,
      dataDir: scene.dataDir,
      subgraphs: [scene.wallets, silent],
      environment: { HUB_SCHEMA_TIMEOUT_MS: '50000' },
    });
    const { url } = await started;
    await taken;
    const { body } = await send<Readiness>(`${url}/health/ready`);
    expect([body.ready, body.subgraphs]).toEqual([
      true,
      [
        { name: 'wallets', state: 'up' },
        { name: 'silent', state: 'unknown' },
      ],
    ]);
    await silent[Symbol.asyncDispose]();
    await using gateway = await starting;
    expect((await gateway.ask('{ wallets }')).body).toEqual({ data: { wallets: ['w1', 'w2'] } });
  });

  it('takes a changed schema without a restart', async () => {
    await using scene = await setUp();
    const gateway = await scene.start();
    expect((await gateway.ask('{ openIncidents }')).status).toBe(400);
    const taken = nextEvent('supergraph-taken');
    scene.incidents.show(moreIncidents);
    await taken;
    expect((await gateway.ask('{ openIncidents }')).body).toEqual({ data: { openIncidents: 7 } });
  });

  it('keeps the last good supergraph when schemas clash, says so, and lets other changes through', async () => {
    await using scene = await setUp();
    const gateway = await scene.start();
    const failed = nextEvent('composition-failed');
    scene.incidents.show(clashing);
    await failed;
    expect((await gateway.ask('{ wallets incidents }')).body).toEqual({
      data: { wallets: ['w1', 'w2'], incidents: ['i1'] },
    });
    const health = await send<Readiness>(`${gateway.url}/health/ready`);
    expect([health.status, health.body.composition.ok]).toEqual([200, false]);
    expect(JSON.stringify(health.body.composition.errors)).toContain('Query.wallets');
    expect((await send(`${gateway.url}/metrics`)).body).toContain('hub_composition_ok 0');

    const taken = nextEvent('supergraph-taken');
    scene.wallets.show({
      typeDefs: 'type Query { wallets: [String!]! walletCount: Int! }',
      resolvers: { Query: { wallets: () => ['w1'], walletCount: () => 1 } },
    });
    await taken;
    expect((await gateway.ask('{ walletCount incidents }')).body).toEqual({
      data: { walletCount: 1, incidents: ['i1'] },
    });

    const mended = nextEvent('composition-succeeded');
    scene.incidents.show(moreIncidents);
    await mended;
    expect((await gateway.ask('{ openIncidents }')).body).toEqual({ data: { openIncidents: 7 } });
    expect((await send(`${gateway.url}/metrics`)).body).toContain('hub_composition_ok 1');
  });

  it('remembers the last good supergraph across a restart with every subgraph down', async () => {
    await using scene = await setUp();
    const before = await scene.start();
    const { supergraph } = (await send<Readiness>(`${before.url}/health/ready`)).body;
    await before.stop();
    await scene.wallets.stop();
    await scene.incidents.stop();
    const after = await scene.start();
    expect((await send(`${after.url}/health/ready`)).body).toMatchObject({
      ready: true,
      supergraph: { version: supergraph?.version, subgraphs: ['incidents', 'wallets'] },
      subgraphs: [{ state: 'down' }, { state: 'down' }],
    });
    const back = nextEvent('subgraph-up');
    await scene.incidents.start();
    await back;
    expect((await after.ask('{ incidents }')).body).toEqual({ data: { incidents: ['i1'] } });
  });

  it('lets a request in flight end on the supergraph it began with', async () => {
    await using scene = await setUp();
    const incidentsAsked = Promise.withResolvers<undefined>();
    const walletsAsked = Promise.withResolvers<undefined>();
    const go = Promise.withResolvers<undefined>();
    scene.incidents.show({
      typeDefs: incidents.typeDefs,
      resolvers: { Query: { incidents: () => (incidentsAsked.resolve(undefined), go.promise.then(() => ['slow'])) } },
    });
    scene.wallets.show({
      typeDefs: wallets.typeDefs,
      resolvers: { Query: { wallets: () => (walletsAsked.resolve(undefined), ['w1', 'w2']) } },
    });
    const gateway = await scene.start();
    const answer = gateway.ask('{ incidents wallets }');
    await Promise.all([incidentsAsked.promise, walletsAsked.promise]);
    const taken = nextEvent('supergraph-taken');
    scene.wallets.show({ typeDefs: 'type Query { purses: Int! }', resolvers: { Query: { purses: () => 3 } } });
    await taken;
    expect((await gateway.ask('{ purses }')).body).toEqual({ data: { purses: 3 } });
    go.resolve(undefined);
    expect((await answer).body).toEqual({ data: { incidents: ['slow'], wallets: ['w1', 'w2'] } });
    expect((await gateway.ask('{ wallets }')).status).toBe(400);
  });
});
