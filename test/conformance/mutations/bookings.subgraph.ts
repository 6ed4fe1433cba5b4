import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';
import { journal } from './accounts.subgraph.js';

export const bookings: SubgraphSource = {
  name: 'bookings',
  typeDefs: `${federationLink}
    type Mutation { book(amount: Int!): Booking! }
    type Booking { amount: Int! account: Account! }
    type Account @key(fields: "id") { id: ID! balance: Int! }
  `,
  resolvers: {
    Mutation: {
      book: (_: object, { amount }: { amount: number }) => {
        journal.push(`book ${amount}`);
        return { amount, account: { id: 'ada', balance: amount } };
      },
    },
    Account: {
      __resolveReference: ({ id }: { id: string }) => ({ id, balance: 0 }),
      balance: ({ id, balance }: { id: string; balance: number }) => {
        journal.push(`balance of ${id}`);
        if (id === 'nobody') throw new Error('nobody has a balance');
        return balance;
      },
    },
  },
};
