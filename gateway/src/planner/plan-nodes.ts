import type { EntityFetch, PlanNode, RootFetch } from '../plan.js';

/** The nodes one after the other; those that are absent do nothing. */
export function inSequence(nodes: readonly (PlanNode | undefined)[]): PlanNode | undefined {
  return joined('sequence', nodes);
}

/** The nodes at the same time; those that are absent do nothing. */
export function inParallel(nodes: readonly (PlanNode | undefined)[]): PlanNode | undefined {
  return joined('parallel', nodes);
}

function joined(kind: 'sequence' | 'parallel', all: readonly (PlanNode | undefined)[]): PlanNode | undefined {
  const nodes = all.flatMap((node) => node ?? []);
  return nodes.length > 1 ? { kind, nodes } : nodes[0];
}

/** The plan with each fetch changed, or left out where `change` returns nothing. */
export function mapFetches(
  node: PlanNode | undefined,
  change: (fetch: RootFetch | EntityFetch) => PlanNode | undefined,
): PlanNode | undefined {
  if (!node) return undefined;
  if (node.kind === 'root-fetch' || node.kind === 'entity-fetch') return change(node);
  const nodes = node.nodes.flatMap((child) => mapFetches(child, change) ?? []);
  return nodes.length > 0 ? { ...node, nodes } : undefined;
}

export function fetchesIn(node: PlanNode): readonly (RootFetch | EntityFetch)[] {
  return node.kind === 'root-fetch' || node.kind === 'entity-fetch' ? [node] : node.nodes.flatMap(fetchesIn);
}
