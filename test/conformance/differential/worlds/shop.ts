import { federationLink } from '../../../support/subgraph-server.js';
import type { World } from '../world.js';

/** The shape of the public benchmark, with what a federation makes of it: keys, inputs, shared and borrowed fields. */
export const shop: World = {
  name: 'a shop',
  sources: [
    {
      name: 'accounts',
      typeDefs: `${federationLink}
        scalar JSON
        type Query {
          me: User
          user(id: ID!): User
          users(first: Int = 2, kind: [Kind!]): [User]!
          latest: [Thing!]
        }
        type Mutation { rename(id: ID!, to: String!): User bump(by: Int = 1): Int! }
        enum Kind { PERSON COMPANY ROBOT }
        union Thing = User | Company
        type User @key(fields: "id") @key(fields: "email") {
          id: ID!
          email: String!
          name: String
          greeting(style: Style = FULL, names: [String!]): String
          birthday: String!
          kind: Kind!
          employer: Company
          friends: [User!]
          settings(for: JSON): JSON
        }
        enum Style { SHORT FULL }
        type Company @key(fields: "id country { code }") { id: ID! country: Country! name: String! chief: User! }
        type Country @shareable { code: ID! label: String }
      `,
    },
    {
      name: 'products',
      typeDefs: `${federationLink}
        type Query { product(upc: ID!): Product topProducts(first: Int = 5, filter: Filter): [Product!]! catalogue: [[Product]] }
        input Filter { category: [String!], price: Range, inStock: Boolean = true }
        input Range { from: Float = 0, to: Float! }
        type Product @key(fields: "upc") @key(fields: "sku region { code }") {
          upc: ID!
          sku: String!
          region: Region!
          name: String
          price(currency: Currency! = EUR): Int
          weight: Float
          size: Size @shareable
          parts: [Part!]!
          maker: Company
          inStock: Boolean @override(from: "inventory", label: "percent(30)")
        }
        enum Currency { EUR USD JPY }
        type Region { code: String! label: String }
        type Size @shareable { width: Int! height: Int unit: String }
        type Part { name: String! weight: Float! spare: Product }
        type Company @key(fields: "id country { code }") { id: ID! country: Country! products(first: Int): [Product] }
        type Country @shareable { code: ID! label: String }
      `,
    },
    {
      name: 'inventory',
      typeDefs: `${federationLink}
        type Query { warehouses: [Warehouse!] }
        type Warehouse { name: String! holds: [Product!]! keeper: User nearest: Warehouse }
        type Product @key(fields: "upc") {
          upc: ID!
          price(currency: Currency! = EUR): Int @external
          weight: Float @external
          size: Size @shareable
          parts: [Part!]! @external
          inStock: Boolean
          shipping(to: String): Int @requires(fields: "price(currency: EUR) weight")
          duty: Int @requires(fields: "price(currency: USD)")
          handling: String! @requires(fields: "parts { name weight }")
        }
        enum Currency { EUR USD JPY }
        type Part { name: String! @external weight: Float! @external }
        type Size @shareable { width: Int! height: Int unit: String }
        type User @key(fields: "email", resolvable: false) { email: String! }
      `,
    },
    {
      name: 'reviews',
      typeDefs: `${federationLink}
        type Query { review(id: ID!): Review bestReview: Review feed: [Entry] }
        interface Entry { id: ID! author: User! text: String }
        type Review implements Entry @key(fields: "id") {
          id: ID!
          text: String
          stars: Int!
          author: User! @provides(fields: "name")
          product: Product
          answers: [Answer!]!
        }
        type Answer implements Entry { id: ID! text: String author: User! parent: Review }
        type User @key(fields: "id") {
          id: ID!
          name: String @external
          birthday: String! @external
          reviews(first: Int): [Review!]
          karma: Int!
          sign: String @requires(fields: "birthday")
        }
        type Product @key(fields: "sku region { code }") @key(fields: "upc") {
          upc: ID!
          sku: String!
          region: Region!
          name: String @external
          reviews(stars: [Int]): [Review!]!
          score: Float
          headline: String @requires(fields: "name")
        }
        type Region { code: String! @shareable }
      `,
    },
  ],
  mishaps: {
    nulls: 6,
    failures: 14,
    failuresOfNonNull: 40,
    unknown: { 'inventory.Product': 0, 'reviews.User': 7 },
    failing: { 'reviews.User': 13, 'reviews.Product': 11 },
  },
};
