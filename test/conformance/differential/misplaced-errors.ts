import type { GraphQLFormattedError } from 'graphql';
import type { Answer } from './answer.js';
import { explainedNulls } from './judge.js';
import type { ReferenceAnswer } from './reference.js';

/** Ways in which the stock gateway puts an error elsewhere than at the field that failed. */
export const misplacements = {
  /** What a subgraph says of an entity as a whole. The specification has an error for each field that is null for it. */
  atEntity: 'an error of an entity stands at the entity, and not at the fields that failed',
  /** It takes the index of a representation for the index of the object in the list. */
  atOther: 'an error of an entity is blamed on another one in the list',
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
  { failures }: ReferenceAnswer,
): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  const told = new Set<GraphQLFormattedError>();
  for (const error of oracle.errors ?? []) {
    const meant = (ours.errors ?? []).filter((own) => own.message === error.message && isMeantBy(error, own));
    for (const own of meant) told.add(own);
    const exact = JSON.stringify(error.path);
    if (failures.has(exact) && leadsToNull(oracle.data, error)) continue;
    // Below a null, we need not have reported it.
    const isOfEntity = [...failures].some((each) => {
      const place = JSON.parse(each) as unknown[];
      return JSON.stringify(place.slice(0, -1)) === exact;
    });
    if (meant.length === 0 && isOfEntity && leadsToNull(oracle.data, error)) {
      names.add(misplacements.atEntity);
      continue;
    }
    const reason =
      meant.length > 0 ? placeOf(error, meant) : isOfAbsentField(oracle.data, error) && misplacements.atAbsent;
    if (!reason) return undefined;
    names.add(reason);
  }
  const plain = explainedNulls(oracle).places;
  const toldPlaces = explainedNulls({ data: ours.data, errors: [...told] }).places;
  const isTold = [...explainedNulls(ours).places].every((place) => plain.has(place) || toldPlaces.has(place));
  return isTold && names.size > 0 ? names : undefined;
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
