import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

interface Reference {
  readonly id: string;
  readonly price?: number;
  readonly mass?: number | null;
}

/** Knows all vehicles, and what each weighs; the scale fails on the broken one. */
export const fleet: SubgraphSource = {
  name: 'fleet',
  typeDefs: `${federationLink}
    type Query { vehicles: [Vehicle!] car: Car }
    union Vehicle = Car | Sledge
    type Sledge { dogs: Int! }
    type Car @key(fields: "id") { id: ID! mass: Int price(currency: String! = "EUR"): Int! }
  `,
  resolvers: {
    Query: {
      vehicles: () => [
        { __typename: 'Car', id: 'red' },
        { __typename: 'Sledge', dogs: 6 },
        { __typename: 'Sledge', dogs: 8 },
        { __typename: 'Car', id: 'broken' },
      ],
      car: () => ({ id: 'red' }),
    },
    Car: {
      __resolveReference: ({ id }: Reference) => ({ id }),
      mass: ({ id }: Reference) => {
        if (id === 'broken') throw new Error('the scale is broken');
        return 900;
      },
      price: (_: Reference, { currency }: { readonly currency: string }) => (currency === 'EUR' ? 10 : 12),
    },
  },
};

/** Knows of cars what it charges, some of it by weight and price; it has never heard of the broken one. */
export const workshop: SubgraphSource = {
  name: 'workshop',
  typeDefs: `${federationLink}
    type Car @key(fields: "id") {
      id: ID!
      mass: Int @external
      price(currency: String! = "EUR"): Int! @external
      mechanic: String
      hours: Int!
      toll: Int @requires(fields: "mass")
      feeInEuro: Int @requires(fields: "price(currency: \\"EUR\\")")
      feeInDollar: Int @requires(fields: "price(currency: \\"USD\\")")
    }
  `,
  resolvers: {
    Car: {
      __resolveReference: (sent: Reference) => sent,
      mechanic: ({ id }: Reference) => {
        if (id === 'broken') throw new Error('nobody wants to');
        return 'Ada';
      },
      hours: ({ id }: Reference) => (id === 'broken' ? null : 3),
      toll: ({ mass }: Reference) => (mass ?? -1) * 2,
      feeInEuro: ({ price }: Reference) => (price ?? -1) * 100,
      feeInDollar: ({ price }: Reference) => (price ?? -1) * 100,
    },
  },
};

/** Refers to engines by a key under which the other subgraph does not find them. */
export const engines: SubgraphSource = {
  name: 'engines',
  typeDefs: `${federationLink}
    type Query { engine: Engine }
    type Engine @key(fields: "id") @key(fields: "plate { maker year }") @key(fields: "plate { year serial }") {
      id: ID!
      plate: Plate!
      power: Int!
    }
    type Plate { maker: ID! year: ID! serial: ID! }
  `,
  resolvers: {
    Query: { engine: () => ({ id: 'e1' }) },
    Engine: {
      __resolveReference: () => ({ id: 'e1' }),
      plate: () => ({ maker: 'M', year: '1999', serial: 'S' }),
      power: () => 70,
    },
  },
};

/** Finds engines by `plate { year serial }` only, and says so. */
export const tests: SubgraphSource = {
  name: 'tests',
  typeDefs: `${federationLink}
    type Engine
      @key(fields: "plate { maker year }", resolvable: false)
      @key(fields: "plate { year serial }") {
      plate: Plate!
      power: Int! @external
      grade: String! @requires(fields: "power")
    }
    type Plate { maker: ID! year: ID! serial: ID! }
  `,
  resolvers: {
    Engine: {
      __resolveReference: (sent: { readonly plate: { readonly serial?: string }; readonly power: number }) =>
        sent.plate.serial === 'S' ? { ...sent, plate: { maker: 'M', year: '1999', serial: 'S' } } : null,
      grade: ({ power }: { readonly power: number }) => (power > 50 ? 'A' : 'B'),
    },
  },
};
