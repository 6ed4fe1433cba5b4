import { buildSubgraphSchema } from '@apollo/subgraph';
import { type GraphQLSchema, parse } from 'graphql';

import {
  author,
  type Product,
  products,
  type Review,
  reviewsOf,
  reviewsOfAnyUser,
  shippingEstimateOf,
  users,
} from './shop-data.js';

export const subgraphNames = ['accounts', 'inventory', 'products', 'reviews'] as const;
export type SubgraphName = (typeof subgraphNames)[number];

const link = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@external", "@provides", "@requires", "@shareable"])
`;

/** Four services as in the public benchmark: users, products, what is in stock, and reviews that join them. */
export const subgraphSdl: Readonly<Record<SubgraphName, string>> = {
  accounts: `${link}
    type Query { me: User, user(id: ID!): User, users: [User] }
    type User @key(fields: "id") { id: ID!, name: String, username: String @shareable, birthday: Int }`,
  inventory: `${link}
    type Product @key(fields: "upc") {
      upc: String!
      weight: Int @external
      price: Int @external
      inStock: Boolean
      shippingEstimate: Int @requires(fields: "price weight")
    }`,
  products: `${link}
    type Query { topProducts(first: Int = 5): [Product] }
    type Product @key(fields: "upc") { upc: String!, name: String, price: Int, weight: Int }`,
  reviews: `${link}
    type Review @key(fields: "id") {
      id: ID!
      body: String
      product: Product
      author: User @provides(fields: "username")
    }
    type User @key(fields: "id") { id: ID!, username: String @external, reviews: [Review] }
    type Product @key(fields: "upc") { upc: String!, reviews: [Review] }`,
};

interface UserKey {
  readonly id: string;
}

interface ProductKey {
  readonly upc: string;
}

const resolvers = {
  accounts: {
    Query: {
      me: () => users[0],
      user: (_: unknown, key: UserKey) => userBy(key),
      users: () => users,
    },
    User: { __resolveReference: userBy },
  },
  inventory: {
    Product: {
      __resolveReference: (sent: ProductKey) => {
        const known = productBy(sent);
        return known && { inStock: known.inStock, ...sent };
      },
      // Only of what was sent, so that a gateway that forgets to send it is found out.
      shippingEstimate: ({ price, weight }: Partial<Product>) =>
        price === undefined || weight === undefined ? null : shippingEstimateOf({ price, weight }),
    },
  },
  products: {
    Query: { topProducts: (_: unknown, { first }: { readonly first: number }) => products.slice(0, first) },
    Product: { __resolveReference: productBy },
  },
  reviews: {
    Review: { product: ({ upc }: Review) => ({ upc }), author: () => author },
    User: { __resolveReference: ({ id }: UserKey) => ({ id }), reviews: () => reviewsOfAnyUser },
    Product: {
      __resolveReference: ({ upc }: ProductKey) => ({ upc }),
      reviews: ({ upc }: ProductKey) => reviewsOf(upc),
    },
  },
} as const;

export function subgraphSchema(name: SubgraphName): GraphQLSchema {
  return buildSubgraphSchema([{ typeDefs: parse(subgraphSdl[name]), resolvers: resolvers[name] }]);
}

function userBy({ id }: UserKey) {
  return users.find((user) => user.id === id);
}

function productBy({ upc }: ProductKey) {
  return products.find((product) => product.upc === upc);
}
