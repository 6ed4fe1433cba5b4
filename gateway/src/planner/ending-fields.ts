import { Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';

import type { JoinFacts } from './join-facts.js';

/**
 * Remembers with which fields operations ended the native planner. What ends it is a field that requires others, on an
 * object to which a certain field led: an operation that asks for the same in other words would end it, too. There are
 * no more such pairs than the schema has, however many operations come.
 */
export class EndingFields {
  private readonly suspected = new Set<string>();
  private readonly cleared = new Set<string>();

  constructor(private readonly facts: JoinFacts) {}

  areIn(operation: OperationDefinitionNode): boolean {
    return this.suspected.size > 0 && this.pairsOf(operation).some((pair) => this.suspected.has(pair));
  }

  /** Whether all such fields of the operation have been planned before, or it has none. */
  areProven(operation: OperationDefinitionNode): boolean {
    return this.pairsOf(operation).every((pair) => this.cleared.has(pair) && !this.suspected.has(pair));
  }

  /** The operation has ended the planner. Those of its fields that once did not are not to blame. */
  suspect(operation: OperationDefinitionNode): void {
    for (const pair of this.pairsOf(operation)) if (!this.cleared.has(pair)) this.suspected.add(pair);
  }

  /** The operation has not ended the planner. */
  clear(operation: OperationDefinitionNode): void {
    for (const pair of this.pairsOf(operation)) this.cleared.add(pair);
  }

  /** Each field that requires others, with the one that leads to its object. */
  private pairsOf(operation: OperationDefinitionNode): readonly string[] {
    const pairs: string[] = [];
    const walk = ({ selections }: SelectionSetNode, typename: string, leading: string): void => {
      for (const node of selections) {
        if (node.kind === Kind.FRAGMENT_SPREAD) continue;
        if (node.kind === Kind.INLINE_FRAGMENT) {
          walk(node.selectionSet, node.typeCondition?.name.value ?? typename, leading);
          continue;
        }
        const name = node.name.value;
        const coordinate = `${typename}.${name}`;
        if (this.facts.isComputedSomewhere(name)) pairs.push(`${leading} ${coordinate}`);
        if (node.selectionSet) walk(node.selectionSet, this.facts.typeOfField('', typename, name) ?? '', coordinate);
      }
    };
    walk(operation.selectionSet, this.facts.schema.getRootType(operation.operation)?.name ?? '', '');
    return pairs;
  }
}
