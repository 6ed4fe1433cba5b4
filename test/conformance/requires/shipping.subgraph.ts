import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

interface Representation {
  readonly weight?: number | null;
  readonly price?: number;
  readonly parts?: readonly { readonly size: number }[];
}

export const shipping: SubgraphSource = {
  name: 'shipping',
  typeDefs: `${federationLink}
    type Item @key(fields: "id") {
      id: ID!
      weight: Int @external
      price(currency: String! = "EUR"): Float! @external
      parts: [Part!]! @external
      cost: Int @requires(fields: "weight")
      costInEuro: Float @requires(fields: "price(currency: \\"EUR\\")")
      costInDollar: Float @requires(fields: "price(currency: \\"USD\\")")
      volume: Int @requires(fields: "parts { size }")
    }
    type Part { size: Int! @external }
  `,
  resolvers: {
    Item: {
      __resolveReference: (representation: Representation) => representation,
      cost: ({ weight }: Representation) => (weight === null ? -1 : 10 * (weight ?? Number.NaN)),
      costInEuro: ({ price }: Representation) => 10 * (price ?? Number.NaN),
      costInDollar: ({ price }: Representation) => 10 * (price ?? Number.NaN),
      volume: ({ parts }: Representation) => parts?.reduce((sum, { size }) => sum + size, 0),
    },
  },
};
