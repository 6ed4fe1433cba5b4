import { type FragmentDefinitionNode, Kind, type SelectionNode, type SelectionSetNode } from 'graphql';

import { type ConditionValues, isCondition, isIncluded } from './operation-conditions.js';
import type { OperationParts } from './operation-parts.js';

/**
 * The operation as it is with these values of its conditions: what `@skip` and `@include` keep out is gone, and these
 * directives are. An object of which nothing is left keeps an empty selection set: where it is there, the response has
 * it without fields.
 */
export function includedOperation({ operation, fragments }: OperationParts, values: ConditionValues): OperationParts {
  const inclusion = new Inclusion(fragments, values);
  const selectionSet = inclusion.within(operation.selectionSet);
  return { operation: { ...operation, selectionSet }, fragments: inclusion.fragments };
}

class Inclusion {
  /** What is included of those fragments that are used. */
  readonly fragments = new Map<string, FragmentDefinitionNode>();

  constructor(
    private readonly original: OperationParts['fragments'],
    private readonly values: ConditionValues,
  ) {}

  within({ selections }: SelectionSetNode): SelectionSetNode {
    return { kind: Kind.SELECTION_SET, selections: selections.flatMap((node) => this.included(node) ?? []) };
  }

  private included(node: SelectionNode): SelectionNode | undefined {
    const { directives = [] } = node;
    if (!isIncluded(directives, this.values)) return undefined;
    const rest = directives.filter((each) => !isCondition(each));
    switch (node.kind) {
      case Kind.FIELD: {
        const selectionSet = node.selectionSet && this.within(node.selectionSet);
        return { ...node, directives: rest, ...(selectionSet && { selectionSet }) };
      }
      case Kind.INLINE_FRAGMENT: {
        const selectionSet = this.within(node.selectionSet);
        return isEmpty(selectionSet) ? undefined : { ...node, directives: rest, selectionSet };
      }
      case Kind.FRAGMENT_SPREAD: {
        const fragment = this.fragment(node.name.value);
        return !fragment || isEmpty(fragment.selectionSet) ? undefined : { ...node, directives: rest };
      }
    }
  }

  /** The same wherever it is spread: variables have one value in an operation. */
  private fragment(name: string): FragmentDefinitionNode | undefined {
    const original = this.original.get(name);
    if (!original || this.fragments.has(name)) return this.fragments.get(name);
    const fragment = { ...original, selectionSet: this.within(original.selectionSet) };
    this.fragments.set(name, fragment);
    return fragment;
  }
}

function isEmpty({ selections }: SelectionSetNode): boolean {
  return selections.length === 0;
}
