import { buildSchema, execute, parse } from 'graphql';

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

/** The nested query of the public benchmark; `name` makes it another operation to every cache. */
export function nestedQuery(name = 'Nested'): string {
  return `query ${name} {
  users { ...Person reviews { ...Text product { ...Article reviews { ...Text author { ...Writer } } } } }
  topProducts { ...Article reviews { ...Text author { ...Writer } } }
}
fragment Writer on User { ...Person reviews { ...Text product { ...Article } } }
fragment Person on User { id username name }
fragment Text on Review { id body }
fragment Article on Product { inStock name price shippingEstimate upc weight }
`;
}

/** Asks nothing of `inventory`. */
export const withoutInventory = 'query WithoutInventory { users { id name reviews { id body } } }';

/** Fields of the nested query that `inventory` alone knows. */
export const inventoryFields: ReadonlySet<string> = new Set(['inStock', 'shippingEstimate']);

/** One schema for everything, so that what is expected owes nothing to any gateway. */
const whole = buildSchema(`
  type Query { users: [User], topProducts(first: Int = 5): [Product] }
  type User { id: ID!, name: String, username: String, reviews: [Review] }
  type Review { id: ID!, body: String, product: Product, author: User }
  type Product {
    upc: String!, name: String, price: Int, weight: Int, inStock: Boolean, shippingEstimate: Int, reviews: [Review]
  }
`);

/** The data that an operation has to give, by graphql-js. */
export function expectedData(source: string): unknown {
  const rootValue = {
    users: users.map(userValue),
    topProducts: ({ first }: { readonly first: number }) => products.slice(0, first).map(productValue),
  };
  const result = execute({ schema: whole, document: parse(source), rootValue });
  if (result instanceof Promise || result.errors) throw new Error('What is expected cannot be told.');
  return JSON.parse(JSON.stringify(result.data));
}

function userValue({ id, name, username }: (typeof users)[number]): object {
  return { id, name, username, reviews: () => reviewsOfAnyUser.map(reviewValue) };
}

function productValue(product: Product): object {
  return {
    ...product,
    shippingEstimate: shippingEstimateOf(product),
    reviews: () => reviewsOf(product.upc).map(reviewValue),
  };
}

function reviewValue({ id, body, upc }: Review): object {
  const about = products.find((product) => product.upc === upc);
  return { id, body, product: () => about && productValue(about), author: () => author && userValue(author) };
}
