import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

const accounts = [
  { __typename: 'Analyst', id: 'a1', name: 'Ada', desk: 'East' },
  { __typename: 'Robot', id: 'r1', name: 'Unit 1', version: 4, self: { __typename: 'Robot', id: 'r1', version: 4 } },
];

export const people: SubgraphSource = {
  name: 'people',
  typeDefs: `${federationLink}
    type Query { accounts: [Account!]! }
    interface Account @key(fields: "id") { id: ID! name: String! }
    type Analyst implements Account @key(fields: "id") { id: ID! name: String! desk: String! }
    type Robot implements Account @key(fields: "id") { id: ID! name: String! version: Int! self: Account }
    type Guest implements Account @key(fields: "id") { id: ID! name: String! }
    union Human = Analyst | Guest
  `,
  resolvers: {
    Query: { accounts: () => accounts },
    Account: { __resolveReference: ({ id }: { id: string }) => accounts.find((account) => account.id === id) },
    Analyst: { __resolveReference: ({ id }: { id: string }) => accounts.find((account) => account.id === id) },
    Robot: { __resolveReference: ({ id }: { id: string }) => accounts.find((account) => account.id === id) },
  },
};
