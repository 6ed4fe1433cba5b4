import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

export const second: SubgraphSource = {
  name: 'second',
  typeDefs: `${federationLink}
    type Query { place: Place @shareable }
    type Place @shareable { name: String! point: Point! floor: Int! }
    type Point @shareable { x: Int! y: Int! z: Int! }
  `,
  resolvers: { Query: { place: () => ({ name: 'Hall', floor: 3, point: { x: 1, y: 2, z: 9 } }) } },
};
