import { type GraphQLSchema, isNonNullType, Kind, type SelectionNode } from 'graphql';

import { type Conditions, isIncluded } from './collect-fields.js';

/** A mutation field without which the whole answer is null. */
export interface RequiredRootField {
  /** Where the subgraph's answer has it. */
  readonly key: string;
  readonly isAskedFor: (conditions: Conditions) => boolean;
}

/** The fields among `selections` that must have a value by the schema (GraphQL specification, section 6.4.4). */
export function requiredRootFields(
  selections: readonly SelectionNode[],
  schema: GraphQLSchema,
): readonly RequiredRootField[] {
  const types = schema.getMutationType()?.getFields() ?? {};
  return selections.flatMap((node): readonly RequiredRootField[] => {
    const isAskedFor = (conditions: Conditions) => isIncluded(node.directives, conditions);
    if (node.kind === Kind.FIELD) {
      return isNonNullType(types[node.name.value]?.type) ? [{ key: (node.alias ?? node.name).value, isAskedFor }] : [];
    }
    if (node.kind === Kind.FRAGMENT_SPREAD) return [];
    return requiredRootFields(node.selectionSet.selections, schema).map((field) => ({
      key: field.key,
      isAskedFor: (conditions) => isAskedFor(conditions) && field.isAskedFor(conditions),
    }));
  });
}
