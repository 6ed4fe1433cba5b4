import { Kind, type OperationDefinitionNode, print, type SelectionNode, type SelectionSetNode } from 'graphql';

import type { JoinFacts } from './join-facts.js';
import { keyOf, selectionSetOf } from './selection-nodes.js';

/**
 * The operation with each field once in its selection set, and fragments only where they narrow the type: `a { x } a { y }`
 * asks for what `a { x y }` asks for (GraphQL specification, section 6.3.2), and only in this there is one place for it.
 *
 * @param operation - valid, without named fragments
 */
export function withMergedFields(operation: OperationDefinitionNode, facts: JoinFacts): OperationDefinitionNode {
  const typename = facts.schema.getRootType(operation.operation)?.name ?? '';
  return { ...operation, selectionSet: merged([operation.selectionSet], typename, facts) };
}

function merged(sets: readonly SelectionSetNode[], typename: string, facts: JoinFacts): SelectionSetNode {
  const alike = new Map<string, SelectionNode[]>();
  for (const node of sets.flatMap((each) => plain(each, typename, facts))) {
    const found = alike.get(meaningOf(node));
    if (found) found.push(node);
    else alike.set(meaningOf(node), [node]);
  }
  return selectionSetOf([...alike.values()].map((nodes) => oneOf(nodes, typename, facts)));
}

/** Without fragments that hold for whatever is of the type. */
function plain({ selections }: SelectionSetNode, typename: string, facts: JoinFacts): readonly SelectionNode[] {
  return selections.flatMap((node) => {
    if (node.kind !== Kind.INLINE_FRAGMENT || (node.directives ?? []).length > 0) return [node];
    const condition = node.typeCondition?.name.value ?? typename;
    return facts.isOfType(typename, condition) ? plain(node.selectionSet, typename, facts) : [node];
  });
}

/** The same for what can be one. */
function meaningOf(node: SelectionNode): string {
  if (node.kind === Kind.FRAGMENT_SPREAD) return print(node);
  const directives = (node.directives ?? []).map(print).join(' ');
  const isField = node.kind === Kind.FIELD;
  return `${isField ? keyOf(node) : `... on ${node.typeCondition?.name.value ?? ''}`} ${directives}`;
}

function oneOf(nodes: readonly SelectionNode[], typename: string, facts: JoinFacts): SelectionNode {
  const [first] = nodes as readonly [SelectionNode];
  if (first.kind === Kind.FRAGMENT_SPREAD) return first;
  const below = nodes.flatMap((node) => ('selectionSet' in node ? (node.selectionSet ?? []) : []));
  if (below.length === 0) return first;
  const type =
    first.kind === Kind.FIELD
      ? facts.typeOfField('', typename, first.name.value)
      : (first.typeCondition?.name.value ?? typename);
  return { ...first, selectionSet: merged(below, type ?? '', facts) };
}
