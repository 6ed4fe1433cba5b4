import { authorizationLink, type SubgraphSource } from '../../support/subgraph-server.js';

/** Another institution, which computes with what the registry knows. */
export const payroll: SubgraphSource = {
  name: 'payroll',
  typeDefs: `${authorizationLink}
    type Query { shared: String @shareable @authenticated @requiresScopes(scopes: [["read:c"]]) }
    type Person @key(fields: "id") {
      id: ID!
      name: String! @external
      salary: Int @external
      tax: Int @requires(fields: "salary") @requiresScopes(scopes: [["pay:read", "pay:list"], ["pay:all"]])
      badge: String @requires(fields: "name")
      holidays: Int!
    }
  `,
  resolvers: {
    Query: { shared: () => 'theirs' },
    Person: {
      __resolveReference: (reference: object) => reference,
      tax: ({ salary }: { salary: number }) => salary / 3,
      badge: ({ name }: { name: string }) => `[${name}]`,
      holidays: () => 30,
    },
  },
};
