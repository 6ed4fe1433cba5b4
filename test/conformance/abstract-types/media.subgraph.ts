import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

const found = [
  { __typename: 'Book', id: 'b1', title: 'Signs' },
  { __typename: 'Film', id: 'f1', title: 'Noise', minutes: 90 },
  { __typename: 'Note', text: 'see also' },
  { __typename: 'Book', id: 'b2', title: 'Ways' },
];

export const media: SubgraphSource = {
  name: 'media',
  typeDefs: `${federationLink}
    type Query { search: [Hit!]! titled: [Titled!]! }
    union Hit = Book | Film | Note
    interface Titled { title: String! }
    type Book implements Titled @key(fields: "id") { id: ID! title: String! }
    type Film implements Titled @key(fields: "id") { id: ID! title: String! minutes: Int! }
    type Note { text: String! }
  `,
  resolvers: {
    Query: { search: () => found, titled: () => found.filter(({ title }) => title !== undefined) },
  },
};
