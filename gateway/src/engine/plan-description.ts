import type {
  EntityBatch,
  EntityFetch,
  PathStep,
  Plan,
  PlanNode,
  RequiredSelection,
  RootFetch,
  SubscriptionFetch,
} from '../plan.js';
import { responseKeyOf } from './data-keys.js';
import type { PlanTrace } from './plan-trace.js';

/** A plan as clients may read it in JSON. */
export type DescribedNode = DescribedBranch | DescribedFetch | DescribedSubscription;

export interface DescribedBranch {
  readonly kind: 'sequence' | 'parallel';
  readonly nodes: readonly DescribedNode[];
}

export interface DescribedSubscription {
  readonly kind: 'subscription';
  /** Where the events come from. */
  readonly primary: DescribedFetch;
  /** What completes each of them. */
  readonly rest?: DescribedNode;
}

export interface DescribedFetch {
  readonly kind: 'fetch';
  /** Counts from 1 in the order of the text; the same as in `fetches`. */
  readonly id: number;
  readonly subgraph: string;
  readonly operationKind: 'query' | 'mutation' | 'subscription';
  /** GraphQL text as it is sent. */
  readonly operation: string;
  /** Variables of the client that go along. */
  readonly variables: readonly string[];
  /** Of which entities further fields are asked; absent for root fields. */
  readonly entities?: readonly DescribedEntities[];
}

export interface DescribedEntities {
  readonly variable: string;
  /** Where they are in the response, such as `incidents.nodes.@.originator`; `@` is each element of a list. */
  readonly at: readonly string[];
  /** What is sent of each. */
  readonly requires: string;
}

/** What became of a fetch in this run. Times in milliseconds. */
export interface DescribedRun {
  readonly id: number;
  readonly subgraph: string;
  /** `skipped`: no entity, or nobody waited for it any more. */
  readonly state: 'answered' | 'failed' | 'skipped';
  readonly startMs?: number;
  readonly durationMs?: number;
  readonly requestBytes?: number;
  readonly representations?: number;
  readonly errors?: number;
  readonly code?: string;
}

export interface PlanDescription {
  readonly node: DescribedNode | null;
  /** Absent when the plan was not run. */
  readonly fetches?: readonly DescribedRun[];
}

/** @param trace - what happened when it was run; nothing does with a subscription before its events come */
export function describePlan({ root, subscription }: Plan, trace: PlanTrace | undefined): PlanDescription {
  if (subscription) return { node: describeSubscription(subscription, root) };
  const fetches: (RootFetch | EntityFetch)[] = [];
  const node = root ? describeNode(root, (fetch) => fetches.push(fetch)) : null;
  if (!trace) return { node };
  return { node, fetches: fetches.map((fetch, index) => describeRun(fetch, index + 1, trace)) };
}

/** Notes a fetch and says which number it has. */
type Count = (fetch: RootFetch | EntityFetch) => number;

function describeNode(node: PlanNode, count: Count): DescribedNode {
  switch (node.kind) {
    case 'sequence':
    case 'parallel':
      return { kind: node.kind, nodes: node.nodes.map((child) => describeNode(child, count)) };
    case 'root-fetch':
    case 'entity-fetch': {
      const { subgraph, operationKind, operation, variables } = node;
      const entities = node.kind === 'entity-fetch' && { entities: node.batches.map(describeBatch) };
      return { kind: 'fetch', id: count(node), subgraph, operationKind, operation, variables, ...entities };
    }
  }
}

function describeSubscription(
  { subgraph, operation, variables }: SubscriptionFetch,
  root: PlanNode | undefined,
): DescribedSubscription {
  let id = 1;
  const rest = root && describeNode(root, () => ++id);
  const primary = { kind: 'fetch', id: 1, subgraph, operationKind: 'subscription', operation, variables } as const;
  return { kind: 'subscription', primary, ...(rest && { rest }) };
}

function describeBatch({ representationsVariable, paths, requires }: EntityBatch): DescribedEntities {
  return { variable: representationsVariable, at: paths.map(pathText), requires: selectionText(requires) };
}

function pathText(path: readonly PathStep[]): string {
  let text = '';
  for (const step of path) {
    if (step.kind === 'type') text += `|[${step.names.join(',')}]`;
    else text += `${text === '' ? '' : '.'}${step.kind === 'field' ? responseKeyOf(step.key) : '@'}`;
  }
  return text;
}

function selectionText(selections: readonly RequiredSelection[]): string {
  return `{ ${selections.map(requiredText).join(' ')} }`;
}

function requiredText(selection: RequiredSelection): string {
  if (selection.kind === 'fragment') return `... on ${selection.typeCondition} ${selectionText(selection.selections)}`;
  const below = selection.selections ? ` ${selectionText(selection.selections)}` : '';
  return `${selection.sendAs}${below}`;
}

function describeRun(fetch: RootFetch | EntityFetch, id: number, trace: PlanTrace): DescribedRun {
  const { subgraph } = fetch;
  const run = trace.of(fetch);
  if (!run) return { id, subgraph, state: 'skipped' };
  const { startMs, durationMs, requestBytes, representations, errors, failure } = run;
  return {
    id,
    subgraph,
    state: failure === undefined ? 'answered' : 'failed',
    startMs: rounded(startMs),
    ...(durationMs !== undefined && { durationMs: rounded(durationMs) }),
    requestBytes,
    ...(representations !== undefined && { representations }),
    ...(errors !== undefined && { errors }),
    ...(failure !== undefined && { code: failure }),
  };
}

/** To microseconds. */
export function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
