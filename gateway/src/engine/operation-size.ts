import { Kind, type SelectionSetNode } from 'graphql';

import type { OperationParts } from './operation-parts.js';

/** The operation selects more than is planned for anybody: a plan of it would be larger than anything it fetches. */
export class OperationTooLargeError extends Error {
  override readonly name = 'OperationTooLargeError';

  constructor(selections: number, max: number) {
    super(`The operation selects ${selections} fields and fragments; ${max} are allowed. Ask for less at once.`);
  }
}

/**
 * How many fields and fragments an operation selects when its fragments are written out; that may be far more than it
 * shows, since spreads of spreads multiply. The document must be valid: fragments form no circle.
 */
export function selectionsIn({ operation, fragments }: OperationParts): number {
  /** Each fragment is counted once, however often it is spread. */
  const known = new Map<string, number>();
  const ofFragment = (name: string): number => {
    const selections = known.get(name) ?? ofSet(fragments.get(name)?.selectionSet);
    known.set(name, selections);
    return selections;
  };
  const ofSet = (set: SelectionSetNode | undefined): number => {
    let selections = 0;
    for (const node of set?.selections ?? []) {
      selections += 1 + (node.kind === Kind.FRAGMENT_SPREAD ? ofFragment(node.name.value) : ofSet(node.selectionSet));
    }
    return selections;
  };
  return ofSet(operation.selectionSet);
}
