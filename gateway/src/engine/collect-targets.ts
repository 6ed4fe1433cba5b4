import type { PathStep } from '../plan.js';
import { responseKeyOf } from './data-keys.js';
import type { ResponsePath } from './error-ledger.js';
import { type FetchedObject, isFetchedObject, ownValue } from './fetched-data.js';

/** Whether an object that calls itself `typename` is of one of the types. */
export type TypeTest = (typename: string, names: readonly string[]) => boolean;

/** The objects at the end of a path, in the order of the response. Nulls on the way end there, quietly. */
export function collectTargets(root: FetchedObject, steps: readonly PathStep[], isOneOf: TypeTest): FetchedObject[] {
  const found: FetchedObject[] = [];
  walk(root, steps, 0, isOneOf, found, undefined, undefined);
  return found;
}

export interface LocatedTarget {
  readonly target: FetchedObject;
  readonly path: ResponsePath;
}

/** Like `collectTargets`, and says where each object is. Slower; for reporting errors. */
export function locateTargets(root: FetchedObject, steps: readonly PathStep[], isOneOf: TypeTest): LocatedTarget[] {
  const found: FetchedObject[] = [];
  const paths: ResponsePath[] = [];
  walk(root, steps, 0, isOneOf, found, [], paths);
  return found.map((target, index) => ({ target, path: paths[index] ?? [] }));
}

function walk(
  value: unknown,
  steps: readonly PathStep[],
  position: number,
  isOneOf: TypeTest,
  found: FetchedObject[],
  path: (string | number)[] | undefined,
  paths: ResponsePath[] | undefined,
): void {
  if (Array.isArray(value)) {
    const next = steps[position]?.kind === 'elements' ? position + 1 : position;
    for (let index = 0; index < value.length; index++) {
      path?.push(index);
      walk(value[index], steps, next, isOneOf, found, path, paths);
      path?.pop();
    }
    return;
  }
  if (!isFetchedObject(value)) return;
  const step = steps[position];
  if (step === undefined) {
    found.push(value);
    if (path) paths?.push([...path]);
  } else if (step.kind === 'field') {
    path?.push(responseKeyOf(step.key));
    walk(ownValue(value, step.key), steps, position + 1, isOneOf, found, path, paths);
    path?.pop();
  } else if (step.kind === 'type') {
    const typename = value['__typename'];
    if (typeof typename === 'string' && !isOneOf(typename, step.names)) return;
    walk(value, steps, position + 1, isOneOf, found, path, paths);
  }
}
