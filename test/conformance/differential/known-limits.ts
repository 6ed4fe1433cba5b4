import { type GraphQLFormattedError, type GraphQLOutputType, isListType, isNonNullType, Kind } from 'graphql';
import type { Answer } from './answer.js';
import { isNull, type Path, putNull, valueAt } from './data-paths.js';
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
  /** The key itself is there, but the planner asks the entity for it once more, and the subgraph fails on the entity. */
  keyUnderAlias: 'a key that is asked for under another name is lost with the entity',
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
    if (isFailedInput(path, reference)) {
      for (const place of placesEmptiedBy(path, { ours, reference, types })) {
        putNull(expected, place);
        met.add(knownLimits.inputEmpties);
      }
    } else if (!reference.failures.has(JSON.stringify(path))) {
      const isAlong = isFetchedAlong(error, { ours, reference, types });
      if (!isAlong && !isKeyUnderAlias(path, { reference, types })) return undefined;
      putNull(expected, nullableAround(path, reference));
      met.add(isAlong ? knownLimits.fetchedAlong : knownLimits.keyUnderAlias);
    }
  }
  const isAll = met.size > 0 && JSON.stringify(expected.data) === JSON.stringify(ours.data);
  return isAll && isTold(ours, reference) ? [...met].sort().join('; ') : undefined;
}

/** Whether each null of ours that stands for a failure has an error, and each error a null. */
function isTold(ours: Answer, reference: ReferenceAnswer): boolean {
  const { places, wrong } = explainedNulls(ours);
  const failed = [...explainedNulls(reference).places].map((place) => nullOn(ours.data, JSON.parse(place) as Path));
  return wrong.length === 0 && failed.every((place) => place && places.has(JSON.stringify(place)));
}

/**
 * Where the failure of an input that may not be null leads to a null that the reference does not have: around the object,
 * or, when the input was fetched of an entity, at the fields that were fetched with it.
 */
function placesEmptiedBy(path: Path, { ours, reference, types }: LimitedAnswer): Path[] {
  const [object, input] = [path.slice(0, -1), String(path.at(-1))];
  const isEmptied = (place: Path) => isNull(valueAt(ours.data, place)) && !isNull(valueAt(reference.data, place));
  const around = nullableAround(object, reference);
  if (isEmptied(around)) return [around];
  const neighbours = [...reference.executed.values()].filter(
    (field) => JSON.stringify(field.path.slice(0, -1)) === JSON.stringify(object),
  );
  return neighbours.flatMap((field) => {
    const providers = types.providers(field.parentType, input);
    const isNonNull = providers.some((provider) => provider.field.type.kind === Kind.NON_NULL_TYPE);
    const isWith = providers.some((provider) => subgraphsOf(field, types).includes(provider.in.subgraph));
    const place = nullableAround(field.path, reference);
    return isNonNull && isWith && isEmptied(place) ? [place] : [];
  });
}

/** Whether an error says of a field what is wrong with the input of a neighbour, which one subgraph can deliver both. */
function isFetchedAlong({ path = [], message }: GraphQLFormattedError, { ours, reference, types }: LimitedAnswer) {
  const field = reference.executed.get(JSON.stringify(path));
  if (!field) return false;
  const subgraphs = subgraphsOf(field, types);
  return [...reference.executed.values()].some((other) => {
    const isNeighbour =
      other !== field && JSON.stringify(other.path.slice(0, -1)) === JSON.stringify(path.slice(0, -1));
    if (!isNeighbour || !subgraphsOf(other, types).some((each) => subgraphs.includes(each))) return false;
    if (other.failedInputs.length === 0) return false;
    const inputs = new Set([other.path, ...other.failedInputs].map((input) => JSON.stringify(input)));
    return (ours.errors ?? []).some((cause) => cause.message === message && inputs.has(JSON.stringify(cause.path)));
  });
}

function isKeyUnderAlias(path: Path, { reference, types }: Pick<LimitedAnswer, 'reference' | 'types'>): boolean {
  const field = reference.executed.get(JSON.stringify(path));
  if (!field || path.at(-1) === field.fieldName) return false;
  const names = [field.parentType, ...types.interfacesOf(field.parentType)];
  return names.some((name) =>
    types
      .named(name)
      .some(({ keys }) =>
        keys.some(({ selections }) =>
          selections.some((node) => node.kind === Kind.FIELD && node.name.value === field.fieldName),
        ),
      ),
  );
}

function subgraphsOf({ parentType, fieldName }: ExecutedField, types: SubgraphTypes): string[] {
  return types.providers(parentType, fieldName).map((provider) => provider.in.subgraph);
}

function isFailedInput(path: Path, { executed }: ReferenceAnswer): boolean {
  const text = JSON.stringify(path);
  return [...executed.values()].some(({ failedInputs }) => failedInputs.some((each) => JSON.stringify(each) === text));
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
