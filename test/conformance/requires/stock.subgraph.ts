import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

/** Weights; that of "broken" cannot be read, that of "unknown" is null. */
const weights: Readonly<Record<string, number | null>> = { light: 2, heavy: 40, unknown: null };

export const stock: SubgraphSource = {
  name: 'stock',
  typeDefs: `${federationLink}
    type Query { items: [Item] }
    type Item @key(fields: "id") { id: ID! weight: Int price(currency: String! = "EUR"): Float! parts: [Part!]! }
    type Part { size: Int! secret: Int! }
  `,
  resolvers: {
    Query: { items: () => ['light', 'broken', 'unknown', 'heavy'].map((id) => ({ id })) },
    Item: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      weight: ({ id }: { id: string }) => {
        if (id === 'broken') throw new Error('the scale is broken');
        return weights[id];
      },
      price: (_: object, { currency }: { currency: string }) => (currency === 'EUR' ? 2 : 3),
      parts: () => [
        { size: 1, secret: 7 },
        { size: 2, secret: 8 },
      ],
    },
  },
};
