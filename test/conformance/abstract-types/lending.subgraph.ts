import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

export const lending: SubgraphSource = {
  name: 'lending',
  typeDefs: `${federationLink}
    interface Lendable { dueIn: Int }
    type Book implements Lendable @key(fields: "id") { id: ID! dueIn: Int shelf: String! }
    type Film implements Lendable @key(fields: "id") { id: ID! dueIn: Int }
  `,
  resolvers: {
    Book: { __resolveReference: ({ id }: { id: string }) => ({ id, dueIn: 14, shelf: `shelf of ${id}` }) },
    Film: { __resolveReference: ({ id }: { id: string }) => ({ id, dueIn: 2 }) },
  },
};
