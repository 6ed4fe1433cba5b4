import { federate } from '../../support/federation.js';
import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

interface Reference {
  readonly id: string;
  readonly slug: string;
  readonly title?: string;
}

const articles = [
  { __typename: 'News', id: 'n', slug: 'n-1', title: 'Signs' },
  { __typename: 'Guide', id: 'g', slug: 'g-1', title: 'Ways' },
];
const found = {
  __resolveReference: (sent: Reference) => articles.find(({ id, slug }) => id === sent.id || slug === sent.slug),
};

const writing: SubgraphSource = {
  name: 'writing',
  typeDefs: `${federationLink}
    type Query { articles: [Article!]! }
    interface Article @key(fields: "id") @key(fields: "slug") { id: ID! slug: String! title: String }
    type News implements Article @key(fields: "id") @key(fields: "slug") { id: ID! slug: String! title: String }
    type Guide implements Article @key(fields: "id") @key(fields: "slug") { id: ID! slug: String! title: String }
  `,
  resolvers: { Query: { articles: () => articles }, Article: found, News: found, Guide: found },
};

const headlines: SubgraphSource = {
  name: 'headlines',
  typeDefs: `${federationLink}
    type Article @key(fields: "id") @interfaceObject {
      id: ID!
      title: String @external
      headline: String @requires(fields: "title")
    }
  `,
  resolvers: {
    Article: { __resolveReference: (sent: Reference) => sent, headline: ({ title }: Reference) => `${title}!` },
  },
};

/** Knows the same interface by another key. */
const readers: SubgraphSource = {
  name: 'readers',
  typeDefs: `${federationLink}
    type Article @key(fields: "slug") @interfaceObject { slug: String! readers: Int! }
  `,
  resolvers: { Article: { __resolveReference: ({ slug }: Reference) => ({ slug, readers: 7 }) } },
};

/** Has one of the types, by that key. */
const shelves: SubgraphSource = {
  name: 'shelves',
  typeDefs: `${federationLink}
    type Guide @key(fields: "slug") { slug: String! shelf: String }
  `,
  resolvers: { Guide: { __resolveReference: ({ slug }: Reference) => ({ slug, shelf: `shelf of ${slug}` }) } },
};

describe('what a field of an interface object requires', () => {
  it.each([
    '{ articles { ... on Guide { headline } } }',
    '{ articles { ... on Article { ... on Guide { headline } } } }',
  ])('is asked for of the one type that the field is asked for of: %s', async (source) => {
    await using federation = await federate([writing, headlines, readers, shelves]);
    expect(await federation.ask(source)).toEqual({ data: { articles: [{}, { headline: 'Ways!' }] } });
  });

  it('is asked for beside what only one type has', async () => {
    await using federation = await federate([writing, headlines, readers, shelves]);
    const source = '{ articles { ... on Guide { shelf headline name: title } headline readers } }';
    expect(await federation.ask(source)).toEqual({
      data: {
        articles: [
          { headline: 'Signs!', readers: 7 },
          { shelf: 'shelf of g-1', headline: 'Ways!', name: 'Ways', readers: 7 },
        ],
      },
    });
  });
});
