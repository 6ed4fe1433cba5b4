import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

/** Knows products by their keys; what `gone` names it does not find. */
export const products: SubgraphSource = {
  name: 'products',
  typeDefs: `${federationLink}
    type Query { product(upc: ID!): Product }
    type Product @key(fields: "upc") { upc: ID! name: String! price(currency: String): String }
  `,
  resolvers: {
    Product: {
      __resolveReference: ({ upc }: { upc: string }) => {
        if (upc === 'gone') throw new Error('no such product');
        return { upc, name: `Product ${upc}` };
      },
      price: ({ upc }: { upc: string }, { currency = 'CNY' }: { currency?: string }) => `${upc} ${currency}`,
    },
  },
};
