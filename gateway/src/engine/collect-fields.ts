import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type InlineFragmentNode,
  Kind,
  type SelectionSetNode,
} from 'graphql';

import type { Coordinate } from '../authorization/authorization.js';
import type { DataKeys } from './data-keys.js';
import type { OperationParts } from './operation-parts.js';
import { isOfType } from './supergraph.js';

export interface CollectContext {
  readonly schema: GraphQLSchema;
  readonly fragments: OperationParts['fragments'];
  readonly dataKeys: DataKeys;
  /** Fields that the caller may not read, with what they select; see `WithheldFields`. */
  readonly withheld?: WithheldFields;
}

/** The nodes of an operation that were cut out of it before it was planned. */
export type WithheldFields = ReadonlyMap<FieldNode, Coordinate>;

/**
 * CollectFields of the GraphQL specification (section 6.3.2): the fields of each response key for objects of a type.
 * Nothing of the operation is under a condition any more.
 */
export function collectFields(
  context: CollectContext,
  typename: string,
  selectionSets: readonly SelectionSetNode[],
): Map<string, FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const spread = new Set<string>();
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const node of selections) {
      if (node.kind === Kind.FIELD) {
        const key = (node.alias ?? node.name).value;
        fields.set(key, [...(fields.get(key) ?? []), node]);
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        if (isFor(node)) collect(node.selectionSet);
      } else if (!spread.has(node.name.value)) {
        spread.add(node.name.value);
        const fragment = context.fragments.get(node.name.value);
        if (fragment && isFor(fragment)) collect(fragment.selectionSet);
      }
    }
  };
  const isFor = ({ typeCondition }: InlineFragmentNode | FragmentDefinitionNode): boolean =>
    typeCondition === undefined || isOfType(context.schema, typename, typeCondition.name.value);
  selectionSets.forEach(collect);
  return fields;
}
