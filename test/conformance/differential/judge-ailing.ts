import { getNamedType, type GraphQLFormattedError, isAbstractType } from 'graphql';
import type { AilingSubgraph } from './ailments.js';
import type { Answer } from './answer.js';
import { hasLess, isHolder, isNull, type Path, valueAt } from './data-paths.js';
import { differencesFromReference, explainedNulls, type Verdict } from './judge.js';
import type { ReferenceAnswer } from './reference.js';
import type { Answers } from './world.js';

/** What a plan that asks more than another loses; how it is planned is the planner's. */
export const longWay =
  'what requires an input, and what is fetched with it, is lost with a subgraph that another plan does not ask';

/**
 * What is wrong with our answer when a subgraph ails. How much is lost depends on the plan; so: nothing is made up, each
 * null that the sound world does not have is told by an error of the subgraph, an operation that it had no part in is
 * answered as if nothing ailed, and whatever the stock gateway rightly delivers, we deliver, but for one known limit.
 */
export function judgeAiling(answers: Answers, ailing: AilingSubgraph): Verdict {
  const unexplained = differencesOfAiling(answers, ailing);
  const losses = lossesAgainst(answers.oracle, answers);
  if (unexplained.length > 0 || losses.length === 0) return { unexplained };
  if (losses.every((place) => isBesideRequirement(place, answers))) return { unexplained, limit: longWay };
  return {
    unexplained: losses.map((place) => `The oracle has something at ${JSON.stringify(place)}, and we have not.`),
  };
}

/** What is wrong with our answer, whatever others answer. */
export function differencesOfAiling(
  { ours, reference }: Pick<Answers, 'ours' | 'reference'>,
  { subgraph }: AilingSubgraph,
): string[] {
  // It answers some calls, with errors that the sound world has, too.
  const lost = (ours.errors ?? []).filter(
    ({ path, extensions }) => extensions?.['subgraph'] === subgraph && !reference.failures.has(JSON.stringify(path)),
  );
  if (lost.length === 0) return differencesFromReference(ours, reference);
  const differences = [...differencesBeside(ours, reference, new Set(lost))];
  for (const path of placesIn(ours.data, isNull)) {
    const place = JSON.stringify(path);
    const isSound = isNull(valueAt(reference.data, path));
    if (!isSound && !explainedNulls(ours).places.has(place)) differences.push(`No error says why ${place} is null.`);
  }
  return differences;
}

/** Nulls of ours where the stock gateway rightly has something. */
export function lossesAgainst(oracle: Answer, { ours, reference }: Pick<Answers, 'ours' | 'reference'>): Path[] {
  const untold = new Set(untoldPlaces(ours, reference));
  const losses = new Map<string, Path>();
  for (const path of placesIn(oracle.data, (value) => !isNull(value))) {
    const length = [...path.keys(), path.length].find((each) => isNull(valueAt(ours.data, path.slice(0, each))));
    const isRight = valueAt(oracle.data, path) === valueAt(reference.data, path);
    if (length === undefined || !isRight) continue;
    const place = JSON.stringify(path.slice(0, length));
    if (!untold.has(place)) losses.set(place, path.slice(0, length));
  }
  return [...losses.values()];
}

/** Whether a field of the same object requires another, or one of an object that is lost there. */
function isBesideRequirement(place: Path, { reference, types }: Answers): boolean {
  return [...reference.executed.values()].some(({ path, parentType, fieldName }) => {
    if (!types.providers(parentType, fieldName).some(({ field }) => field.requires)) return false;
    const isWithin = place.every((key, index) => path[index] === key);
    return isWithin || JSON.stringify(path.slice(0, -1)) === JSON.stringify(place.slice(0, -1));
  });
}

/**
 * Nulls that stand for objects of which nobody said what they are: where the subgraph ails that knows, the stock gateway
 * takes them for objects of no type.
 */
function untoldPlaces(ours: Answer, { executed }: ReferenceAnswer): string[] {
  return (ours.errors ?? []).flatMap((error) => {
    const path = error.path ?? [];
    const field = path.slice(0, path.findLastIndex((key) => typeof key === 'string') + 1);
    const type = executed.get(JSON.stringify(field))?.type;
    const isUntold = type !== undefined && isAbstractType(getNamedType(type));
    return isUntold ? [...explainedNulls({ data: ours.data, errors: [error] }).places] : [];
  });
}

/** Differences that no loss of data accounts for. */
function* differencesBeside(
  ours: Answer,
  reference: ReferenceAnswer,
  lost: ReadonlySet<GraphQLFormattedError>,
): Iterable<string> {
  if (!hasLess(ours.data, reference.data)) yield 'The data differ by more than nulls.';
  for (const path of explainedNulls(ours).wrong) yield `An error stands at ${path}, where there is no null.`;
  for (const error of ours.errors ?? []) {
    const path = JSON.stringify(error.path ?? null);
    if (!lost.has(error) && !reference.failures.has(path)) yield `An error stands at ${path}, where nothing failed.`;
  }
}

/** Paths of the values that are looked for; nothing below them. */
function placesIn(data: unknown, isWanted: (value: unknown) => boolean, path: Path = []): Path[] {
  const own = isWanted(data) && !isHolder(data) ? [path] : [];
  if (!isHolder(data)) return own;
  const keys = Array.isArray(data) ? [...data.keys()] : Object.keys(data);
  return keys.flatMap((key) => placesIn(data[key], isWanted, [...path, key]));
}
