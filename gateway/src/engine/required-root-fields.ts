import { type GraphQLSchema, isNonNullType, Kind, type SelectionNode } from 'graphql';

/**
 * The mutation fields among `selections` that must have a value by the schema: without it, the whole answer is null
 * (GraphQL specification, section 6.4.4). Each by the key under which the subgraph's answer has it.
 */
export function requiredRootFields(selections: readonly SelectionNode[], schema: GraphQLSchema): readonly string[] {
  const types = schema.getMutationType()?.getFields() ?? {};
  return selections.flatMap((node): readonly string[] => {
    if (node.kind === Kind.FIELD) {
      return isNonNullType(types[node.name.value]?.type) ? [(node.alias ?? node.name).value] : [];
    }
    if (node.kind === Kind.FRAGMENT_SPREAD) return [];
    return requiredRootFields(node.selectionSet.selections, schema);
  });
}
