import { federate } from '../../support/federation.js';
import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

const book = { __typename: 'Book', id: 'b', title: 'Signs', owner: { __typename: 'Person', name: 'Ada' } };
const film = { __typename: 'Film', id: 'f', title: 'Noise', owner: { __typename: 'Person', name: 'Bo' } };
const lost = { __typename: 'Film', id: 'l', title: 'Lost', owner: null };

/** Titles and owners may be null of books, and not of films. */
const shelf: SubgraphSource = {
  name: 'shelf',
  typeDefs: `${federationLink}
    type Query { found: [Found] }
    union Found = Book | Film
    type Book @key(fields: "id") { id: ID! title: String owner: Person }
    type Film @key(fields: "id") { id: ID! title: String! owner: Person! }
    type Person { name: String }
  `,
  resolvers: {
    Query: { found: () => [book, film, lost] },
    Book: { __resolveReference: () => book },
    Film: { __resolveReference: () => film },
  },
};

const radio: SubgraphSource = {
  name: 'radio',
  typeDefs: `${federationLink}
    type Query { songs: [Song!] }
    union Found = Book | Film
    type Song @key(fields: "id") { id: ID! about: Found }
    type Book @key(fields: "id", resolvable: false) { id: ID! }
    type Film @key(fields: "id", resolvable: false) { id: ID! }
  `,
  resolvers: {
    Query: {
      songs: () => [
        { id: 's1', about: { __typename: 'Film', id: 'f' } },
        { id: 's2', about: { __typename: 'Book', id: 'b' } },
      ],
    },
  },
};

interface Representation {
  readonly title?: string;
  readonly owner?: { readonly name: string };
  readonly about?: { readonly __typename: string; readonly title: string };
}

const press: SubgraphSource = {
  name: 'press',
  typeDefs: `${federationLink}
    union Found = Book | Film
    type Song @key(fields: "id") {
      id: ID!
      about: Found @external
      blurb: String @requires(fields: "about { __typename ... on Book { title } ... on Film { title } }")
    }
    type Book @key(fields: "id") {
      id: ID!
      title: String @external
      owner: Person @external
      credit: String @requires(fields: "title owner { name }")
    }
    type Film @key(fields: "id", resolvable: false) { id: ID! title: String! @external }
    type Person { name: String @external }
  `,
  resolvers: {
    Book: {
      __resolveReference: (sent: Representation) => sent,
      credit: ({ title, owner }: Representation) => `${title} by ${owner?.name}`,
    },
    Song: {
      __resolveReference: (sent: Representation) => sent,
      blurb: ({ about }: Representation) => `${about?.__typename}: ${about?.title}`,
    },
  },
};

describe('fields of unlike types under one key', () => {
  it('are asked for apart where one is an input and another is asked for, and errors stand at their own key', async () => {
    await using federation = await federate([shelf, radio, press]);
    expect(await federation.ask('{ found { ... on Book { credit } ... on Film { owner { name } } } }')).toEqual({
      data: { found: [{ credit: 'Signs by Ada' }, { owner: { name: 'Bo' } }, null] },
      errors: [
        {
          message: 'Cannot return null for non-nullable field Film.owner.',
          path: ['found', 2, 'owner'],
          extensions: { code: 'SUBGRAPH_ERROR', subgraph: 'shelf' },
        },
      ],
    });
  });

  it('are asked for apart where both are inputs', async () => {
    await using federation = await federate([shelf, radio, press]);
    expect(await federation.ask('{ songs { blurb about { ... on Film { named: title } } } }')).toEqual({
      data: {
        songs: [
          { blurb: 'Film: Noise', about: { named: 'Noise' } },
          { blurb: 'Book: Signs', about: {} },
        ],
      },
    });
  });
});
