import { createHash } from 'node:crypto';
import { createServer, type AddressInfo, type Socket } from 'node:net';

import { createClient } from '@redis/client';

import { findFreePort } from '../../../gateway/src/launcher/local-port.js';
import { listen, type TelemetryEvent } from '../../../gateway/src/telemetry/telemetry.js';
import { startRedisServer, whyNoRedis } from '../../support/redis-server.js';
import { createTemporaryFolder } from '../../support/temporary-folder.js';
import {
  type Answer,
  createTestHub,
  type GraphQLAnswer,
  nextEvent,
  send,
  startTestGateway,
  type TestGateway,
} from '../../support/test-gateway.js';
import { createVerifiedSubgraph } from '../../support/verified-subgraph.js';

const wallets = {
  typeDefs: 'type Query { wallets: [String!]! }',
  resolvers: { Query: { wallets: () => ['w1', 'w2'] } },
};
const found = { data: { wallets: ['w1', 'w2'] } };
const notFound = { errors: [expect.objectContaining({ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } })] };

/** Starts gateways of one alliance, as many as are asked for. */
async function setUp() {
  const stack = new AsyncDisposableStack();
  const hub = await createTestHub();
  const subgraph = stack.use(await createVerifiedSubgraph('wallets', wallets, hub));
  const start = async (environment: Record<string, string> = {}): Promise<TestGateway> => {
    const folder = stack.use(await createTemporaryFolder());
    return stack.use(await startTestGateway({ hub, dataDir: folder.path, subgraphs: [subgraph], environment }));
  };
  /** Returns when it shares. */
  const startSharing = async (url: string): Promise<TestGateway> => {
    const isUp = nextEvent('shared-operations-up');
    const gateway = await start({ REDIS_URL: url });
    await isUp;
    return gateway;
  };
  return { start, startSharing, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

function hashOf(query: string): string {
  return createHash('sha256').update(query).digest('hex');
}

/** An automatic persisted query: by its hash alone, or registered along with its text. */
async function ask(gateway: TestGateway, sha256Hash: string, query?: string): Promise<unknown> {
  const answer: Answer<GraphQLAnswer> = await send(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, extensions: { persistedQuery: { version: 1, sha256Hash } } }),
  });
  return answer.body;
}

function eventsOf(kinds: readonly TelemetryEvent['kind'][]) {
  const events: string[] = [];
  const end = listen((event) => {
    if (kinds.includes(event.kind)) events.push('error' in event ? String(event.error) : event.kind);
  });
  return { events, [Symbol.dispose]: end };
}

async function readRedis(url: string) {
  const client = createClient({ url });
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.close() });
}

const query = '{ wallets }';
const hash = hashOf(query);

describe('without a Redis', () => {
  it('a gateway keeps persisted operations to itself', async () => {
    await using hub = await setUp();
    const [one, two] = [await hub.start(), await hub.start()];
    expect(await ask(one, hash, query)).toEqual(found);
    expect([await ask(one, hash), await ask(two, hash)]).toEqual([found, notFound]);
  });

  it('that should be there, everything but the sharing goes on, and the log says so once', async () => {
    await using hub = await setUp();
    using told = eventsOf(['shared-operations-down', 'shared-operations-up', 'unexpected-error']);
    const isDown = nextEvent('shared-operations-down');
    const gateway = await hub.start({ REDIS_URL: `redis://:hunter2@127.0.0.1:${await findFreePort()}` });
    await isDown;
    expect(await gateway.ask(query)).toMatchObject({ status: 200, body: found });
    expect(await ask(gateway, hash)).toEqual(notFound);
    expect(await ask(gateway, hash, query)).toEqual(found);
    expect(await ask(gateway, hash)).toEqual(found);
    await gateway.stop();
    expect(told.events).toEqual([expect.stringMatching(/ECONNREFUSED/)]);
    expect(told.events.join()).not.toContain('hunter2');
  });

  it('but something that takes connections and says nothing, no start and no query waits', async () => {
    await using silence = await listenInSilence();
    await using hub = await setUp();
    const isDown = nextEvent('shared-operations-down');
    const gateway = await hub.start({ REDIS_URL: `redis://127.0.0.1:${silence.port}` });
    expect(await ask(gateway, hash)).toEqual(notFound);
    expect(await ask(gateway, hash, query)).toEqual(found);
    expect(String((await isDown).error)).toBe('Error: no answer within 2000 ms');
  });
});

(whyNoRedis === undefined ? describe : describe.skip)(`with a Redis${whyNoRedis ?? ''}`, () => {
  it('an operation registered at one gateway is known at every other, and kept for a week', async () => {
    await using redis = await startRedisServer();
    await using hub = await setUp();
    const [one, two] = [await hub.startSharing(redis.url), await hub.startSharing(redis.url)];
    expect(await ask(two, hash)).toEqual(notFound);
    await using stored = await untilStored(redis.url);
    expect(await ask(one, hash, query)).toEqual(found);
    const key = await stored.key;
    expect(await ask(two, hash)).toEqual(found);

    await using client = await readRedis(redis.url);
    expect({ key, text: await client.get(key) }).toEqual({ key: `hub:apq:${hash}`, text: query });
    const lifetime = await client.ttl(key);
    expect(lifetime).toBeGreaterThan(604_700);
    expect(lifetime).toBeLessThanOrEqual(604_800);
  });

  it('a text that somebody put under the hash of another is not run', async () => {
    await using redis = await startRedisServer();
    await using hub = await setUp();
    await using client = await readRedis(redis.url);
    await client.set(`hub:apq:${hash}`, '{ stolen: wallets }');
    expect(await ask(await hub.startSharing(redis.url), hash)).toEqual(notFound);
  });

  it('that goes away and comes back, gateways answer all the while and share again', async () => {
    await using hub = await setUp();
    const first = await startRedisServer();
    const [one, two] = [await hub.startSharing(first.url), await hub.startSharing(first.url)];
    using told = eventsOf(['shared-operations-down', 'shared-operations-up']);
    const bothAre = (kind: 'shared-operations-down' | 'shared-operations-up') => untilTwo(kind);
    const bothDown = bothAre('shared-operations-down');
    await first.kill();
    await bothDown;
    expect([await ask(one, hash, query), await ask(two, hash)]).toEqual([found, notFound]);

    const bothUp = bothAre('shared-operations-up');
    await using again = await startRedisServer(first.port);
    await bothUp;
    await using stored = await untilStored(again.url);
    expect(await ask(one, hash, query)).toEqual(found);
    await stored.key;
    expect(await ask(two, hash)).toEqual(found);
    expect(told.events).toHaveLength(4);
  });

  it('that hangs, a query by its hash is answered without it, and sharing goes on when it wakes', async () => {
    await using redis = await startRedisServer();
    await using hub = await setUp();
    const gateway = await hub.startSharing(redis.url);
    const [isDown, isUp] = [nextEvent('shared-operations-down'), nextEvent('shared-operations-up')];
    redis.hang();
    expect(await ask(gateway, hash)).toEqual(notFound);
    expect(String((await isDown).error)).toBe('Error: no answer within 200 ms');
    expect(await ask(gateway, hash, query)).toEqual(found);
    redis.wake();
    await isUp;
  });

  it('that wants a password and gets none, nothing is shared', async () => {
    await using redis = await startRedisServer();
    await using hub = await setUp();
    const isDown = nextEvent('shared-operations-down');
    const gateway = await hub.start({ REDIS_URL: `redis://127.0.0.1:${redis.port}` });
    expect(String((await isDown).error)).toContain('NOAUTH');
    expect(await ask(gateway, hash, query)).toEqual(found);
  });

  it('whose password is another, nothing is shared, and neither password is told', async () => {
    await using redis = await startRedisServer();
    await using hub = await setUp();
    const isDown = nextEvent('shared-operations-down');
    const gateway = await hub.start({ REDIS_URL: redis.url.replace(/:[^:@]+@/, ':hunter2@') });
    const error = String((await isDown).error);
    expect(error).toContain('WRONGPASS');
    expect(error).not.toContain('hunter2');
    expect(await ask(gateway, hash, query)).toEqual(found);
  });
});

function untilTwo(kind: TelemetryEvent['kind']): Promise<void> {
  return new Promise((resolve) => {
    let count = 0;
    const end = listen((event) => {
      if (event.kind !== kind || ++count < 2) return;
      end();
      resolve();
    });
  });
}

/** Listens for the next key that is written. A gateway answers without waiting for that. */
async function untilStored(url: string) {
  const client = createClient({ url });
  await client.connect();
  await client.configSet('notify-keyspace-events', 'E$');
  const key = new Promise<string>((resolve) => void client.subscribe('__keyevent@0__:set', resolve));
  // Answered after the subscription, on the same connection.
  await client.ping();
  return { key, [Symbol.asyncDispose]: () => client.close() };
}

/** Takes connections and never answers. */
async function listenInSilence() {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      await new Promise((resolve) => {
        server.close(resolve);
        sockets.forEach((socket) => socket.destroy());
      });
    },
  };
}
