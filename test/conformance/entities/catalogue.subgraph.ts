import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

const products = [
  { id: 'p1', name: 'Ledger', maker: { code: 'm1', land: 'CH' } },
  { id: 'p2', name: 'Scale', maker: { code: 'm2', land: 'CH' } },
  { id: 'p3', name: 'Seal', maker: { code: 'm1', land: 'CH' } },
];

export const catalogue: SubgraphSource = {
  name: 'catalogue',
  typeDefs: `${federationLink}
    type Query { products: [Product!]! }
    type Product @key(fields: "id") { id: ID! name: String! maker: Maker! }
    type Maker @key(fields: "code land") { code: ID! land: String! }
  `,
  resolvers: {
    Query: { products: () => products },
    Product: { __resolveReference: ({ id }: { id: string }) => products.find((product) => product.id === id) },
  },
};
