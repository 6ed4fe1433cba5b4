import { authorizationLink, type SubgraphSource } from '../../support/subgraph-server.js';

const person = {
  __typename: 'Person',
  id: 'p1',
  name: 'Ada',
  salary: 90,
  ssn: '078-05',
  grade: 'A',
  notes: ['x', 'y'],
};
const robot = { __typename: 'Robot', id: 'r1', name: 'Unit 1', salary: 0, serial: 'S-1', maker: { name: 'Acme' } };

/** What the mutations did. */
export const deeds: string[] = [];

/** Who works here. */
export const registry: SubgraphSource = {
  name: 'registry',
  typeDefs: `${authorizationLink}
    type Query {
      people(first: Int): [Person!]!
      person(id: ID!): Person
      workers: [Worker!]!
      things: [Thing]
      motto: String!
      mottoOfMembers: String @authenticated
      greeting(name: String!): String @authenticated
      keeper: Keeper
      board: Board!
      shared: String @shareable @requiresScopes(scopes: [["read:a"], ["read:b"]])
    }
    type Mutation {
      rename(id: ID!, name: String!): Person
      dismiss(id: ID!): Boolean @requiresScopes(scopes: [["dismiss"]])
    }
    interface Worker { id: ID! name: String! salary: Int }
    type Person implements Worker @key(fields: "id") {
      id: ID!
      name: String!
      salary: Int @requiresScopes(scopes: [["pay:read", "pay:list"], ["pay:all"]])
      ssn: Secret
      grade: Grade
      notes: [String!]! @authenticated
      mustSay: String! @authenticated
      manager: Person
    }
    type Robot implements Worker @key(fields: "id") { id: ID! name: String! salary: Int serial: String! maker: Maker }
    type Maker { name: String! }
    type Keeper @authenticated { name: String! robot: Robot }
    type Safe @policy(policies: [["vault"], ["owner", "guest"]]) { code: Int! label: String! }
    type Board { seats: Int! chair: Person! @authenticated }
    union Thing = Robot | Safe | Keeper
    scalar Secret @requiresScopes(scopes: [["secret"]])
    enum Grade @authenticated { A B }
  `,
  resolvers: {
    Query: {
      people: () => [person, { ...person, id: 'p2', name: 'Bob', manager: person }],
      person: () => person,
      workers: () => [person, robot],
      things: () => [
        robot,
        { __typename: 'Safe', code: 7, label: 'main' },
        null,
        { __typename: 'Keeper', name: 'Eve', robot },
      ],
      motto: () => 'In varietate concordia',
      mottoOfMembers: () => 'Inside',
      greeting: (_: object, { name }: { name: string }) => `Hello ${name}`,
      keeper: () => ({ name: 'Eve', robot }),
      board: () => ({ seats: 3, chair: person }),
      shared: () => 'ours',
    },
    Mutation: {
      rename: (_: object, { id, name }: { id: string; name: string }) => {
        deeds.push(`rename ${id}`);
        return { ...person, id, name };
      },
      dismiss: (_: object, { id }: { id: string }) => {
        deeds.push(`dismiss ${id}`);
        return true;
      },
    },
    Person: {
      __resolveReference: ({ id }: { id: string }) => ({ ...person, id }),
      mustSay: () => 'said',
    },
    Robot: { __resolveReference: ({ id }: { id: string }) => ({ ...robot, id }) },
  },
};
