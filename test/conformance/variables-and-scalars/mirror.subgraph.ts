import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

export const mirror: SubgraphSource = {
  name: 'mirror',
  typeDefs: `${federationLink}
    scalar JSON
    type Echo @key(fields: "id") { id: ID! arguments: JSON! @external mirrored(depth: Int = 1): JSON @requires(fields: "arguments") }
  `,
  resolvers: {
    Echo: {
      __resolveReference: (representation: object) => representation,
      mirrored: ({ arguments: args }: { arguments: object }, { depth }: { depth: number }) => ({ args, depth }),
    },
  },
};
