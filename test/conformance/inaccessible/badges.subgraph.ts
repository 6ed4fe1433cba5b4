import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

export const badges: SubgraphSource = {
  name: 'badges',
  typeDefs: `${federationLink}
    type Open @key(fields: "id") { id: ID! serial: Int! @external badge: String! @requires(fields: "serial") }
    directive @trace(level: Int = 1) on FIELD | QUERY
  `,
  resolvers: {
    Open: {
      __resolveReference: (representation: object) => representation,
      badge: ({ serial }: { serial: number }) => `No ${serial}`,
    },
  },
};
