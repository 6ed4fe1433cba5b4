import { Kind, type OperationDefinitionNode, OperationTypeNode, type SelectionSetNode } from 'graphql';

import { isEntranceField } from './entrances.js';
import { withUsedVariables } from './operation-places.js';
import { selectionSetOf } from './selection-nodes.js';

/**
 * The operation in two by what it selects at its root, or of the entity at whose entrance it begins. Undefined where
 * there is nothing to part; mutations stay whole, so that they run in order.
 */
export function halvesOf(operation: OperationDefinitionNode): readonly OperationDefinitionNode[] | undefined {
  if (operation.operation !== OperationTypeNode.QUERY) return undefined;
  return halvesOfSelections(operation.selectionSet)?.map((selectionSet) =>
    withUsedVariables({ ...operation, selectionSet }, operation),
  );
}

function halvesOfSelections({ selections }: SelectionSetNode): readonly SelectionSetNode[] | undefined {
  const [only] = selections;
  if (selections.length > 1) {
    const middle = Math.ceil(selections.length / 2);
    return [selections.slice(0, middle), selections.slice(middle)].map(selectionSetOf);
  }
  const isWay = only?.kind === Kind.INLINE_FRAGMENT || (only?.kind === Kind.FIELD && isEntranceField(only.name.value));
  if (!isWay || !only.selectionSet) return undefined;
  return halvesOfSelections(only.selectionSet)?.map((selectionSet) => selectionSetOf([{ ...only, selectionSet }]));
}
