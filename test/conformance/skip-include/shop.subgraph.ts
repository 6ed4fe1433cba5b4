import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

export const shop: SubgraphSource = {
  name: 'shop',
  typeDefs: `${federationLink}
    type Query { item: Item! }
    type Item @key(fields: "id") { id: ID! name: String! box: Box! }
    type Box { size: Int! colour: String! }
  `,
  resolvers: { Query: { item: () => ({ id: 'i1', name: 'Lens', box: { size: 4, colour: 'red' } }) } },
};
