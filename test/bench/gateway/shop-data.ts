/**
 * The data of the gateway benchmark: as many users, products and reviews, as connected and as long, as in the public
 * benchmark of federation gateways, so that the answer has its size and shape. The words are our own.
 */
export interface User {
  readonly id: string;
  readonly name: string;
  readonly username: string;
  readonly birthday: number;
}

export interface Product {
  readonly upc: string;
  readonly name: string;
  readonly price: number;
  readonly weight: number;
  readonly inStock: boolean;
}

export interface Review {
  readonly id: string;
  readonly body: string;
  readonly upc: string;
}

export const users: readonly User[] = ['Ada', 'Barbara', 'Cecilia', 'Dorothy', 'Edith', 'Frances'].map(
  (name, index) => ({
    id: String(index + 1),
    name: `${name} Example`,
    username: `${name.toLowerCase()}.example`,
    birthday: 1_000_000_000 + index,
  }),
);

const goods: readonly (readonly [name: string, price: number, weight: number])[] = [
  ['Table', 899, 100],
  ['Bench', 1_299, 1_000],
  ['Mug', 15, 20],
  ['Stool', 499, 100],
  ['Radio', 1_299, 1_000],
  ['Lantern', 6_999, 300],
  ['Stove', 3_999, 2_000],
  ['Freezer', 100_000, 6_000],
  ['Divan', 9_999, 800],
];

export const products: readonly Product[] = goods.map(([name, price, weight], index) => ({
  upc: String(index + 1),
  name,
  price,
  weight,
  inStock: index % 3 !== 2,
}));

const sentence =
  'It came in time and in one piece, does what the seller says it does, and would be bought again for a friend. ';

/** Length of the text and the product it is about. */
const written: readonly (readonly [length: number, upc: string])[] = [
  [445, '1'],
  [290, '1'],
  [277, '1'],
  [144, '1'],
  [445, '2'],
  [290, '2'],
  [277, '2'],
  [144, '2'],
  [144, '3'],
  [144, '4'],
  [830, '4'],
];

export const reviews: readonly Review[] = written.map(([length, upc], index) => ({
  id: String(index + 1),
  body: `${index + 1}. ${sentence.repeat(Math.ceil(length / sentence.length))}`.slice(0, length),
  upc,
}));

/** Everything was written by the first user, and every user is said to have written the first two. */
export const author = users[0];
export const reviewsOfAnyUser: readonly Review[] = reviews.slice(0, 2);

export function reviewsOf(upc: string): readonly Review[] {
  return reviews.filter((review) => review.upc === upc);
}

export function shippingEstimateOf({ price, weight }: Pick<Product, 'price' | 'weight'>): number {
  return price > 1_000 ? 0 : Math.floor(weight / 2);
}
