import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

export const sky: SubgraphSource = {
  name: 'sky',
  typeDefs: `${federationLink}
    type Query { star: Star }
    type Mutation { name(star: ID!): Star }
    "A ball of gas."
    type Star @key(fields: "id") { id: ID! old: Int @deprecated(reason: "burnt out") }
  `,
  resolvers: { Query: { star: () => ({ id: 's' }) }, Mutation: { name: () => ({ id: 's' }) } },
};
