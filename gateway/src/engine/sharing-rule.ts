import type { PathStep, Plan, PlanNode } from '../plan.js';
import { responseKeyOf } from './data-keys.js';
import { providersOf } from './providers.js';

/** What equal entities at the end of one path may have in common. */
export interface Sharing {
  /** What is fetched for them may be one value, which stands below each of them. */
  readonly ofAnswers: boolean;
  /** They may be one object themselves, which stands at each of their places. */
  readonly ofEntities: boolean;
}

export type SharingRule = (path: readonly PathStep[]) => Sharing;

/**
 * Entities at one path that send the same representation get the same answer, and whatever a later fetch adds to it
 * is the same, too, unless that fetch is about some of the places only: then its path has type conditions that the
 * first path has not. They can be one object when, moreover, no other fetch has its own opinion of what stands there.
 */
export function sharingRuleOf(plan: Plan): SharingRule {
  const all = plan.root ? pathsIn(plan.root).map((steps) => ({ keys: keysOf(steps), steps })) : [];
  return (path) => {
    const keys = keysOf(path);
    const isWhole = (minimum: number) =>
      all.every(
        (other) => other.keys.length < minimum || !startsWith(other.keys, keys) || startsWith(other.steps, path),
      );
    return {
      ofAnswers: isWhole(keys.length + 1),
      ofEntities: isWhole(keys.length) && providersOf(plan, keys.map(responseKeyOf)).length === 1,
    };
  };
}

function pathsIn(node: PlanNode): (readonly PathStep[])[] {
  switch (node.kind) {
    case 'sequence':
    case 'parallel':
      return node.nodes.flatMap(pathsIn);
    case 'root-fetch':
      return [];
    case 'entity-fetch':
      return node.batches.flatMap(({ paths }) => paths);
  }
}

function keysOf(steps: readonly PathStep[]): string[] {
  return steps.flatMap((step) => (step.kind === 'field' ? [step.key] : []));
}

function startsWith(list: readonly unknown[], beginning: readonly unknown[]): boolean {
  return JSON.stringify(list.slice(0, beginning.length)) === JSON.stringify(beginning);
}
