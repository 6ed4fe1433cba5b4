import type { FetchRun, PlanNode, QueryPlan } from './query-plan.js';

/** One line of the drawn plan. */
export interface PlanRow {
  /** How many nodes it stands in. */
  readonly depth: number;
  readonly label: string;
  /** Where the fetched fields belong in the answer. */
  readonly places: readonly string[];
  /** The text that is sent; absent for what groups fetches. */
  readonly operation?: string;
  readonly run?: FetchRun;
}

export function planRows({ node, fetches = [] }: QueryPlan): readonly PlanRow[] {
  const runs = new Map(fetches.map((run) => [run.id, run]));
  return node ? rowsOf(node, 0, runs) : [];
}

function rowsOf(node: PlanNode, depth: number, runs: ReadonlyMap<number, FetchRun>): readonly PlanRow[] {
  const group = (label: string, children: readonly (PlanNode | undefined)[]) => [
    { depth, label, places: [] },
    ...children.flatMap((child) => (child ? rowsOf(child, depth + 1, runs) : [])),
  ];
  switch (node.kind) {
    case 'sequence':
      return group('one after the other', node.nodes);
    case 'parallel':
      return group('at the same time', node.nodes);
    case 'subscription':
      return [...group('events', [node.primary]), ...(node.rest ? group('completing each', [node.rest]) : [])];
    case 'fetch': {
      const { id, subgraph, operation, entities = [] } = node;
      const run = runs.get(id);
      const places = entities.flatMap(({ at }) => at);
      return [{ depth, label: `${id} · ${subgraph}`, places, operation, ...(run && { run }) }];
    }
  }
}
