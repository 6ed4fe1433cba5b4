import type { Rewrite } from '../plan.js';
import type { PlanRun } from './plan-run.js';

/** The constant part of a request body, up to and including the brace that opens `variables`. */
export function bodyPrefix(operation: string): string {
  return `{"query":${JSON.stringify(operation)},"variables":{`;
}

/** The client's variables that a fetch passes on, as members of a JSON object. What the client left out stays out. */
export function variableMembers(names: readonly string[], run: Pick<PlanRun, 'variables'>): string[] {
  return names.flatMap((name) => {
    const value = Object.hasOwn(run.variables, name) ? run.variables[name] : undefined;
    return value === undefined ? [] : [`${JSON.stringify(name)}:${JSON.stringify(value)}`];
  });
}

/** From internal alias to the key that output rewrites give it. */
export function renamedKeys(rewrites: readonly Rewrite[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const rewrite of rewrites) {
    const last = rewrite.path.at(-1);
    if (rewrite.kind === 'rename-key' && last?.kind === 'key') names.set(last.key, rewrite.to);
  }
  return names;
}
