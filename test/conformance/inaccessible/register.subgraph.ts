import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

export const register: SubgraphSource = {
  name: 'register',
  typeDefs: `${federationLink}
    type Query {
      entries(state: State, trace: Boolean @inaccessible): [Entry!]!
      internal: String @inaccessible
    }
    "What is registered."
    interface Entry { id: ID! state: State }
    type Open implements Entry @key(fields: "id") { id: ID! state: State serial: Int! @inaccessible }
    type Sealed implements Entry @inaccessible { id: ID! state: State }
    enum State { ACTIVE RETIRED @deprecated(reason: "never left") SHADOW @inaccessible }
    input Filter { text: String }
    scalar Date @specifiedBy(url: "https://example.org/date")
    directive @note(text: String) on FIELD_DEFINITION
    directive @trace(level: Int = 1) on FIELD | QUERY
  `,
  resolvers: {
    Query: {
      entries: () => [
        { __typename: 'Open', id: '1', state: 'ACTIVE', serial: 41 },
        { __typename: 'Open', id: '2', state: 'SHADOW', serial: 42 },
        { __typename: 'Sealed', id: '3', state: 'ACTIVE' },
      ],
    },
    Open: { __resolveReference: ({ id }: { id: string }) => ({ id, serial: 40 + Number(id) }) },
  },
};
