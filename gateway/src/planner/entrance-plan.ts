import {
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

import { type PathStep, type Plan, type PlanNode, PlanningError } from '../plan.js';
import { isEntrance } from './entrances.js';
import { withoutSpreads } from './fragment-spreads.js';
import { withUsedVariables } from './operation-places.js';
import { mapFetches } from './plan-nodes.js';
import { fieldNamed, selectionSetOf } from './selection-nodes.js';

/** What is below an entity, as an operation that begins at an entrance. */
export function operationAt(
  entrance: string,
  selectionSet: SelectionSetNode,
  whole: OperationDefinitionNode,
): OperationDefinitionNode {
  const operation: OperationDefinitionNode = {
    kind: Kind.OPERATION_DEFINITION,
    operation: OperationTypeNode.QUERY,
    selectionSet: selectionSetOf([fieldNamed(entrance, selectionSet)]),
  };
  return withUsedVariables(operation, whole);
}

/** What is asked for of an entity: what has to be known of it beforehand, and how the rest is fetched. */
export interface Part {
  readonly known: readonly SelectionNode[];
  readonly node: PlanNode | undefined;
}

/** A plan that begins at an entrance, put where the entity stands; what the entrance was asked for has to be known. */
export function planFromEntity({ root }: Plan, path: readonly PathStep[]): Part {
  const known: SelectionNode[] = [];
  const node = mapFetches(root, (fetch) => {
    if (fetch.kind === 'root-fetch') {
      if (!isEntrance(fetch.subgraph)) throw new PlanningError('A part of the operation would begin anew.');
      known.push(...askedOfEntrance(fetch.operation));
      return undefined;
    }
    const batches = fetch.batches.map((batch) => ({
      ...batch,
      paths: batch.paths.map((steps) => [...path, ...steps.slice(1)]),
    }));
    return { ...fetch, batches };
  });
  return { known, node };
}

function askedOfEntrance(operation: string): readonly SelectionNode[] {
  return withoutSpreads(parse(operation, { noLocation: true }))
    .definitions.flatMap((node) => (node.kind === Kind.OPERATION_DEFINITION ? node.selectionSet.selections : []))
    .filter((node): node is FieldNode => node.kind === Kind.FIELD)
    .flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
}
