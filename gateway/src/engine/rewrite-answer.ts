import type { Rewrite, RewriteStep } from '../plan.js';
import type { TypeTest } from './target-path.js';
import { type FetchedObject, isFetchedObject } from './fetched-data.js';

/** Applies output rewrites to an answer, in place. The planner asks for them where it had to fetch under an alias. */
export function rewriteAnswer(answer: unknown, rewrites: readonly Rewrite[], isOneOf: TypeTest): void {
  for (const rewrite of rewrites) {
    const last = rewrite.path.at(-1);
    if (last?.kind !== 'key') continue;
    forEachObject(answer, rewrite.path.slice(0, -1), isOneOf, (object) => {
      rewriteKey(object, last.key, rewrite);
    });
  }
}

function rewriteKey(object: FetchedObject, key: string, rewrite: Rewrite): void {
  if (rewrite.kind === 'set-value') {
    object[key] = rewrite.value;
  } else if (Object.hasOwn(object, key)) {
    object[rewrite.to] = object[key];
  }
}

function forEachObject(
  value: unknown,
  path: readonly RewriteStep[],
  isOneOf: TypeTest,
  visit: (object: FetchedObject) => void,
): void {
  if (Array.isArray(value)) {
    for (const item of value) forEachObject(item, path, isOneOf, visit);
    return;
  }
  if (!isFetchedObject(value)) return;
  const [step, ...rest] = path;
  if (!step) visit(value);
  else if (step.kind === 'key') forEachObject(value[step.key], rest, isOneOf, visit);
  else if (typeof value['__typename'] !== 'string' || isOneOf(value['__typename'], step.names)) {
    forEachObject(value, rest, isOneOf, visit);
  }
}
