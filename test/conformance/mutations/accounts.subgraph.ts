import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

/** What happened, in order, in both subgraphs. */
export const journal: string[] = [];

export const accounts: SubgraphSource = {
  name: 'accounts',
  typeDefs: `${federationLink}
    type Query { account: Account }
    type Mutation { open(name: String!): Account! close(id: ID!): Boolean freeze(id: ID!): Account! }
    type Account @key(fields: "id") { id: ID! name: String! }
  `,
  resolvers: {
    Query: { account: () => null },
    Mutation: {
      open: (_: object, { name }: { name: string }) => {
        journal.push(`open ${name}`);
        return { id: name.toLowerCase(), name };
      },
      freeze: (_: object, { id }: { id: string }) => {
        journal.push(`freeze ${id}`);
        throw new Error(`${id} is frozen already`);
      },
      close: (_: object, { id }: { id: string }) => {
        journal.push(`close ${id}`);
        throw new Error(`${id} is not empty`);
      },
    },
  },
};
