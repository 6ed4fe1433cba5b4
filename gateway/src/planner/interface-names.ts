import type { EntityBatch, Plan, PlanNode, RequiredSelection, Rewrite } from '../plan.js';
import type { JoinFacts } from './join-facts.js';

/**
 * A subgraph that knows nothing but an interface of an object's (`@interfaceObject`) has to be sent its name. Under a
 * condition, the native planner forgets to say so, and the subgraph would be sent the name of a type it does not have.
 */
export function withInterfaceNames(plan: Plan, facts: JoinFacts): Plan {
  const named = (node: PlanNode): PlanNode => {
    switch (node.kind) {
      case 'sequence':
      case 'parallel':
        return { ...node, nodes: node.nodes.map(named) };
      case 'condition':
        return {
          ...node,
          whenTrue: node.whenTrue && named(node.whenTrue),
          whenFalse: node.whenFalse && named(node.whenFalse),
        };
      case 'root-fetch':
        return node;
      case 'entity-fetch':
        return { ...node, batches: node.batches.map((batch) => batchFor(node.subgraph, batch, facts)) };
    }
  };
  return { ...plan, root: plan.root && named(plan.root) };
}

function batchFor(subgraph: string, batch: EntityBatch, facts: JoinFacts): EntityBatch {
  if (batch.inputRewrites.length > 0) return batch;
  const inputRewrites = batch.requires.flatMap((selection) => rewriteFor(subgraph, selection, facts) ?? []);
  return inputRewrites.length > 0 ? { ...batch, inputRewrites } : batch;
}

function rewriteFor(subgraph: string, selection: RequiredSelection, facts: JoinFacts): Rewrite | undefined {
  if (selection.kind !== 'fragment' || facts.knows(subgraph, selection.typeCondition)) return undefined;
  const { typeCondition } = selection;
  const value = facts.interfacesOf(typeCondition).find((name) => facts.isInterfaceObject(subgraph, name));
  if (value === undefined) return undefined;
  const path = [
    { kind: 'type' as const, names: [typeCondition] },
    { kind: 'key' as const, key: '__typename' },
  ];
  return { kind: 'set-value', path, value };
}
