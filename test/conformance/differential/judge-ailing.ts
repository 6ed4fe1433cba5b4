import { getNamedType, type GraphQLFormattedError, isAbstractType } from 'graphql';
import type { AilingSubgraph } from './ailments.js';
import type { Answer } from './answer.js';
import { hasLess, isHolder, isNull, type Path, valueAt } from './data-paths.js';
import { differencesFromReference, explainedNulls } from './judge.js';
import type { ReferenceAnswer } from './reference.js';
import type { Answers } from './world.js';

/**
 * What is wrong with our answer when a subgraph ails. How much is lost depends on the plan; so: nothing is made up, each
 * null that the sound world does not have is told by an error of the subgraph, an operation that it had no part in is
 * answered as if nothing ailed, and whatever the stock gateway still delivers, we deliver.
 */
export function differencesOfAiling(
  { ours, oracle, reference }: Pick<Answers, 'ours' | 'oracle' | 'reference'>,
  { subgraph }: AilingSubgraph,
): string[] {
  const isOfAiling = ({ extensions }: GraphQLFormattedError) => extensions?.['subgraph'] === subgraph;
  const errors = ours.errors ?? [];
  // It answers some calls, with errors that the sound world has, too.
  const lost = errors.filter((error) => isOfAiling(error) && !reference.failures.has(JSON.stringify(error.path)));
  if (lost.length === 0) return differencesFromReference(ours, reference);
  const differences = [...differencesBeside(ours, reference, new Set(lost))];
  for (const path of placesIn(ours.data, isNull)) {
    const place = JSON.stringify(path);
    const isSound = isNull(valueAt(reference.data, path));
    if (!isSound && !explainedNulls(ours).places.has(place)) differences.push(`No error says why ${place} is null.`);
  }
  const untold = new Set(untoldPlaces(ours, reference));
  for (const path of placesIn(oracle.data, (value) => !isNull(value))) {
    const lostAt = [...path.keys(), path.length].find((length) => isNull(valueAt(ours.data, path.slice(0, length))));
    const isRight = valueAt(oracle.data, path) === valueAt(reference.data, path);
    const isGuessed = untold.has(JSON.stringify(path.slice(0, lostAt)));
    if (lostAt !== undefined && isRight && !isGuessed)
      differences.push(`The oracle has ${JSON.stringify(path)}, and we have not.`);
  }
  return differences;
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
