import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

/** What readers say of works. */
export const reviews: SubgraphSource = {
  name: 'reviews',
  typeDefs: `${federationLink}
    type Book @key(fields: "id") {
      id: ID! stars: Int! weight: Int! @external postage: Int! @requires(fields: "weight") critic: Critic nobody: Critic
    }
    type Film @key(fields: "id") { id: ID! stars: Int! }
    type Critic { name: String! }
    type Maker @key(fields: "id") { id: ID! fame: Int! }
  `,
  resolvers: {
    Book: {
      __resolveReference: ({ id, weight }: { id: string; weight?: number }) => ({
        id,
        stars: 5,
        postage: (weight ?? NaN) * 2,
        critic: { name: 'Critic' },
        nobody: null,
      }),
    },
    Film: { __resolveReference: ({ id }: { id: string }) => ({ id, stars: 4 }) },
    Maker: { __resolveReference: ({ id }: { id: string }) => ({ id, fame: 9 }) },
  },
};
