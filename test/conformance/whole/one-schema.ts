import { buildSchema, type GraphQLSchema, isObjectType, printSchema } from 'graphql';
import * as data from './data.js';

const fields: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  Query: data.query,
  User: {
    name: data.name,
    friends: data.friends,
    posts: data.posts,
    badge: data.badge,
    score: (source: data.Ref) => data.score({ id: source.id, name: data.name(source) }),
  },
  Robot: { name: data.name, version: data.version, posts: data.posts, badge: data.badge },
  Post: { title: data.title, author: data.author, likes: data.likes, weight: data.weight },
};

/** The schema of clients over the same data, without any federation. */
export function makeExecutableSchema(apiSchema: GraphQLSchema): GraphQLSchema {
  const schema = buildSchema(printSchema(apiSchema));
  for (const [typename, resolvers] of Object.entries(fields)) {
    const type = schema.getType(typename);
    if (!isObjectType(type)) throw new Error(`No type ${typename}.`);
    for (const [name, resolve] of Object.entries(resolvers)) {
      const field = type.getFields()[name];
      if (!field) throw new Error(`No field ${typename}.${name}.`);
      field.resolve = resolve as never;
    }
  }
  return schema;
}
