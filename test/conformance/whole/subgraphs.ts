import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';
import * as data from './data.js';

const sameReference = { __resolveReference: (reference: object) => reference };
const typeOfMember = { __resolveType: ({ id }: { id: string }) => (id.startsWith('u') ? 'User' : 'Robot') };

const accounts: SubgraphSource = {
  name: 'accounts',
  typeDefs: `${federationLink}
    type Query { users: [User!]! user(id: ID!): User found: [Found!]! members: [Member] }
    union Found = User | Post | Robot
    interface Member @key(fields: "id") { id: ID! name: String! }
    type User implements Member @key(fields: "id") { id: ID! name: String! friends: [User!] }
    type Robot implements Member @key(fields: "id") { id: ID! name: String! version: Int }
    type Post @key(fields: "id", resolvable: false) { id: ID! }
  `,
  resolvers: {
    Query: data.query,
    Member: { ...typeOfMember, __resolveReference: ({ id }: { id: string }) => ({ id }) },
    User: { ...sameReference, name: data.name, friends: data.friends },
    Robot: { ...sameReference, name: data.name, version: data.version },
  },
};

const writing: SubgraphSource = {
  name: 'writing',
  typeDefs: `${federationLink}
    interface Author { posts: [Post!]! }
    type User implements Author @key(fields: "id") { id: ID! posts: [Post!]! }
    type Robot implements Author @key(fields: "id") { id: ID! posts: [Post!]! }
    type Post @key(fields: "id") { id: ID! title(upper: Boolean): String! author: User }
  `,
  resolvers: {
    User: { ...sameReference, posts: data.posts },
    Robot: { ...sameReference, posts: data.posts },
    Post: { ...sameReference, title: data.title, author: data.author },
  },
};

const figures: SubgraphSource = {
  name: 'figures',
  typeDefs: `${federationLink}
    type User @key(fields: "id") { id: ID! name: String! @external score: Int @requires(fields: "name") }
    type Post @key(fields: "id") { id: ID! likes: Int weight: Int! }
    type Member @key(fields: "id") @interfaceObject { id: ID! badge: String! }
  `,
  resolvers: {
    User: { ...sameReference, score: data.score },
    Post: { ...sameReference, likes: data.likes, weight: data.weight },
    Member: { ...sameReference, badge: data.badge },
  },
};

export const subgraphs = [accounts, writing, figures];
