import type { Plan, PlanNode } from '../plan.js';
import { compileEntityFetch } from './entity-fetch.js';
import type { BatchSurroundings } from './entity-batch.js';
import type { PlanRun, PlanSurroundings } from './plan-run.js';
import { compileRootFetch } from './root-fetch.js';
import { sharingRuleOf } from './sharing-rule.js';

/** Runs a plan, or a part of it. Returns nothing when there was nothing to wait for. Never rejects. */
export type PlanStep = (run: PlanRun) => Promise<void> | undefined;

const done = Promise.resolve();

const nothing: PlanStep = () => undefined;

export function compilePlan(plan: Plan, surroundings: PlanSurroundings): PlanStep {
  const sharingAt = sharingRuleOf(plan);
  return plan.root ? compileNode(plan.root, { ...surroundings, sharingAt }) : nothing;
}

function compileNode(node: PlanNode, surroundings: BatchSurroundings): PlanStep {
  switch (node.kind) {
    case 'sequence':
      return sequence(node.nodes.map((child) => compileNode(child, surroundings)));
    case 'parallel':
      return parallel(node.nodes.map((child) => compileNode(child, surroundings)));
    case 'root-fetch':
      return compileRootFetch(node, surroundings);
    case 'entity-fetch':
      return compileEntityFetch(node, surroundings);
  }
}

function sequence(steps: readonly PlanStep[]): PlanStep {
  return async (run) => {
    for (const step of steps) {
      // Nothing that comes later can show in the answer; a mutation must not go on behind its caller's back.
      if (run.outcome?.dataIsNull) return;
      await step(run);
    }
  };
}

function parallel(steps: readonly PlanStep[]): PlanStep {
  return async (run) => {
    // Some steps have nothing to wait for.
    await Promise.all(steps.map((step) => step(run) ?? done));
  };
}
