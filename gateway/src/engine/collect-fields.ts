import { type DirectiveNode, type FieldNode, type GraphQLSchema, Kind, type SelectionSetNode } from 'graphql';

import type { DataKeys } from './data-keys.js';
import type { OperationParts } from './operation-parts.js';
import { isOfType } from './supergraph.js';

/** Value of each variable that `@skip` and `@include` use. */
export type Conditions = ReadonlyMap<string, boolean>;

export interface CollectContext {
  readonly schema: GraphQLSchema;
  readonly fragments: OperationParts['fragments'];
  readonly conditions: Conditions;
  readonly dataKeys: DataKeys;
}

/** CollectFields of the GraphQL specification (section 6.3.2): the fields of each response key for objects of a type. */
export function collectFields(
  context: CollectContext,
  typename: string,
  selectionSets: readonly SelectionSetNode[],
): Map<string, FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const visited = new Set<string>();
  for (const selectionSet of selectionSets) collectImpl(context, typename, selectionSet, fields, visited);
  return fields;
}

function collectImpl(
  context: CollectContext,
  typename: string,
  { selections }: SelectionSetNode,
  fields: Map<string, FieldNode[]>,
  visited: Set<string>,
): void {
  for (const node of selections) {
    if (!isIncluded(node.directives, context.conditions)) continue;
    if (node.kind === Kind.FIELD) {
      const key = node.alias?.value ?? node.name.value;
      const known = fields.get(key);
      if (known) known.push(node);
      else fields.set(key, [node]);
      continue;
    }
    if (node.kind === Kind.FRAGMENT_SPREAD && visited.has(node.name.value)) continue;
    const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : context.fragments.get(node.name.value);
    const condition = fragment?.typeCondition?.name.value;
    if (!fragment || (condition !== undefined && !isOfType(context.schema, typename, condition))) continue;
    if (node.kind === Kind.FRAGMENT_SPREAD) visited.add(node.name.value);
    collectImpl(context, typename, fragment.selectionSet, fields, visited);
  }
}

/** Whether `@skip` and `@include` let a selection take part. */
export function isIncluded(directives: readonly DirectiveNode[] | undefined, conditions: Conditions): boolean {
  if (directives === undefined) return true;
  for (const { name, arguments: args } of directives) {
    if (name.value !== 'skip' && name.value !== 'include') continue;
    const value = args?.find((argument) => argument.name.value === 'if')?.value;
    const isTrue = value?.kind === Kind.VARIABLE ? conditions.get(value.name.value) === true : isLiteralTrue(value);
    if (isTrue === (name.value === 'skip')) return false;
  }
  return true;
}

function isLiteralTrue(value: { readonly kind: string; readonly value?: unknown } | undefined): boolean {
  return value?.kind === Kind.BOOLEAN && value.value === true;
}
