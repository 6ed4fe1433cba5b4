import { federationLink, type SubgraphSource } from './subgraph-server.js';

/** A subgraph that tells as much as is taken from it. */
export interface Flood {
  readonly source: SubgraphSource;
  /** Events that were taken so far. */
  readonly told: () => number;
  /** Resolves when nobody listens any more. */
  readonly left: Promise<unknown>;
}

export const floodEventBytes = 64 * 1024;

export function createFlood(): Flood {
  const text = 'x'.repeat(floodEventBytes);
  const left = Promise.withResolvers<undefined>();
  let told = 0;
  async function* events(): AsyncGenerator<{ flood: string }, void, undefined> {
    try {
      for (;;) {
        told += 1;
        yield { flood: text };
      }
    } finally {
      left.resolve(undefined);
    }
  }
  return {
    source: {
      name: 'flood',
      typeDefs: `${federationLink} type Query { floods: Int } type Subscription { flood: String! }`,
      resolvers: { Subscription: { flood: { subscribe: events } } },
    },
    told: () => told,
    left: left.promise,
  };
}
