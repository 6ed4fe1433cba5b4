import { type FieldNode, Kind, type OperationDefinitionNode, parse } from 'graphql';

import type { Rewrite } from '../plan.js';
import type { PlanRun } from './plan-run.js';
import { fieldsIn } from './providers.js';

/** The constant part of a request body, up to and including the brace that opens `variables`. */
export function bodyPrefix(operation: string): string {
  return `{"query":${JSON.stringify(operation)},"variables":{`;
}

/** The client's variables that a fetch passes on, as members of a JSON object. What the client left out stays out. */
export function variableMembers(names: readonly string[], run: PlanRun): string[] {
  return names.flatMap((name) => {
    const value = Object.hasOwn(run.variables, name) ? run.variables[name] : undefined;
    return value === undefined ? [] : [`${JSON.stringify(name)}:${JSON.stringify(value)}`];
  });
}

/** Root response keys of a subgraph operation, each with the response keys below it. */
export function responseKeysOf(operation: string): ReadonlyMap<string, ReadonlySet<string>> {
  const document = parse(operation, { noLocation: true });
  const definition = document.definitions.find(
    (node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION,
  );
  const keys = new Map<string, ReadonlySet<string>>();
  for (const field of fieldsIn(definition?.selectionSet)) {
    const below = fieldsIn(field.selectionSet).map(responseKey);
    keys.set(responseKey(field), new Set([...(keys.get(responseKey(field)) ?? []), ...below]));
  }
  return keys;
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

function responseKey({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}
