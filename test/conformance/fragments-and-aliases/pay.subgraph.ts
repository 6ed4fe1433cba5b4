import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

export const pay: SubgraphSource = {
  name: 'pay',
  typeDefs: `${federationLink}
    type Person @key(fields: "id") { id: ID! salary(currency: String!): String! }
  `,
  resolvers: {
    Person: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      salary: ({ id }: { id: string }, { currency }: { currency: string }) => `${id}00 ${currency}`,
    },
  },
};
