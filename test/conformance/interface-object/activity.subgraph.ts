import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

/** Knows accounts, and not which kinds of them there are. */
export const activity: SubgraphSource = {
  name: 'activity',
  typeDefs: `${federationLink}
    type Query { mostActive: Account }
    type Account @key(fields: "id") @interfaceObject { id: ID! logins: Int! shifts: Int! }
  `,
  resolvers: {
    Query: { mostActive: () => ({ id: 'r1', logins: 99 }) },
    Account: {
      __resolveReference: ({ id }: { id: string }) => ({ id, logins: id === 'r1' ? 99 : 3 }),
      shifts: ({ id }: { id: string }) => {
        if (id === 'r1') throw new Error('Robots know no shifts.');
        return 2;
      },
    },
  },
};
