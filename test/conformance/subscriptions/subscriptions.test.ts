import { clients } from '../../support/event-clients.js';
import { EventFeed } from '../../support/event-feed.js';
import { type EventGateway, startEventGateway } from '../../support/event-gateway.js';
import { type OrderEvent, ordersOver } from './orders.subgraph.js';
import { products } from './products.subgraph.js';

const ways = (['sse', 'ws'] as const).flatMap((from) => (['sse', 'ws'] as const).map((to) => [from, to] as const));

describe.each(ways)('subscriptions from a subgraph by %s to a client by %s', (from, to) => {
  const feed = new EventFeed<OrderEvent>();
  let gateway: EventGateway;
  beforeAll(async () => {
    gateway = await startEventGateway([ordersOver(feed), products], { HUB_SUBSCRIPTION_PROTOCOLS: `orders=${from}` });
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  /** Pushes events one by one to a new subscription, completes it, and returns all that its client read. */
  async function read(query: string, variables: Record<string, unknown>, events: readonly OrderEvent[]) {
    const results: unknown[] = [];
    const reading = (async () => {
      for await (const result of clients[to](gateway.url, { query, variables }, 'Bearer me')) results.push(result);
    })();
    await feed.subscribers(1);
    for (const event of events) feed.push(event);
    feed.complete();
    await reading;
    return results;
  }

  it('completes each event by what other subgraphs know, in the order of the events', async () => {
    const query = `subscription Watch($currency: String, $from: Int, $deep: Boolean!) {
      order: ordered(from: $from) { ...Seen product @include(if: $deep) { title: name price(currency: $currency) } }
    }
    fragment Seen on Order { id total }`;
    const events = [
      { id: '1', product: { upc: 'a' } },
      { id: '2', product: { upc: 'b' } },
    ];
    expect(await read(query, { currency: 'EUR', from: 5, deep: true }, events)).toEqual([
      { data: { order: { id: '1', total: 5, product: { title: 'Product a', price: 'a EUR' } } } },
      { data: { order: { id: '2', total: 5, product: { title: 'Product b', price: 'b EUR' } } } },
    ]);
    expect(await read(query, { from: 1, deep: false }, events.slice(0, 1))).toEqual([
      { data: { order: { id: '1', total: 1 } } },
    ]);
    const asked = gateway.subgraphs.received.splice(0);
    expect(asked.filter(({ subgraph }) => subgraph === 'orders').map(({ by }) => by)).toEqual([from, from]);
    expect(new Set(asked.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer me']));
  });

  it('tells errors in the event that has them, and lets nulls rise no further than that', async () => {
    const query = '{ ordered { id total note product { name } } }';
    const events = [
      { id: '1', product: { upc: 'gone' } },
      { id: '2', total: null },
      { id: '3', product: null },
    ];
    const note = {
      message: 'no note',
      path: ['ordered', 'note'],
      extensions: { code: 'SUBGRAPH_ERROR', subgraph: 'orders' },
    };
    const results = await read(`subscription ${query}`, {}, events);
    expect(results).toEqual([
      {
        data: { ordered: { id: '1', total: 0, note: null, product: null } },
        errors: expect.arrayContaining([
          note,
          {
            message: 'no such product',
            path: ['ordered', 'product', 'name'],
            extensions: { code: 'SUBGRAPH_ERROR', subgraph: 'products' },
          },
        ]),
      },
      {
        data: { ordered: null },
        errors: expect.arrayContaining([expect.objectContaining({ path: ['ordered', 'total'] })]),
      },
      { data: { ordered: { id: '3', total: 0, note: null, product: null } }, errors: [note] },
    ]);
  });

  it('lets go of the subgraph as soon as the client leaves', async () => {
    const results = clients[to](gateway.url, { query: 'subscription { ordered { id } }' });
    const first = results.next();
    await feed.subscribers(1);
    feed.push({ id: '1' });
    expect(await first).toEqual({ done: false, value: { data: { ordered: { id: '1' } } } });
    await results.return();
    await feed.subscribers(0);
    expect(feed.size).toBe(0);
  });

  it('ends with a reason when the subgraph is lost, and says how to go on', async () => {
    const results = clients[to](gateway.url, { query: 'subscription { ordered { id } }' });
    const first = results.next();
    await feed.subscribers(1);
    feed.push({ id: '1' });
    await first;
    gateway.subgraphs.breakConnections();
    expect(await results.next()).toEqual({
      done: false,
      value: {
        errors: [
          {
            message: expect.stringMatching(/^The subgraph whose events these are was lost\. Subgraph "orders" .+\.$/),
            extensions: { code: 'SUBSCRIPTION_SOURCE_LOST', cause: 'SUBGRAPH_UNREACHABLE', subgraph: 'orders' },
          },
        ],
        extensions: {
          resubscribe: true,
          events: 1,
          lastEventAt: expect.stringMatching(/^\d{4}-.*Z$/),
          replayed: false,
        },
      },
    });
    expect(await results.next()).toEqual({ done: true, value: undefined });
    await feed.subscribers(0);
  });
});
