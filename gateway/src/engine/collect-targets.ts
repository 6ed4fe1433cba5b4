import type { PathStep } from '../plan.js';
import { responseKeyOf } from './data-keys.js';
import type { ResponsePath } from './error-ledger.js';
import { type FetchedObject, isFetchedObject, valueAt } from './fetched-data.js';
import type { SharedValues } from './shared-values.js';

/** Whether an object that calls itself `typename` is of one of the types. */
export type TypeTest = (typename: string, names: readonly string[]) => boolean;

/** An object at the end of a path, and what refers to it. */
export interface CollectedTarget {
  readonly target: FetchedObject;
  readonly holder: Holder;
  readonly key: string | number;
}

type Holder = Record<string | number, unknown>;

/**
 * The objects at the end of a path, in the order of the response. Nulls on the way end there, quietly. What stands at
 * several places is found once.
 */
export function collectTargets(
  root: FetchedObject,
  steps: readonly PathStep[],
  isOneOf: TypeTest,
  shared: SharedValues,
): CollectedTarget[] {
  const found: CollectedTarget[] = [];
  const visited = shared.isEmpty ? undefined : new Set<object>();
  const visit = (holder: Holder, key: string | number, position: number): void => {
    const value = holder[key];
    if (typeof value !== 'object' || value === null) return;
    if (visited && shared.has(value)) {
      if (visited.has(value)) return;
      visited.add(value);
    }
    if (Array.isArray(value)) {
      const next = afterList(steps, position);
      for (let index = 0; index < value.length; index++) visit(value as unknown as Holder, index, next);
      return;
    }
    const target = value as FetchedObject;
    const next = afterTypes(target, steps, position, isOneOf);
    const step = steps[next];
    if (next === steps.length) found.push({ target, holder, key });
    else if (step?.kind === 'field') visit(target, step.key, next + 1);
  };
  visit({ root }, 'root', 0);
  return found;
}

export interface LocatedTarget {
  readonly target: FetchedObject;
  readonly path: ResponsePath;
}

/** Like `collectTargets`, for every place in the response, and says where it is. Slower; for reporting errors. */
export function locateTargets(root: FetchedObject, steps: readonly PathStep[], isOneOf: TypeTest): LocatedTarget[] {
  const found: LocatedTarget[] = [];
  const visit = (value: unknown, position: number, path: ResponsePath): void => {
    if (Array.isArray(value)) {
      const next = afterList(steps, position);
      value.forEach((item, index) => visit(item, next, [...path, index]));
      return;
    }
    if (!isFetchedObject(value)) return;
    const next = afterTypes(value, steps, position, isOneOf);
    const step = steps[next];
    if (next === steps.length) found.push({ target: value, path });
    else if (step?.kind === 'field') visit(valueAt(value, step.key), next + 1, [...path, responseKeyOf(step.key)]);
  };
  visit(root, 0, []);
  return found;
}

/** Lists are entered whether or not the path says so. */
function afterList(steps: readonly PathStep[], position: number): number {
  return steps[position]?.kind === 'elements' ? position + 1 : position;
}

/** The position after the type conditions at `position`; beyond any step when the object does not fit one of them. */
function afterTypes(object: FetchedObject, steps: readonly PathStep[], position: number, isOneOf: TypeTest): number {
  const step = steps[position];
  if (step?.kind !== 'type') return position;
  const typename = object['__typename'];
  const fits = typeof typename !== 'string' || isOneOf(typename, step.names);
  return fits ? afterTypes(object, steps, position + 1, isOneOf) : steps.length + 1;
}
