import type { GraphQLFormattedError } from 'graphql';
import type { Answer } from './answer.js';
import { explainedNulls } from './judge.js';
import type { ExecutedField, ReferenceAnswer } from './reference.js';

/** Ways in which the stock gateway puts an error elsewhere than at the field that failed. */
export const misplacements = {
  /** What a subgraph says of an entity as a whole. The specification has an error for each field that is null for it. */
  atEntity: 'an error of an entity stands at the entity, and not at the fields that failed',
  /** It takes the index of a representation for the index of the object in the list. */
  atOther: 'an error of an entity is blamed on another one in the list',
  /** It hands on the path of the subgraph's error, which is none of the response. */
  atInput: 'an error of an input stands at the input, which nobody asked for',
  /** It asks all entities of a list for what fragments ask of some. */
  atAbsent: 'objects of other types are asked for the fields of a fragment, and their errors are reported',
} as const;

/**
 * The names of the misplacements that make the oracle's errors ours, where the data are equal; undefined when an error
 * is left, or a null that none of them tells. An error is known again by its message.
 */
export function nameMisplacements(
  oracle: Answer,
  ours: Answer,
  reference: ReferenceAnswer,
): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  const told = new Set<GraphQLFormattedError>();
  for (const error of oracle.errors ?? []) {
    const meant = meantBy(error, ours, reference);
    for (const each of meant) told.add(each);
    if (reference.failures.has(JSON.stringify(error.path)) && leadsToNull(oracle.data, error)) continue;
    const name = misplacementOf(error, meant, { oracle, reference });
    if (name === undefined) return undefined;
    names.add(name);
  }
  const plain = explainedNulls(oracle).places;
  const toldPlaces = explainedNulls({ data: ours.data, errors: [...told] }).places;
  const isTold = [...explainedNulls(ours).places].every((place) => plain.has(place) || toldPlaces.has(place));
  return isTold && names.size > 0 ? names : undefined;
}

/**
 * The errors of ours that say the same, at the right place. A field may fail for two reasons, of which we told the other:
 * then the reference tells this one.
 */
function meantBy(error: GraphQLFormattedError, ours: Answer, reference: ReferenceAnswer): GraphQLFormattedError[] {
  const isOfInput = dependentsOn(error, reference).length > 0;
  return [...(ours.errors ?? []), ...(reference.errors ?? [])].filter(
    (each) => each.message === error.message && (isMeantBy(error, each) || (isOfInput && isBeside(error, each))),
  );
}

/** Whether an error stands at a field of an object at which, or below which, another stands. */
function isBeside({ path = [] }: GraphQLFormattedError, { path: own = [] }: GraphQLFormattedError): boolean {
  return own.length > 0 && own.slice(0, -1).every((key, index) => key === path[index]);
}

function misplacementOf(
  error: GraphQLFormattedError,
  meant: readonly GraphQLFormattedError[],
  { oracle, reference }: { readonly oracle: Answer; readonly reference: ReferenceAnswer },
): string | undefined {
  const isAsked = reference.executed.has(JSON.stringify(error.path));
  if (!isAsked && dependentsOn(error, reference).length > 0) return misplacements.atInput;
  if (meant.length > 0) return placeOf(error, meant);
  if (isOfAbsentField(oracle.data, error)) return misplacements.atAbsent;
  // Below a null, we need not have reported it.
  const isOfEntity = [...reference.failures].some((each) => {
    const place = JSON.parse(each) as unknown[];
    return JSON.stringify(place.slice(0, -1)) === JSON.stringify(error.path);
  });
  return isOfEntity && leadsToNull(oracle.data, error) ? misplacements.atEntity : undefined;
}

/** The fields that require the input at which an error stands. */
function dependentsOn({ path }: GraphQLFormattedError, { executed }: ReferenceAnswer): ExecutedField[] {
  const place = JSON.stringify(path);
  return [...executed.values()].filter(({ failedInputs }) =>
    failedInputs.some((input) => JSON.stringify(input.path) === place),
  );
}

/** Whether the path of an error is that of another or of an object around it, but for indexes of lists. */
function isMeantBy({ path = [] }: GraphQLFormattedError, { path: own = [] }: GraphQLFormattedError): boolean {
  const isShortened = path.length === own.length || path.length === own.length - 1;
  return (
    isShortened &&
    path.length > 0 &&
    path.every((key, index) => typeof key === typeof own[index] && (typeof key === 'number' || key === own[index]))
  );
}

function placeOf({ path = [] }: GraphQLFormattedError, meant: readonly GraphQLFormattedError[]): string {
  const isPrefix = meant.some(({ path: own = [] }) => path.every((key, index) => key === own[index]));
  return isPrefix ? misplacements.atEntity : misplacements.atOther;
}

function leadsToNull(data: unknown, error: GraphQLFormattedError): boolean {
  return explainedNulls({ data, errors: [error] }).wrong.length === 0;
}

/** Whether the path leads to an object that is there, and to a field of it that nobody asked for. */
function isOfAbsentField(data: unknown, { path = [] }: GraphQLFormattedError): boolean {
  let value = data;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return false;
    if (!Object.hasOwn(value, key)) return typeof key === 'string';
    value = (value as Record<string | number, unknown>)[key];
  }
  return false;
}
