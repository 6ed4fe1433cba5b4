import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

export const renewed: SubgraphSource = {
  name: 'new',
  typeDefs: `${federationLink}
    type Card @key(fields: "id") {
      id: ID!
      limit: Int! @override(from: "old")
      colour: String! @override(from: "old", label: "new-colours")
      rating: String! @override(from: "old", label: "percent(30)")
    }
  `,
  resolvers: {
    Card: { __resolveReference: ({ id }: { id: string }) => ({ id, limit: 2, colour: 'new', rating: 'new' }) },
  },
};
