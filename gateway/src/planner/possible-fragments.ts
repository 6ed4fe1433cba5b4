import {
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

import type { EntityFetch, Plan, RootFetch, SubscriptionFetch } from '../plan.js';
import { dependsOnTypes, withoutSpreads } from './fragment-spreads.js';
import type { JoinFacts } from './join-facts.js';
import { withUsedVariables } from './operation-places.js';
import { mapFetches } from './plan-nodes.js';
import { selectionSetOf, typenameField } from './selection-nodes.js';

/**
 * Leaves out fragments on types that objects at their place cannot have in the subgraph: it would refuse the operation
 * (GraphQL specification, section 5.5.2.3). The native planner asks for what a field of an interface object requires on
 * every type of the interface, also below a fragment on one of them.
 */
export function withPossibleFragments({ root, subscription }: Plan, facts: JoinFacts): Plan {
  const possible = <Fetch extends RootFetch | EntityFetch | SubscriptionFetch>(fetch: Fetch): Fetch => {
    if (!dependsOnTypes(fetch, facts)) return fetch;
    const operation = new PossibleFragments(fetch.subgraph, facts).apply(fetch.operation);
    return operation === fetch.operation ? fetch : { ...fetch, operation };
  };
  return { root: mapFetches(root, possible), ...(subscription && { subscription: possible(subscription) }) };
}

class PossibleFragments {
  private hasLeftOut = false;

  constructor(
    private readonly subgraph: string,
    private readonly facts: JoinFacts,
  ) {}

  apply(text: string): string {
    const { definitions } = withoutSpreads(parse(text, { noLocation: true }));
    const operation = definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
    if (!operation) return text;
    const rest = this.operation(operation);
    return this.hasLeftOut ? print(withUsedVariables(rest, rest)) : text;
  }

  private operation(node: OperationDefinitionNode): OperationDefinitionNode {
    const typename = this.facts.schema.getRootType(node.operation)?.name ?? '';
    return { ...node, selectionSet: this.selectionSet(node.selectionSet, typename) };
  }

  private selectionSet({ selections }: SelectionSetNode, typename: string): SelectionSetNode {
    const kept = selections.flatMap((node) => this.selection(node, typename));
    return selectionSetOf(kept.length > 0 ? kept : [typenameField]);
  }

  private selection(node: SelectionNode, typename: string): readonly SelectionNode[] {
    if (node.kind === Kind.FRAGMENT_SPREAD) return [node];
    if (node.kind === Kind.FIELD) return [this.field(node, typename)];
    const condition = node.typeCondition?.name.value ?? typename;
    if (!this.facts.mayMeet(this.subgraph, typename, condition)) {
      this.hasLeftOut = true;
      return [];
    }
    return [{ ...node, selectionSet: this.selectionSet(node.selectionSet, condition) }];
  }

  private field(node: FieldNode, typename: string): FieldNode {
    if (!node.selectionSet) return node;
    const below = this.facts.typeOfField(this.subgraph, typename, node.name.value) ?? '';
    return { ...node, selectionSet: this.selectionSet(node.selectionSet, below) };
  }
}
