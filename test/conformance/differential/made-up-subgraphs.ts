import { type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';
import type { SubgraphSource } from '../../support/subgraph-server.js';
import { type MadeUpData, type MadeUpObject } from './made-up-data.js';
import type { SubgraphField, SubgraphType } from './subgraph-types.js';

type Resolver = (object: MadeUpObject | undefined, args: Record<string, unknown>, ...rest: unknown[]) => unknown;

/** The subgraph with resolvers that answer from made-up data. */
export function withMadeUpData({ name, typeDefs }: SubgraphSource, data: MadeUpData): SubgraphSource {
  const resolvers: Record<string, object> = {};
  for (const type of data.types.of(name)) {
    if (type.kind === 'enum' || type.kind === 'other') continue;
    resolvers[type.name] = {
      ...(type.kind !== 'interface' && type.kind !== 'union' && fieldResolvers(type, data)),
      ...(type.keys.length > 0 && { __resolveReference: referenceResolver(type, data) }),
    };
  }
  return { name, typeDefs, resolvers };
}

function fieldResolvers(type: SubgraphType, data: MadeUpData): Record<string, Resolver> {
  return Object.fromEntries([...type.fields].map(([name, field]) => [name, fieldResolver(name, field, data)]));
}

function fieldResolver(name: string, { requires }: SubgraphField, data: MadeUpData): Resolver {
  return (source, args, _context, info) => {
    const object = source ?? rootObject((info as GraphQLResolveInfo).parentType.name);
    const given = requires && takenFrom(object.sent, requires, name);
    return data.valueOf(object, name, args, given);
  };
}

/** What stands for the root in made-up data. */
export function rootObject(typename: string): MadeUpObject {
  return { __typename: typename, type: typename, identity: typename };
}

function referenceResolver({ subgraph, name, kind }: SubgraphType, data: MadeUpData) {
  // Asynchronous, so that it fails on one entity and not on the whole call.
  return async (representation: Record<string, unknown>): Promise<MadeUpObject | null> => {
    await Promise.resolve();
    const found = data.identify(name, representation);
    if (!found) throw new Error(`${subgraph} cannot tell which ${name} is meant by ${JSON.stringify(representation)}.`);
    const typename = kind === 'interface-object' ? name : found.type;
    return data.knows(subgraph, found) ? { __typename: typename, ...found, sent: representation } : null;
  };
}

/** The required inputs out of a representation. Throws when one was not sent. */
function takenFrom(sent: unknown, { selections }: SelectionSetNode, for_: string): Record<string, unknown> {
  const taken: Record<string, unknown> = {};
  for (const node of selections) {
    if (node.kind === Kind.FIELD) {
      const value = (sent as Record<string, unknown> | undefined)?.[node.name.value];
      if (value === undefined) throw new Error(`${node.name.value}, which ${for_} requires, was not sent.`);
      taken[node.name.value] = node.selectionSet ? takenBelow(value, node.selectionSet, for_) : value;
    } else if (node.kind === Kind.INLINE_FRAGMENT) {
      const condition = node.typeCondition?.name.value;
      const isOther = condition !== undefined && typenameOf(sent) !== condition;
      if (!isOther) Object.assign(taken, takenFrom(sent, node.selectionSet, for_));
    }
  }
  return taken;
}

function takenBelow(value: unknown, selectionSet: SelectionSetNode, for_: string): unknown {
  if (Array.isArray(value)) return value.map((item) => takenBelow(item, selectionSet, for_));
  return value === null ? null : takenFrom(value, selectionSet, for_);
}

function typenameOf(sent: unknown): unknown {
  return (sent as { readonly __typename?: unknown } | undefined)?.__typename;
}
