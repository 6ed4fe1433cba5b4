import type { EventFeed } from '../../support/event-feed.js';
import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

export interface OrderEvent {
  readonly id: string;
  readonly total?: number | null;
  readonly product?: { readonly upc: string } | null;
}

/** Tells of orders as they come. */
export function ordersOver(feed: EventFeed<OrderEvent>): SubgraphSource {
  return {
    name: 'orders',
    typeDefs: `${federationLink}
      type Query { orders: Int }
      type Mutation { order(id: ID!): ID! }
      type Subscription { ordered(from: Int): Order silent: Int }
      type Order @key(fields: "id") { id: ID! total: Int! note: String product: Product }
      type Product @key(fields: "upc") { upc: ID! }
    `,
    resolvers: {
      Query: { orders: () => 7 },
      Mutation: { order: (_: object, { id }: { id: string }) => id },
      Subscription: {
        silent: { subscribe: () => feed.open() },
        ordered: {
          subscribe: () => feed.open(),
          resolve: (event: OrderEvent, { from }: { from?: number }) => ({ total: from ?? 0, ...event }),
        },
      },
      Order: {
        note: () => {
          throw new Error('no note');
        },
      },
    },
  };
}
