import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

export const authors: SubgraphSource = {
  name: 'authors',
  typeDefs: `${federationLink}
    type Author @key(fields: "id") { id: ID! name: String! @shareable born: Int! }
  `,
  resolvers: {
    Author: { __resolveReference: ({ id }: { id: string }) => ({ id, name: 'as authors know it', born: 1970 }) },
  },
};
