import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { WebSocket } from 'ws';

import { EventStreamParser } from '../../../gateway/src/transport/subscriptions/event-stream-parser.js';
import { clients } from '../../support/event-clients.js';
import { EventFeed } from '../../support/event-feed.js';
import { startEventGateway } from '../../support/event-gateway.js';
import { createFlood, floodEventBytes } from '../../support/flood-subgraph.js';
import { type OrderEvent, ordersOver } from './orders.subgraph.js';

/** Subscribes and takes nothing from its connection until it is told to; then it reads to the end. */
type SlowClient = (url: string, query: string) => Promise<{ read(): Promise<readonly unknown[]> }>;

const slowClients: Readonly<Record<'sse' | 'ws', SlowClient>> = {
  sse: async (url, query) => {
    const asking = request(`${url}/graphql`, {
      method: 'POST',
      agent: false,
      headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
    });
    asking.end(JSON.stringify({ query }));
    const [response] = (await once(asking, 'response')) as [IncomingMessage];
    return {
      read: async () => {
        const parser = new EventStreamParser(1024 ** 2);
        const results: unknown[] = [];
        for await (const chunk of response) {
          for (const { type, data } of parser.push(chunk as Buffer))
            if (type === 'next') results.push(JSON.parse(data ?? ''));
        }
        return results;
      },
    };
  },
  ws: async (url, query) => {
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send('{"type":"connection_init"}');
    await once(socket, 'message');
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
    socket.pause();
    return {
      read: async () => {
        const results: unknown[] = [];
        socket.on('message', (data) => {
          const message = JSON.parse((data as Buffer).toString()) as { type: string; payload?: unknown };
          if (message.type === 'next') results.push(message.payload);
          else socket.close();
        });
        socket.resume();
        await once(socket, 'close');
        return results;
      },
    };
  },
};

const ways = (['sse', 'ws'] as const).flatMap((from) => (['sse', 'ws'] as const).map((to) => [from, to] as const));

/** What the operating system keeps of two connections, and what the hub keeps of one subscription. */
const mostKeptBytes = 48 * 1024 ** 2;

describe.each(ways)('a client that takes nothing, of a subgraph by %s to it by %s', (from, to) => {
  it('stops the subgraph, is cut off, holds up nobody else, and learns why when it reads again', async () => {
    const feed = new EventFeed<OrderEvent>();
    const flood = createFlood();
    await using gateway = await startEventGateway([flood.source, ordersOver(feed)], {
      HUB_SUBSCRIPTION_PROTOCOLS: `flood=${from}`,
      HUB_SUBSCRIPTION_STALL_MS: '300',
      HUB_SUBSCRIPTION_MAX_BUFFERED_EVENTS: '8',
    });
    const slow = await slowClients[to](gateway.url, 'subscription { flood }');
    const other = clients[to](gateway.url, { query: 'subscription { ordered { id } }' });
    const first = other.next();
    await feed.subscribers(1);
    feed.push({ id: 'beside' });
    expect((await first).value).toEqual({ data: { ordered: { id: 'beside' } } });
    await flood.left;
    const told = flood.told();
    feed.push({ id: 'after' });
    expect((await other.next()).value).toEqual({ data: { ordered: { id: 'after' } } });
    const results = await slow.read();
    const last = results.at(-1) as { errors: unknown; extensions: { events: number } };
    expect(last.errors).toEqual([
      { message: 'Events came faster than they were taken.', extensions: { code: 'SUBSCRIPTION_TOO_SLOW' } },
    ]);
    expect(results).toHaveLength(last.extensions.events + 1);
    expect(flood.told()).toBe(told);
    expect(told * floodEventBytes).toBeLessThan(mostKeptBytes);
    await other.return();
  });
});
