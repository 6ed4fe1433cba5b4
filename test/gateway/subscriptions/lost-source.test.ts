import { LiveSubscription } from '../../../gateway/src/subscriptions/live-subscription.js';
import { createSubscriptionTransport } from '../../../gateway/src/transport/subscriptions/create-subscription-transport.js';
import { clients } from '../../support/event-clients.js';
import { startEventGateway } from '../../support/event-gateway.js';
import { federationLink } from '../../support/subgraph-server.js';
import { type Behaviour, startMisbehavingServer } from '../transport/misbehaving-server.js';
import { StandingClock } from './standing-clock.js';

const broken: Behaviour = (response) => {
  response.writeHead(500, { 'content-type': 'text/plain' }).end('at db-7');
};
const noEvents = { resubscribe: true, events: 0, lastEventAt: null, replayed: false };

/** What a caller is told who subscribes to events of "orders" behind `url`. */
async function tell(entitlements: { readonly subgraphNames: boolean } | undefined, url: string): Promise<unknown> {
  const transport = createSubscriptionTransport();
  const caller = { key: 'c', headersFor: () => ({}), ...(entitlements && { entitlements }) };
  const subscription = new LiveSubscription({
    planned: {
      kind: 'subscription',
      operation: {},
      source: { subgraph: 'orders', url, body: '{}' },
      complete: () => Promise.reject(new Error('there is no event')),
    },
    caller,
    transport,
    desk: { open: () => Promise.reject(new Error('not planned anew here')), onSwap: () => () => undefined },
    resolveCaller: async () => caller,
    lifetimeMsOf: () => undefined,
    clock: new StandingClock(),
    recheckMs: 3_600_000,
    stallMs: 3_600_000,
    onOver: () => undefined,
  });
  const { value } = await subscription.next();
  expect(await subscription.next()).toEqual({ done: true, value: undefined });
  await transport.close();
  return JSON.parse(value ?? '');
}

describe('a subscription whose subgraph is lost', () => {
  it('names it to a caller who is entitled to names, and says what it did', async () => {
    await using server = await startMisbehavingServer(broken);
    expect(await tell({ subgraphNames: true }, server.url)).toEqual({
      errors: [
        {
          message: 'The subgraph whose events these are was lost. Subgraph "orders" answered with HTTP 500.',
          extensions: { code: 'SUBSCRIPTION_SOURCE_LOST', cause: 'SUBGRAPH_HTTP_ERROR', subgraph: 'orders' },
        },
      ],
      extensions: noEvents,
    });
  });

  it.each([
    { who: 'a caller who is entitled to other things', entitlements: { subgraphNames: false } },
    { who: 'a caller without identity', entitlements: undefined },
  ])('is named nowhere to $who', async ({ entitlements }) => {
    await using server = await startMisbehavingServer(broken);
    expect(await tell(entitlements, server.url)).toEqual({
      errors: [
        {
          message: 'The subgraph whose events these are was lost.',
          extensions: { code: 'SUBSCRIPTION_SOURCE_LOST', cause: 'SUBGRAPH_HTTP_ERROR' },
        },
      ],
      extensions: noEvents,
    });
  });

  it.each(['sse', 'ws'] as const)('is named to who serves it by "hub gateway" at home, by %s', async (to) => {
    await using server = await startMisbehavingServer(broken);
    const typeDefs = `${federationLink} type Query { orders: Int } type Subscription { ordered: Int }`;
    const environment = { HUB_SUBSCRIPTION_PROTOCOLS: `orders=${server.url}` };
    await using gateway = await startEventGateway([{ name: 'orders', typeDefs }], environment);
    const results = clients[to](gateway.url, { query: 'subscription { ordered }' });
    expect(await results.next()).toMatchObject({
      value: { errors: [{ extensions: { code: 'SUBSCRIPTION_SOURCE_LOST', subgraph: 'orders' } }] },
    });
    expect(await results.next()).toEqual({ done: true, value: undefined });
  });
});
