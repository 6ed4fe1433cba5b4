import { federate } from '../../support/federation.js';
import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

interface Reference {
  readonly id: string;
  readonly title?: string | null;
}

const articles = [
  { __typename: 'News', id: 'n', title: 'Signs' },
  { __typename: 'Guide', id: 'g', title: null },
];
const found = { __resolveReference: ({ id }: Reference) => articles.find((article) => article.id === id) };

const writing: SubgraphSource = {
  name: 'writing',
  typeDefs: `${federationLink}
    type Query { articles: [Article!]! }
    interface Article @key(fields: "id") { id: ID! title: String }
    type News implements Article @key(fields: "id") { id: ID! title: String }
    type Guide implements Article @key(fields: "id") { id: ID! title: String steps: Int }
  `,
  resolvers: { Query: { articles: () => articles }, Article: found, News: found, Guide: found },
};

/** Has no titles. Besides the other, no subgraph knows articles, so that composition says nothing of whose titles are. */
const headlines: SubgraphSource = {
  name: 'headlines',
  typeDefs: `${federationLink}
    type Query { latest: [Article!]! }
    type Article @key(fields: "id") @interfaceObject {
      id: ID!
      title: String @external
      headline: String @requires(fields: "title")
      readers: Int
    }
  `,
  resolvers: {
    Query: { latest: () => articles.map(({ id }) => ({ id, title: 'must not be used' })) },
    Article: {
      __resolveReference: (sent: Reference) => sent,
      headline: ({ title }: Reference) => `${title}!`,
      readers: () => 7,
    },
  },
};

describe('an input that an interface object has from elsewhere', () => {
  it.each(['articles', 'latest'])('is asked for there, from whichever subgraph the objects come: %s', async (field) => {
    await using federation = await federate([writing, headlines]);
    expect(await federation.ask(`{ ${field} { headline readers } }`)).toEqual({
      data: {
        [field]: [
          { headline: 'Signs!', readers: 7 },
          { headline: 'null!', readers: 7 },
        ],
      },
    });
  });

  it('is so beside a fragment on one of the types, and where the client asks for it', async () => {
    await using federation = await federate([writing, headlines]);
    expect(await federation.ask('{ latest { headline ... on Guide { headline steps } name: title } }')).toEqual({
      data: {
        latest: [
          { headline: 'Signs!', name: 'Signs' },
          { headline: 'null!', steps: null, name: null },
        ],
      },
    });
  });
});
