import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

export const reviews: SubgraphSource = {
  name: 'reviews',
  typeDefs: `${federationLink}
    type Query {
      latest: Review @provides(fields: "author { name }")
      oldest: Review
    }
    type Review { text: String! author: Author! }
    type Author @key(fields: "id") { id: ID! name: String! @external }
  `,
  resolvers: {
    Query: {
      latest: () => ({ text: 'good', author: { id: 'a1', name: 'as reviews know it' } }),
      oldest: () => ({ text: 'bad', author: { id: 'a1', name: 'must not be used' } }),
    },
  },
};
