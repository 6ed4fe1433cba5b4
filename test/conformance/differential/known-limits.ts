import { type GraphQLFormattedError, type GraphQLOutputType, isListType, isNonNullType, Kind } from 'graphql';
import type { Answer } from './answer.js';
import { type Path, putNull } from './data-paths.js';
import { explainedNulls, nullOn } from './judge.js';
import type { ExecutedField, ReferenceAnswer } from './reference.js';
import type { SubgraphTypes } from './subgraph-types.js';

/**
 * What we do not do yet, though it is never silent: each null has an error that says why. Each limit is shown by a small
 * example in `known-limits.test.ts`, which fails as soon as it has been overcome.
 */
export const knownLimits = {
  /** Both are asked for in one fetch, and an entity of which an input failed is not asked for at all. */
  fetchedAlong:
    'fields that are fetched along with one whose required input failed are null, too, with the error of the input',
  /** The subgraph that delivers the object is asked for the input along with it, and empties the object (section 6.4.4). */
  inputEmpties: 'a non-null input of a field empties the object that it fails for',
  /** One of them is asked, since it delivers something else besides, and fails on the entity. No other is tried. */
  oneOfSeveral: 'a field that several subgraphs deliver is lost with the one that is asked',
} as const;

export interface LimitedAnswer {
  readonly ours: Answer;
  readonly reference: ReferenceAnswer;
  readonly types: SubgraphTypes;
}

/**
 * The names of the limits that an operation meets; undefined unless they account for all of the difference: with the
 * nulls put in that they lead to, the data of the reference are ours, and each of our errors has its reason.
 */
export function nameLimits({ ours, reference, types }: LimitedAnswer): string | undefined {
  const expected = { data: structuredClone(reference.data ?? null) };
  const met = new Set<string>();
  for (const error of ours.errors ?? []) {
    const path = error.path ?? [];
    if (reference.failures.has(JSON.stringify(path))) continue;
    const limit = limitAt(error, { ours, reference, types });
    if (limit === undefined) return undefined;
    putNull(expected, nullableAround(path, reference));
    met.add(limit);
  }
  const isAll = met.size > 0 && JSON.stringify(expected.data) === JSON.stringify(ours.data);
  return isAll && isTold(ours, reference) ? [...met].sort().join('; ') : undefined;
}

/** The limit that leads to an error of ours where nothing failed. */
function limitAt(error: GraphQLFormattedError, answers: LimitedAnswer): string | undefined {
  if (isEmptiedByInput(error, answers)) return knownLimits.inputEmpties;
  if (isFetchedAlong(error, answers)) return knownLimits.fetchedAlong;
  return isOfOneOfSeveral(error, answers) ? knownLimits.oneOfSeveral : undefined;
}

/** Whether each null of ours that stands for a failure has an error, and each error a null. */
function isTold(ours: Answer, reference: ReferenceAnswer): boolean {
  const { places, wrong } = explainedNulls(ours);
  const failed = [...explainedNulls(reference).places].map((place) => nullOn(ours.data, JSON.parse(place) as Path));
  return wrong.length === 0 && failed.every((place) => place && places.has(JSON.stringify(place)));
}

/**
 * Whether an error says that the failure of an input that may not be null emptied what is there: the object around the
 * input, or, when that was fetched of an entity, a field that was fetched with it.
 */
function isEmptiedByInput({ path = [], message }: GraphQLFormattedError, { reference, types }: LimitedAnswer): boolean {
  const emptied = JSON.stringify(nullableAround(path, reference));
  const field = reference.executed.get(JSON.stringify(path));
  return [...reference.executed.values()].some(({ path: dependent, parentType, failedInputs }) => {
    const object = dependent.slice(0, -1);
    const isNeighbour = field && JSON.stringify(path.slice(0, -1)) === JSON.stringify(object);
    const subgraphs = isNeighbour ? subgraphsOf(field, types) : [];
    return failedInputs.some((input) => {
      if (!input.isNonNull || input.message !== message) return false;
      if (JSON.stringify(nullableAround(input.path.slice(0, -1), reference)) === emptied) return true;
      const providers = types.providers(parentType, String(input.path[object.length]));
      const isNonNull = providers.some((provider) => provider.field.type.kind === Kind.NON_NULL_TYPE);
      return isNonNull && providers.some((provider) => subgraphs.includes(provider.in.subgraph));
    });
  });
}

/** Whether an error says of a field what is wrong with the input of a neighbour, which one subgraph can deliver both. */
function isFetchedAlong({ path = [], message }: GraphQLFormattedError, { reference, types }: LimitedAnswer): boolean {
  const field = reference.executed.get(JSON.stringify(path));
  if (!field) return false;
  const subgraphs = subgraphsOf(field, types);
  return [...reference.executed.values()].some((other) => {
    const isNeighbour =
      other !== field && JSON.stringify(other.path.slice(0, -1)) === JSON.stringify(path.slice(0, -1));
    if (!isNeighbour || !subgraphsOf(other, types).some((each) => subgraphs.includes(each))) return false;
    return other.failedInputs.some((input) => input.message === message);
  });
}

function isOfOneOfSeveral({ path = [], message }: GraphQLFormattedError, { reference, types }: LimitedAnswer): boolean {
  const field = reference.executed.get(JSON.stringify(path));
  return field !== undefined && field.refusals.includes(message) && subgraphsOf(field, types).length > 1;
}

function subgraphsOf({ parentType, fieldName }: ExecutedField, types: SubgraphTypes): string[] {
  return types.providers(parentType, fieldName).map((provider) => provider.in.subgraph);
}

/** The place that becomes null when a null reaches `path`: itself, or the nearest around it that may be null. */
export function nullableAround(path: Path, { executed }: ReferenceAnswer): Path {
  for (let length = path.length; length > 0; length--) {
    const place = path.slice(0, length);
    const keys = place.findLastIndex((key) => typeof key === 'string') + 1;
    let type: GraphQLOutputType | undefined = executed.get(JSON.stringify(place.slice(0, keys)))?.type;
    for (let index = keys; index < length && type; index++) type = itemType(type);
    if (type && !isNonNullType(type)) return place;
  }
  return [];
}

function itemType(type: GraphQLOutputType): GraphQLOutputType | undefined {
  const nullable = isNonNullType(type) ? (type.ofType as GraphQLOutputType) : type;
  return isListType(nullable) ? (nullable.ofType as GraphQLOutputType) : undefined;
}
