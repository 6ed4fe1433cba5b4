import { clients } from '../../support/event-clients.js';
import { EventFeed } from '../../support/event-feed.js';
import { type EventGateway, startEventGateway } from '../../support/event-gateway.js';
import { type OrderEvent, ordersOver } from './orders.subgraph.js';
import { products } from './products.subgraph.js';

describe('what is subscribed to', () => {
  let gateway: EventGateway;
  beforeAll(async () => {
    gateway = await startEventGateway([ordersOver(new EventFeed<OrderEvent>()), products]);
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const hangs = {
    message: 'What a subscription subscribes to cannot hang on a variable: @skip and @include have no place there.',
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
  };
  const nothing = {
    message: 'By its conditions, the operation subscribes to nothing.',
    extensions: { code: 'OPERATION_NOT_SUPPORTED' },
  };

  it.each([
    'subscription ($a: Boolean!) { ordered @include(if: $a) { id } }',
    'subscription ($a: Boolean!) { ... { ...F } } fragment F on Subscription { ... @skip(if: $a) { ordered { id } } }',
  ])('cannot hang on a variable: %s', async (query) => {
    const operation = { query, variables: { a: true } };
    await expect(clients.ws(gateway.url, operation).next()).rejects.toEqual([hangs]);
    const refusal = `HTTP 400: ${JSON.stringify({ errors: [hangs] })}\n`;
    await expect(clients.sse(gateway.url, operation).next()).rejects.toThrow(refusal);
    expect(gateway.subgraphs.received).toEqual([]);
  });

  it.each([
    'subscription { ordered @include(if: false) { id } }',
    'subscription { ... @skip(if: true) { ordered { id } } }',
  ])('must be something: %s', async (query) => {
    await expect(clients.ws(gateway.url, { query }).next()).rejects.toEqual([nothing]);
    expect(await clients.sse(gateway.url, { query }).next()).toEqual({ done: false, value: { errors: [nothing] } });
    expect(gateway.subgraphs.received).toEqual([]);
  });

  it('is refused by the same words where an answer at once is asked for', async () => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'subscription ($a: Boolean!) { ordered @include(if: $a) { id } }' }),
    });
    expect({ status: response.status, body: await response.json() }).toEqual({
      status: 400,
      body: { errors: [hangs] },
    });
  });
});
