import { type FieldNode, Kind, type SelectionNode, type SelectionSetNode } from 'graphql';

import { type CollectContext, isIncluded } from './collect-fields.js';
import type { ResponsePath } from './error-ledger.js';

/**
 * Tells the places of fields that `@skip` and `@include` keep out of the response. A plan may fetch them all the same;
 * what fails there concerns nobody. Places that the operation does not name at all are none of these: they are inputs
 * of what it names.
 */
export function excludedPlaces(context: CollectContext, root: SelectionSetNode): (path: ResponsePath) => boolean {
  return (path) => {
    let selectionSets = [root];
    for (const key of path) {
      if (typeof key === 'number') continue;
      const named = selectionSets.flatMap((each) => fieldsNamed(key, each, context, true));
      const included = named.filter(({ isAsked }) => isAsked);
      if (included.length === 0) return named.length > 0;
      selectionSets = included.flatMap(({ node }) => node.selectionSet ?? []);
    }
    return false;
  };
}

interface NamedField {
  readonly node: FieldNode;
  readonly isAsked: boolean;
}

/** Fields with a response key, whichever type they are for. */
function fieldsNamed(
  key: string,
  { selections }: SelectionSetNode,
  context: CollectContext,
  isAround: boolean,
): readonly NamedField[] {
  return selections.flatMap((node): readonly NamedField[] => {
    const isAsked = isAround && isIncluded(node.directives, context.conditions);
    if (node.kind === Kind.FIELD) return (node.alias ?? node.name).value === key ? [{ node, isAsked }] : [];
    const within = selectionSetOf(node, context);
    return within ? fieldsNamed(key, within, context, isAsked) : [];
  });
}

function selectionSetOf(
  node: Exclude<SelectionNode, FieldNode>,
  context: CollectContext,
): SelectionSetNode | undefined {
  return node.kind === Kind.INLINE_FRAGMENT ? node.selectionSet : context.fragments.get(node.name.value)?.selectionSet;
}
