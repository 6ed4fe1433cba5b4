import type { Plan, PlanNode } from '../plan.js';
import { compileEntityFetch } from './entity-fetch.js';
import type { BatchSurroundings } from './entity-batch.js';
import { renamedKeys } from './fetch-text.js';
import { SubgraphOperation } from './fetched-fields.js';
import type { NullAfter } from './null-after.js';
import type { PlanRun, PlanSurroundings } from './plan-run.js';
import { compileRootFetch } from './root-fetch.js';
import { sharingRuleOf } from './sharing-rule.js';

/** Runs a plan, or a part of it. Returns nothing when there was nothing to wait for. Never rejects. */
export type PlanStep = (run: PlanRun) => Promise<void> | undefined;

const done = Promise.resolve();

const nothing: PlanStep = () => undefined;

/** @param nullAfter - of a mutation: whether the rest of it is not to be executed */
export function compilePlan(plan: Plan, surroundings: PlanSurroundings, nullAfter?: NullAfter): PlanStep {
  const sharingAt = sharingRuleOf(plan);
  return plan.root ? compileNode(plan.root, { ...surroundings, sharingAt, nullAfter }) : nothing;
}

interface NodeSurroundings extends BatchSurroundings {
  readonly nullAfter: NullAfter | undefined;
}

function compileNode(node: PlanNode, surroundings: NodeSurroundings): PlanStep {
  switch (node.kind) {
    case 'sequence':
      return sequence(
        node.nodes.map((child) => compileNode(child, surroundings)),
        surroundings.nullAfter ? overOnceNull(node.nodes, surroundings.nullAfter) : never,
      );
    case 'parallel':
      return parallel(node.nodes.map((child) => compileNode(child, surroundings)));
    case 'root-fetch':
      return compileRootFetch(node, surroundings);
    case 'entity-fetch':
      return compileEntityFetch(node, surroundings);
  }
}

function sequence(steps: readonly PlanStep[], isOverBefore: IsOverBefore): PlanStep {
  return async (run) => {
    for (let next = 0; next < steps.length; next++) {
      if (isOverBefore(run, next)) return;
      await steps[next]?.(run);
    }
  };
}

/** Whether nothing of a sequence is to be executed any more, from the step at some position on. */
type IsOverBefore = (run: PlanRun, next: number) => boolean;

const never: IsOverBefore = () => false;

/** What is asked of entities only completes root fields: before the next of these, it is known what became of them. */
function overOnceNull(nodes: readonly PlanNode[], nullAfter: NullAfter): IsOverBefore {
  const keys = nodes.map(rootKeysOf);
  const before = keys.map((own, index) => own.length > 0 && index > 0 && new Set(keys.slice(0, index).flat()));
  return (run, next) => {
    const complete = before[next];
    return complete ? nullAfter(run, complete) : false;
  };
}

/** Under which keys of the fetched data the root fields are that a node asks for. */
function rootKeysOf(node: PlanNode): readonly string[] {
  if (node.kind === 'entity-fetch') return [];
  if (node.kind !== 'root-fetch') return node.nodes.flatMap(rootKeysOf);
  const renamed = renamedKeys(node.outputRewrites);
  return new SubgraphOperation(node.operation).fields.map(({ key }) => renamed.get(key) ?? key);
}

function parallel(steps: readonly PlanStep[]): PlanStep {
  return async (run) => {
    // Some steps have nothing to wait for.
    await Promise.all(steps.map((step) => step(run) ?? done));
  };
}
