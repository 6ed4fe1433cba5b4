import { readFile } from 'node:fs/promises';
import { createLocalJWKSet } from 'jose';
import { verifyRequest } from '@alliance/schema';

import { type OrderEvent, ordersOver } from '../../conformance/subscriptions/orders.subgraph.js';
import { createTestAuthority } from '../../support/certificates.js';
import { clients } from '../../support/event-clients.js';
import { EventFeed } from '../../support/event-feed.js';
import { startEventSubgraphs } from '../../support/event-subgraphs.js';
import { createTemporaryFolder } from '../../support/temporary-folder.js';
import { createTestHub, startTestGateway } from '../../support/test-gateway.js';

/** A subgraph that takes connections with the hub's certificate alone, and calls with its signature. */
async function setUp(protocolOf: (url: string) => string) {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await createTemporaryFolder());
  const hub = await createTestHub();
  const authority = await createTestAuthority(folder.path);
  const [server, client] = [await authority.issue('server'), await authority.issue('hub')];
  const feed = new EventFeed<OrderEvent>();
  const verification = {
    keys: createLocalJWKSet({ keys: [hub.publicJwk] }),
    nonces: { isFirstUse: () => true },
  };
  const subgraphs = stack.use(
    await startEventSubgraphs([ordersOver(feed)], {
      tls: {
        cert: await readFile(server.certificateFile),
        key: await readFile(server.keyFile),
        ca: await readFile(authority.certificateFile),
        requestCert: true,
        rejectUnauthorized: true,
      },
      verify: ({ method = '', headers }, body, url) =>
        verifyRequest({ method, url, headers: headers as Record<string, string>, body }, verification),
    }),
  );
  const url = subgraphs.urlOf('orders');
  const channel = {
    sign: true,
    caFile: authority.certificateFile,
    certFile: client.certificateFile,
    keyFile: client.keyFile,
  };
  const gateway = stack.use(
    await startTestGateway({
      hub,
      dataDir: folder.path,
      subgraphs: [{ name: 'orders', url }],
      environment: {
        HUB_SUBGRAPH_CHANNELS: JSON.stringify({ orders: channel }),
        HUB_SUBSCRIPTION_PROTOCOLS: `orders=${protocolOf(url)}`,
      },
    }),
  );
  const opened = stack.move();
  return { gateway, feed, subgraphs, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

const query = 'subscription { ordered { id } }';

describe('events of a subgraph over the open internet', () => {
  it.each(['sse', 'ws'] as const)('come over its channel, by %s', async (protocol) => {
    await using scene = await setUp(() => protocol);
    const results = clients.sse(scene.gateway.url, { query });
    const first = results.next();
    await Promise.race([scene.feed.subscribers(1), first]);
    scene.feed.push({ id: '1' });
    expect((await first).value).toEqual({ data: { ordered: { id: '1' } } });
    expect(scene.subgraphs.received.map(({ by }) => by)).toContain(protocol);
    await results.return();
  });

  it.each(['http', 'ws'])('keep the hub from starting when they come from an open address (%s)', async (scheme) => {
    await expect(setUp((url) => url.replace('https', scheme))).rejects.toThrow(
      'HUB_SUBGRAPH_CHANNELS.orders: expected an address that begins with https:// or wss:// for "orders" in ' +
        `HUB_SUBSCRIPTION_PROTOCOLS, since certificates protect no other, got "${scheme}://127.0.0.1:`,
    );
  });
});
