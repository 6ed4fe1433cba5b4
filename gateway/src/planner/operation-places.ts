import {
  type FieldNode,
  getNamedType,
  getNullableType,
  type GraphQLSchema,
  isCompositeType,
  isListType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

import type { PathStep } from '../plan.js';
import { keyOf, selectionSetOf } from './selection-nodes.js';

/** A field of an operation below which there are objects. */
export interface OperationPlace {
  readonly node: FieldNode & { readonly selectionSet: SelectionSetNode };
  readonly typename: string;
  /** Keys of the data that lead to the objects. */
  readonly keys: readonly string[];
  readonly path: readonly PathStep[];
}

type Way = Omit<OperationPlace, 'node' | 'typename'>;

/** All places of an operation without named fragments, the deepest first. */
export function placesOf(operation: OperationDefinitionNode, schema: GraphQLSchema): OperationPlace[] {
  const found: OperationPlace[] = [];
  const walk = ({ selections }: SelectionSetNode, typename: string, way: Way): void => {
    for (const node of selections) {
      if (node.kind === Kind.FRAGMENT_SPREAD) continue;
      if (node.kind === Kind.INLINE_FRAGMENT) {
        const condition = node.typeCondition?.name.value;
        const isNarrower = condition !== undefined && condition !== typename;
        const path = isNarrower ? [...way.path, { kind: 'type' as const, names: [condition] }] : way.path;
        walk(node.selectionSet, condition ?? typename, { ...way, path });
        continue;
      }
      const parent = schema.getType(typename);
      const type = parent && 'getFields' in parent ? parent.getFields()[node.name.value]?.type : undefined;
      const below = getNamedType(type);
      if (!type || !hasSelections(node) || !isCompositeType(below)) continue;
      const elements = Array.from({ length: listDepth(type) }, () => ({ kind: 'elements' as const }));
      const path = [...way.path, { kind: 'field' as const, key: keyOf(node) }, ...elements];
      const keys = [...way.keys, keyOf(node)];
      found.push({ node, typename: below.name, keys, path });
      walk(node.selectionSet, below.name, { keys, path });
    }
  };
  const rootType = schema.getRootType(operation.operation)?.name ?? '';
  walk(operation.selectionSet, rootType, { keys: [], path: [] });
  return found.sort((a, b) => b.keys.length - a.keys.length);
}

function hasSelections(node: FieldNode): node is OperationPlace['node'] {
  return node.selectionSet !== undefined;
}

/** The operation with another selection at a place. */
export function withSelections(
  operation: OperationDefinitionNode,
  { node }: OperationPlace,
  selections: readonly SelectionNode[],
): OperationDefinitionNode {
  const selectionSet = selectionSetOf(selections);
  return withUsedVariables(
    visit(operation, { Field: (each) => (each === node ? { ...each, selectionSet } : undefined) }),
    operation,
  );
}

/** The operation with those variables declared that it uses. */
export function withUsedVariables(
  operation: OperationDefinitionNode,
  { variableDefinitions = [] }: OperationDefinitionNode,
): OperationDefinitionNode {
  const used = new Set<string>();
  visit(operation, { VariableDefinition: () => false, Variable: ({ name }) => void used.add(name.value) });
  return {
    ...operation,
    variableDefinitions: variableDefinitions.filter(({ variable }) => used.has(variable.name.value)),
  };
}

function listDepth(type: Parameters<typeof getNullableType>[0]): number {
  const nullable = getNullableType(type);
  return isListType(nullable) ? 1 + listDepth(nullable.ofType as Parameters<typeof getNullableType>[0]) : 0;
}
