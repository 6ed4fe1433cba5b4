import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

export const first: SubgraphSource = {
  name: 'first',
  typeDefs: `${federationLink}
    type Query { place: Place @shareable }
    type Place @shareable { name: String! point: Point! }
    type Point @shareable { x: Int! y: Int! }
  `,
  resolvers: { Query: { place: () => ({ name: 'Hall', point: { x: 1, y: 2 } }) } },
};
