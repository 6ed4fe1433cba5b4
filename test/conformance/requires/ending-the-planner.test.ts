import { federate } from '../../support/federation.js';
import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

/** The native planner ends its process over a headline of what a warehouse holds: it mistakes one key for the other. */
const sources: readonly SubgraphSource[] = [
  {
    name: 'inventory',
    typeDefs: `${federationLink}
      type Query { holds: [Product!]! }
      type Product @key(fields: "upc") { upc: ID! inStock: Boolean! }
    `,
    resolvers: {
      Query: {
        holds: () => [
          { upc: '1', inStock: true },
          { upc: '2', inStock: false },
        ],
      },
    },
  },
  {
    name: 'products',
    typeDefs: `${federationLink}
      type Query { top: Product }
      type Product @key(fields: "upc") @key(fields: "region { code }") { upc: ID! region: Region! name: String }
      type Region { code: ID! @shareable }
    `,
    resolvers: {
      Query: { top: () => product('1') },
      Product: { __resolveReference: ({ upc, region }: Reference) => product(upc ?? region?.code ?? '') },
    },
  },
  {
    name: 'reviews',
    typeDefs: `${federationLink}
      type Product @key(fields: "region { code }") @key(fields: "upc") {
        upc: ID!
        region: Region!
        name: String @external
        headline(style: String): String @requires(fields: "name")
      }
      type Region { code: ID! @shareable }
    `,
    resolvers: {
      Product: {
        __resolveReference: ({ upc, region, name }: Reference) => ({ ...product(upc ?? region?.code ?? ''), name }),
        headline: ({ name }: Reference, { style }: { style?: string }) => `${style ?? 'All'} about ${name}`,
      },
    },
  },
];

interface Reference {
  readonly upc?: string;
  readonly region?: { readonly code: string };
  readonly name?: string;
}

function product(code: string) {
  return { upc: code, region: { code }, name: `Product ${code}` };
}

describe('operations over which the native planner ends its process', () => {
  it('are answered like any other', async () => {
    await using federation = await federate(sources);
    expect(await federation.ask('{ holds { headline inStock name } }')).toEqual({
      data: {
        holds: [
          { headline: 'All about Product 1', inStock: true, name: 'Product 1' },
          { headline: 'All about Product 2', inStock: false, name: 'Product 2' },
        ],
      },
    });
    expect(federation.callsSince()).toEqual(['inventory', 'products', 'reviews']);
    const source =
      'query ($style: String) { holds { ... on Product { brief: headline(style: $style) } } top { headline } }';
    expect(await federation.ask(source, { style: 'Little' })).toEqual({
      data: {
        holds: [{ brief: 'Little about Product 1' }, { brief: 'Little about Product 2' }],
        top: { headline: 'All about Product 1' },
      },
    });
  });

  it('keep nobody from an answer, however many come at once', async () => {
    await using federation = await federate(sources);
    const flood = Array.from({ length: 60 }, (_, index) => federation.ask(`{ holds { a${index}: headline } }`));
    expect(await federation.ask('{ top { headline } }')).toEqual({
      data: { top: { headline: 'All about Product 1' } },
    });
    expect(await federation.ask('{ holds { inStock } }')).toEqual({
      data: { holds: [{ inStock: true }, { inStock: false }] },
    });
    for (const [index, answer] of (await Promise.all(flood)).entries()) {
      const key = `a${index}`;
      const holds = [{ [key]: 'All about Product 1' }, { [key]: 'All about Product 2' }];
      expect(answer).toEqual({ data: { holds } });
    }
  });
});
