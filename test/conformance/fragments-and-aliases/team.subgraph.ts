import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

const persons = [
  { id: '1', name: 'Ida', boss: '2' },
  { id: '2', name: 'Max', boss: null },
];

const byId = (id: string | null) => persons.find((person) => person.id === id);

export const team: SubgraphSource = {
  name: 'team',
  typeDefs: `${federationLink}
    type Query { person(id: ID!): Person }
    type Person @key(fields: "id") { id: ID! name(upper: Boolean = false): String! boss: Person }
  `,
  resolvers: {
    Query: { person: (_: object, { id }: { id: string }) => byId(id) },
    Person: {
      __resolveReference: ({ id }: { id: string }) => byId(id),
      name: ({ name }: { name: string }, { upper }: { upper: boolean }) => (upper ? name.toUpperCase() : name),
      boss: ({ boss }: { boss: string | null }) => byId(boss),
    },
  },
};
