import { GraphQLScalarType } from 'graphql';
import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

export const echo: SubgraphSource = {
  name: 'echo',
  typeDefs: `${federationLink}
    scalar JSON
    enum Level { LOW HIGH }
    input Options { level: Level! = LOW tags: [String!] more: Options extra: JSON }
    type Query {
      echo(options: Options, list: [Int!], id: ID, number: Float = 2.5, flag: Boolean): Echo!
    }
    type Echo @key(fields: "id") { id: ID! arguments: JSON! level: Level text: String int: Int float: Float ids: [ID!]! }
  `,
  resolvers: {
    JSON: new GraphQLScalarType({ name: 'JSON' }),
    Query: {
      echo: (_: object, args: object) => ({
        id: 7,
        arguments: args,
        level: 'HIGH',
        text: 'quote " slash \\ line \n sep \u2028 lone \ud800 pair 😀',
        int: -0,
        float: 1e21,
        ids: [1, 'two'],
      }),
    },
    Echo: { __resolveReference: ({ id }: { id: string }) => ({ id }) },
  },
};
