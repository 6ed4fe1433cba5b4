import { clients } from '../../support/event-clients.js';
import { EventFeed } from '../../support/event-feed.js';
import { startEventGateway } from '../../support/event-gateway.js';
import { type OrderEvent, ordersOver } from './orders.subgraph.js';
import { products } from './products.subgraph.js';

const ended = (code: string, message: string, resubscribe: boolean, events: number) => ({
  errors: [{ message, extensions: { code } }],
  extensions: { resubscribe, events, lastEventAt: events > 0 ? expect.any(String) : null, replayed: false },
});

describe.each(['sse', 'ws'] as const)('what ends subscriptions by %s', (to) => {
  it('is no supergraph that asks the same source: events go on, completed by the new one', async () => {
    const feed = new EventFeed<OrderEvent>();
    const orders = ordersOver(feed);
    await using gateway = await startEventGateway([orders, products]);
    const query = 'subscription { ordered { id product { name } } }';
    const results = clients[to](gateway.url, { query });
    const first = results.next();
    await feed.subscribers(1);
    await gateway.take([orders, { ...products, typeDefs: `${products.typeDefs} type Extra { a: Int }` }]);
    feed.push({ id: '1', product: { upc: 'a' } });
    expect((await first).value).toEqual({ data: { ordered: { id: '1', product: { name: 'Product a' } } } });
    expect(gateway.subgraphs.received.filter(({ by }) => by === 'sse')).toHaveLength(1);
    await results.return();
  });

  it('is a supergraph that asks something else of the source, or into which the operation does not fit', async () => {
    const feed = new EventFeed<OrderEvent>();
    const orders = ordersOver(feed);
    await using gateway = await startEventGateway([orders, products]);
    const moved = clients[to](gateway.url, { query: 'subscription { ordered { note } }' });
    const gone = clients[to](gateway.url, { query: 'subscription { silent }' });
    const results = [moved.next(), gone.next()];
    await feed.subscribers(2);
    const withoutSilent = orders.typeDefs.replace(' silent: Int', '').replace(' note: String', '');
    const notes = `${products.typeDefs} type Order @key(fields: "id") { id: ID! note: String }`;
    await gateway.take([
      { ...orders, typeDefs: withoutSilent },
      { ...products, typeDefs: notes },
    ]);
    expect((await Promise.all(results)).map(({ value }) => value)).toEqual([
      ended(
        'SUPERGRAPH_CHANGED',
        'The graph was changed, and the events come from elsewhere now. Subscribe anew.',
        true,
        0,
      ),
      ended('SUPERGRAPH_CHANGED', 'The graph was changed, and the operation does not fit it any more.', false, 0),
    ]);
    await feed.subscribers(0);
  });

  it('is a hub that stops', async () => {
    const feed = new EventFeed<OrderEvent>();
    await using gateway = await startEventGateway([ordersOver(feed), products]);
    const results = clients[to](gateway.url, { query: 'subscription { ordered { id } }' });
    const first = results.next();
    await feed.subscribers(1);
    const stopped = gateway.stop();
    expect((await first).value).toEqual(
      ended('HUB_STOPPING', 'The hub is stopping. Subscribe anew, to this or another of its gateways.', true, 0),
    );
    await results.return();
    await stopped;
  });

  it('is what the caller may have open', async () => {
    const feed = new EventFeed<OrderEvent>();
    await using gateway = await startEventGateway([ordersOver(feed), products], {
      HUB_MAX_SUBSCRIPTIONS_PER_CALLER: '1',
    });
    const operation = { query: 'subscription { ordered { id } }' };
    const held = clients[to](gateway.url, operation, 'Bearer a');
    const first = held.next();
    await feed.subscribers(1);
    const reason = await clients[to](gateway.url, operation, 'Bearer a')
      .next()
      .then(
        () => 'none',
        (error: unknown) => JSON.stringify(error instanceof Error ? error.message : error),
      );
    expect(reason).toContain('TOO_MANY_SUBSCRIPTIONS');
    const other = clients[to](gateway.url, operation, 'Bearer b');
    const others = other.next();
    await feed.subscribers(2);
    feed.push({ id: '1' });
    expect([(await first).value, (await others).value]).toEqual([
      { data: { ordered: { id: '1' } } },
      { data: { ordered: { id: '1' } } },
    ]);
    await Promise.all([held.return(), other.return()]);
  });
});

describe('what callers without a key may have open', () => {
  it('is bounded by where they are and in total, and takes nothing from those who have one', async () => {
    const feed = new EventFeed<OrderEvent>();
    await using gateway = await startEventGateway([ordersOver(feed), products], {
      HUB_MAX_SUBSCRIPTIONS_OF_PUBLIC: '1',
    });
    const operation = { query: 'subscription { ordered { id } }' };
    const first = clients.sse(gateway.url, operation).next();
    await feed.subscribers(1);
    await expect(clients.sse(gateway.url, operation).next()).rejects.toThrow('TOO_MANY_SUBSCRIPTIONS');
    const known = clients.sse(gateway.url, operation, 'Bearer a').next();
    await feed.subscribers(2);
    feed.push({ id: '1' });
    const event = { data: { ordered: { id: '1' } } };
    expect([(await first).value, (await known).value]).toEqual([event, event]);
    feed.complete();
  });
});

describe('what all callers together may have open', () => {
  it('is bounded, and free again when one of them leaves', async () => {
    const feed = new EventFeed<OrderEvent>();
    await using gateway = await startEventGateway([ordersOver(feed), products], { HUB_MAX_SUBSCRIPTIONS: '1' });
    const operation = { query: 'subscription { ordered { id } }' };
    const first = clients.sse(gateway.url, operation, 'Bearer a').next();
    await feed.subscribers(1);
    await expect(clients.sse(gateway.url, operation, 'Bearer b').next()).rejects.toThrow(/HTTP 429.*as it takes/);
    feed.complete();
    expect(await first).toEqual({ done: true, value: undefined });
    const second = clients.sse(gateway.url, operation, 'Bearer b').next();
    await feed.subscribers(1);
    feed.complete();
    expect(await second).toEqual({ done: true, value: undefined });
  });
});

describe('queries and mutations over the same ways', () => {
  it.each(['sse', 'ws'] as const)('are answered once, by %s', async (to) => {
    await using gateway = await startEventGateway([ordersOver(new EventFeed()), products]);
    const all = async (query: string) => {
      const results: unknown[] = [];
      for await (const result of clients[to](gateway.url, { query })) results.push(result);
      return results;
    };
    expect(await all('{ orders }')).toEqual([{ data: { orders: 7 } }]);
    expect(await all('mutation { order(id: "3") }')).toEqual([{ data: { order: '3' } }]);
  });

  it('refuses a mutation by GET, and tells what is wrong with an operation in the stream', async () => {
    await using gateway = await startEventGateway([ordersOver(new EventFeed()), products]);
    const get = async (query: string) => {
      const accept = 'text/event-stream';
      const response = await fetch(`${gateway.url}/graphql?query=${encodeURIComponent(query)}`, {
        headers: { accept },
      });
      return (await response.text()).split('\n').find((line) => line.startsWith('data: {')) ?? '';
    };
    expect(await get('mutation { order(id: "3") }')).toContain('METHOD_NOT_ALLOWED');
    expect(await get('subscription { nothing }')).toContain('GRAPHQL_VALIDATION_FAILED');
    expect(await get('{ orders }')).toBe('data: {"data":{"orders":7}}');
  });
});
