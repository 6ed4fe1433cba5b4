import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

export const ratings: SubgraphSource = {
  name: 'ratings',
  typeDefs: `${federationLink}
    type Item @key(fields: "id") { id: ID! stars: Int! }
  `,
  resolvers: { Item: { __resolveReference: ({ id }: { id: string }) => ({ id, stars: 5 }) } },
};
