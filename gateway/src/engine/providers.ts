import type { PathStep, Plan, PlanNode, RootFetch, SubscriptionFetch } from '../plan.js';
import { responseKeyOf } from './data-keys.js';
import type { ResponsePath } from './error-ledger.js';
import { type FetchedField, SubgraphOperation } from './fetched-fields.js';

/** The subgraphs that a plan asks for the field at a path of the response, one for each fetch that asks for it. Slow. */
export function providersOf({ root, subscription }: Plan, path: ResponsePath): string[] {
  const keys = path.filter((key) => typeof key === 'string');
  return [...(subscription ? [rootPlaceOf(subscription)] : []), ...(root ? fetchesIn(root) : [])]
    .filter(({ before, fields }) => startsWith(keys, before) && reaches(fields, keys.slice(before.length)))
    .map(({ subgraph }) => subgraph);
}

interface FetchedPlace {
  readonly subgraph: string;
  /** Response keys that lead to the place. */
  readonly before: readonly string[];
  readonly fields: readonly FetchedField[];
}

function fetchesIn(node: PlanNode): FetchedPlace[] {
  switch (node.kind) {
    case 'sequence':
    case 'parallel':
      return node.nodes.flatMap(fetchesIn);
    case 'root-fetch':
      return [rootPlaceOf(node)];
    case 'entity-fetch': {
      const all = new SubgraphOperation(node.operation).fields;
      return node.batches.flatMap(({ responseKey, paths }) => {
        const fields = all.filter(({ key }) => key === responseKey).flatMap((field) => field.fields);
        return paths.map((steps) => ({ subgraph: node.subgraph, before: keysOf(steps), fields }));
      });
    }
  }
}

function rootPlaceOf({ subgraph, operation }: RootFetch | SubscriptionFetch): FetchedPlace {
  return { subgraph, before: [], fields: new SubgraphOperation(operation).fields };
}

function reaches(fields: readonly FetchedField[], [first, ...rest]: readonly string[]): boolean {
  if (first === undefined) return false;
  return fields.some(
    ({ key, fields: below }) => responseKeyOf(key) === first && (rest.length === 0 || reaches(below, rest)),
  );
}

function keysOf(steps: readonly PathStep[]): string[] {
  return steps.flatMap((step) => (step.kind === 'field' ? [responseKeyOf(step.key)] : []));
}

function startsWith(keys: readonly string[], beginning: readonly string[]): boolean {
  return beginning.every((key, index) => keys[index] === key);
}
