import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

export const makers: SubgraphSource = {
  name: 'makers',
  typeDefs: `${federationLink}
    type Maker @key(fields: "code land") { code: ID! land: String! name: String flagship: Product }
    type Product @key(fields: "id", resolvable: false) { id: ID! }
  `,
  resolvers: {
    Maker: {
      // m2 is unknown here.
      __resolveReference: ({ code, land }: { code: string; land: string }) =>
        code === 'm1' ? { code, land, name: `Maker ${code} of ${land}`, flagship: { id: 'p3' } } : null,
    },
  },
};
