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
  const [byKeys, bySteps] = [new PathCounts(), new PathCounts()];
  for (const steps of plan.root ? pathsIn(plan.root) : []) {
    const keys = keysOf(steps);
    byKeys.add(keys, keys.length);
    bySteps.add(steps, keys.length);
  }
  return (path) => {
    const keys = keysOf(path);
    const [withKeys, withSteps] = [byKeys.startingWith(keys), bySteps.startingWith(path)];
    // Whatever begins with the same steps begins with the same keys.
    const isWhole = (minimum: number) =>
      withKeys.every((count, length) => length < minimum || count === withSteps[length]);
    return {
      ofAnswers: isWhole(keys.length + 1),
      ofEntities: isWhole(keys.length) && providersOf(plan, keys.map(responseKeyOf)).length === 1,
    };
  };
}

/** Counts paths by what they begin with. */
class PathCounts {
  /** By the beginning, as a text. */
  private readonly counts = new Map<string, number[]>();

  /** @param length - as it is asked for later */
  add(path: readonly unknown[], length: number): void {
    for (const beginning of beginningsOf(path)) {
      let counts = this.counts.get(beginning);
      if (!counts) this.counts.set(beginning, (counts = []));
      counts[length] = (counts[length] ?? 0) + 1;
    }
  }

  /** How many there are of each length. */
  startingWith(beginning: readonly unknown[]): readonly number[] {
    return this.counts.get(textOf(beginning)) ?? [];
  }
}

/** Each of them as a text, the empty one first. */
function beginningsOf(path: readonly unknown[]): string[] {
  return [...path.keys(), path.length].map((length) => textOf(path.slice(0, length)));
}

function textOf(steps: readonly unknown[]): string {
  return JSON.stringify(steps);
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
