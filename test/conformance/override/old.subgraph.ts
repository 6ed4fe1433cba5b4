import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

const card = { id: 'c1', limit: 1, colour: 'old', rating: 'old' };

export const old: SubgraphSource = {
  name: 'old',
  typeDefs: `${federationLink}
    type Query { card: Card! }
    type Card @key(fields: "id") { id: ID! limit: Int! colour: String! rating: String! }
  `,
  resolvers: { Query: { card: () => card }, Card: { __resolveReference: () => card } },
};
