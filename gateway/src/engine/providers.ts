import { type FieldNode, Kind, type OperationDefinitionNode, parse, type SelectionSetNode } from 'graphql';

import type { Plan, PlanNode, PathStep } from '../plan.js';
import { responseKeyOf } from './data-keys.js';
import type { ResponsePath } from './error-ledger.js';

/** Finds the subgraph that a plan asks for the field at a path of the response. Slow; for reporting errors. */
export function providerOf({ root }: Plan, path: ResponsePath): string | undefined {
  const keys = path.filter((key) => typeof key === 'string').join('.');
  for (const { subgraph, keysBefore, selectionSet } of root ? fetchesIn(root) : []) {
    if (pathsIn(selectionSet, keysBefore).has(keys)) return subgraph;
  }
  return undefined;
}

interface FetchedSelection {
  readonly subgraph: string;
  readonly keysBefore: readonly string[];
  readonly selectionSet: SelectionSetNode | undefined;
}

function fetchesIn(node: PlanNode): FetchedSelection[] {
  switch (node.kind) {
    case 'sequence':
    case 'parallel':
      return node.nodes.flatMap(fetchesIn);
    case 'condition':
      return [node.whenTrue, node.whenFalse].flatMap((branch) => (branch ? fetchesIn(branch) : []));
    case 'root-fetch':
      return [{ subgraph: node.subgraph, keysBefore: [], selectionSet: selectionOf(node.operation) }];
    case 'entity-fetch': {
      const fields = fieldsIn(selectionOf(node.operation));
      return node.batches.flatMap(({ responseKey, paths }) => {
        const selectionSet = fields.find((field) => keyOf(field) === responseKey)?.selectionSet;
        return paths.map((steps) => ({ subgraph: node.subgraph, keysBefore: keysOf(steps), selectionSet }));
      });
    }
  }
}

function pathsIn(
  selectionSet: SelectionSetNode | undefined,
  before: readonly string[],
  found = new Set<string>(),
): Set<string> {
  for (const field of fieldsIn(selectionSet)) {
    const path = [...before, responseKeyOf(keyOf(field))];
    found.add(path.join('.'));
    pathsIn(field.selectionSet, path, found);
  }
  return found;
}

/** The root selection of a subgraph operation. */
export function selectionOf(operation: string): SelectionSetNode | undefined {
  const { definitions } = parse(operation, { noLocation: true });
  return definitions.find((node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION)
    ?.selectionSet;
}

function keysOf(steps: readonly PathStep[]): string[] {
  return steps.flatMap((step) => (step.kind === 'field' ? [responseKeyOf(step.key)] : []));
}

/** The fields of a selection set, also those in its inline fragments. */
export function fieldsIn(selectionSet: SelectionSetNode | undefined): FieldNode[] {
  return (selectionSet?.selections ?? []).flatMap((node) => {
    if (node.kind === Kind.FIELD) return [node];
    return node.kind === Kind.INLINE_FRAGMENT ? fieldsIn(node.selectionSet) : [];
  });
}

function keyOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}
