import { getOperationAST, Kind, OperationTypeNode, type SelectionSetNode, validate } from 'graphql';
import type { Answer, Asked } from './answer.js';
import {
  type Rewrite,
  withConcreteFragments,
  withoutConditions,
  withoutInterfaceObjectFields,
  withoutRequiredArguments,
  withPlainAliases,
} from './avoid-fault.js';
import { isHolder, isNull } from './data-paths.js';
import { differencesFromOurs, differencesFromReference, pathsOf } from './judge.js';
import { nameLimits } from './known-limits.js';
import { misplacements } from './misplaced-errors.js';
import { models, nameByModels } from './oracle-models.js';
import type { Answers } from './world.js';

/** A fault of `@apollo/gateway` that its answer gives away. */
interface EvidentFault {
  readonly name: string;
  readonly isEvident: (asked: Asked, answers: Answers) => boolean;
}

const evidentFaults: readonly EvidentFault[] = [
  {
    // It plans fields that it should answer from the schema, where they stand in a fragment.
    name: 'introspection in a fragment stops the planner',
    isEvident: (_, { oracle }) =>
      refusedWith(oracle, /^Error: Was not able to find any options for (\w+: )?__(type|schema)\b/),
  },
  {
    // It reads all fragments of the document with the variables of the one operation that is asked.
    name: "another operation's fragment is held against this operation's variables",
    isEvident: ({ operationName }, { oracle }) =>
      operationName !== undefined && refusedWith(oracle, /^Invalid value \$\w+ for argument/),
  },
  {
    name: 'a fragment on another abstract type stops the planner at an interface object',
    isEvident: (_, { oracle }) => refusedWith(oracle, /^Error: We should have an edge from \w+\(\w+\) for __typename$/),
  },
  {
    name: 'fields that differ by type are asked for under one name, which the subgraph refuses',
    isEvident: (_, { oracle: { errors = [] } }) =>
      errors.some(({ message }) => /^Fields "\w+" conflict because /.test(message)),
  },
  {
    // The specification ends a mutation there (section 6.4.4): a null has reached the root.
    name: 'mutations go on after one that failed in a non-null place',
    isEvident: (asked, { ours, oracle }) => {
      const fields = rootKeysOfMutation(asked);
      const failed = fields.findIndex((key) => (ours.errors ?? []).some(({ path }) => path?.[0] === key));
      const known = new Set(pathsOf(ours));
      const others = (oracle.errors ?? []).filter(({ path }) => !known.has(JSON.stringify(path ?? null)));
      const areLater = others.every(({ path }) => fields.indexOf(String(path?.[0])) > failed);
      return failed !== -1 && ours.data === null && oracle.data === null && others.length > 0 && areLater;
    },
  },
];

/** A fault of `@apollo/gateway` that is absent when the same is asked in other words, or without what it meets. */
interface AvoidableFault {
  readonly name: string;
  readonly avoid: Rewrite;
  /** Whether the answers differ as they do by this fault. Default: they may differ in any way. */
  readonly isLike?: (answers: Answers) => boolean;
}

const avoidableFaults: readonly AvoidableFault[] = [
  {
    // It reads an object's key, or a required input, from whatever stands under its name in the answer.
    name: 'an alias that is the name of a key or of a required input is taken for it',
    avoid: withPlainAliases,
  },
  { name: 'fields in a fragment on an abstract type inside another type are lost', avoid: withConcreteFragments },
  { name: 'a field that is skipped takes those along that are fetched with it', avoid: withoutConditions },
  {
    name: 'a required input with arguments and the same field with others are asked for under one name',
    avoid: withoutRequiredArguments,
  },
  {
    // Objects of a subgraph that knows their interface only call themselves by its name, and it believes them.
    name: 'the name of an interface object takes the place of the type, and the object is emptied',
    avoid: withoutInterfaceObjectFields,
    isLike: ({ ours, oracle }) => lacks(oracle.data, ours.data),
  },
];

/** Each is shown by a small example in `known-faults.test.ts`, which fails as soon as the oracle has been mended. */
export const knownFaults: readonly string[] = [
  ...[...evidentFaults, ...models, ...avoidableFaults].map(({ name }) => name),
  ...Object.values(misplacements),
];

/** Asks the same worlds something else. */
export type Ask = (asked: Asked) => Promise<Answers>;

/**
 * The names of the faults that account for a difference between the oracle and us, where the reference says that we are
 * right; undefined when known ones do not. A fault that can be avoided accounts for it only if nothing is left when it is
 * avoided, or nothing but what others account for.
 */
export async function nameFaults(asked: Asked, answers: Answers, ask: Ask): Promise<string | undefined> {
  const name = nameDirectly(asked, answers);
  if (name !== undefined) return name;
  for (const { name: only, avoid, isLike = () => true } of avoidableFaults) {
    const rest = isLike(answers) ? await nameRest(avoid(asked, answers), ask, answers) : undefined;
    if (rest !== undefined) return joined(only, rest);
  }
  let [current, names]: [Asked, readonly string[]] = [asked, []];
  for (const { name: next, avoid, isLike = () => true } of avoidableFaults) {
    const without = isLike(answers) ? avoid(current, answers) : undefined;
    if (!without) continue;
    [current, names] = [without, [...names, next]];
    const rest = names.length > 1 ? await nameRest(current, ask, answers) : undefined;
    if (rest !== undefined) return joined(...names, rest);
  }
  return undefined;
}

function nameDirectly(asked: Asked, answers: Answers): string | undefined {
  return evidentFaults.find(({ isEvident }) => isEvident(asked, answers))?.name ?? nameByModels(answers);
}

/** What is left of a difference when other words are used: '' for nothing, undefined for what has no name. */
async function nameRest(
  asked: Asked | undefined,
  ask: Ask,
  { schema }: Pick<Answers, 'schema'>,
): Promise<string | undefined> {
  if (!asked || validate(schema, asked.document).length > 0) return undefined;
  const answers = await ask(asked);
  const { ours, oracle, reference } = answers;
  if (differencesFromReference(ours, reference).length > 0 && nameLimits(answers) === undefined) return undefined;
  return differencesFromOurs(oracle, ours, reference).length === 0 ? '' : nameDirectly(asked, answers);
}

function joined(...names: readonly string[]): string {
  return [...new Set(names.flatMap((each) => each.split('; ')))]
    .filter((each) => each !== '')
    .sort()
    .join('; ');
}

/** Response keys of the fields of a mutation in their order; none for another operation. */
function rootKeysOfMutation({ document, operationName }: Asked): string[] {
  const operation = getOperationAST(document, operationName);
  const fragments = new Map<string, SelectionSetNode>();
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node.selectionSet);
  }
  const keysOf = (selectionSet: SelectionSetNode | undefined): string[] =>
    (selectionSet?.selections ?? []).flatMap((node) => {
      if (node.kind === Kind.FIELD) return [(node.alias ?? node.name).value];
      return keysOf(node.kind === Kind.INLINE_FRAGMENT ? node.selectionSet : fragments.get(node.name.value));
    });
  return operation?.operation === OperationTypeNode.MUTATION ? [...new Set(keysOf(operation.selectionSet))] : [];
}

/** Whether data are what they should be, but for nulls, for keys that are not there, and for what a null took along. */
function lacks(data: unknown, complete: unknown): boolean {
  if (isNull(data) || isNull(complete)) return true;
  if (!isHolder(data) || !isHolder(complete)) return data === complete;
  const areEqual = !Array.isArray(data) || data.length === Object.keys(complete).length;
  return areEqual && Object.keys(data).every((key) => key in complete && lacks(data[key], complete[key]));
}

/** The oracle executes nothing, and says why in one sentence. */
function refusedWith({ data, errors = [] }: Answer, reason: RegExp): boolean {
  return data === undefined && errors.length === 1 && reason.test(errors[0]?.message ?? '');
}
