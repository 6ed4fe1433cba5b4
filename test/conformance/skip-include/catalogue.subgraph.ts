import { authorizationLink, type SubgraphSource } from '../../support/subgraph-server.js';

/** Books and films. `broken` and `torn` always fail. */
export const catalogue: SubgraphSource = {
  name: 'catalogue',
  typeDefs: `${authorizationLink}
    type Query { book(id: ID = "b1"): Book absent: Book works: [Work] }
    type Mutation { note(text: String!): Int! }
    interface Work { id: ID! }
    type Book implements Work @key(fields: "id") {
      id: ID! title: String! weight: Int! broken: String! secret: String @authenticated maker: Maker
    }
    type Film implements Work @key(fields: "id") { id: ID! title: String! torn: String! }
    type Maker @key(fields: "id") { id: ID! }
  `,
  resolvers: {
    Query: {
      book: (_: unknown, { id }: { id: string }) => bookOf(id),
      absent: () => null,
      works: () => [bookOf('b1'), null, { __typename: 'Film', id: 'f1', title: 'Film f1', torn: fail }],
    },
    Mutation: {
      note: (_: unknown, { text }: { text: string }) => notes.push(text),
    },
  },
};

/** What mutations did. */
export const notes: string[] = [];

function bookOf(id: string) {
  return { __typename: 'Book', id, title: `Book ${id}`, weight: 3, broken: fail, secret: 'S', maker: { id: 'm1' } };
}

function fail(): never {
  throw new Error('torn apart');
}
