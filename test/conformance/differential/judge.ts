import type { Answer } from './answer.js';
import { canonicalText } from './canonical-text.js';
import type { ReferenceAnswer } from './reference.js';

/** What is wrong with the answers, and what known faults and limits account for it. */
export interface Verdict {
  readonly unexplained: readonly string[];
  readonly fault?: string;
  readonly limit?: string;
}

/**
 * How our answer differs from the reference, each way in a sentence. Data must be equal, in the same order of keys.
 * For errors: each null that stands for a failure has an error at it or below it; each error has the path of something
 * that did fail, and leads to a null. Which of several failures under one null are reported is left to the executor.
 */
export function differencesFromReference(ours: Answer, reference: ReferenceAnswer): string[] {
  if (reference.data === undefined) return differencesOfRefusal(ours);
  const differences: string[] = [];
  if (JSON.stringify(ours.data) !== JSON.stringify(reference.data)) differences.push('The data differ.');
  const explained = explainedNulls(ours);
  for (const path of explained.wrong) differences.push(`An error stands at ${path}, where there is no null.`);
  for (const path of pathsOf(ours)) {
    if (!reference.failures.has(path)) differences.push(`An error stands at ${path}, where nothing failed.`);
  }
  for (const place of explainedNulls(reference).places) {
    if (!explained.places.has(place)) differences.push(`No error says why ${place} is null.`);
  }
  return differences;
}

/** How the oracle's answer differs from ours. The order of keys is not compared. */
export function differencesFromOurs(oracle: Answer, ours: Answer, { failures }: ReferenceAnswer): string[] {
  if (ours.data === undefined) return differencesOfRefusal(oracle);
  const differences: string[] = [];
  if (canonicalText(oracle.data ?? null) !== canonicalText(ours.data ?? null)) differences.push('The data differ.');
  const [theirs, own] = [explainedNulls(oracle), explainedNulls(ours)];
  for (const path of theirs.wrong) differences.push(`The oracle reports ${path}, where there is no null.`);
  for (const path of pathsOf(oracle)) {
    if (!failures.has(path)) differences.push(`The oracle reports ${path}, where nothing failed.`);
  }
  for (const place of own.places) if (!theirs.places.has(place)) differences.push(`The oracle is silent on ${place}.`);
  for (const place of theirs.places) if (!own.places.has(place)) differences.push(`We are silent on ${place}.`);
  return differences;
}

/** An operation that is not executed at all has errors and no data. */
function differencesOfRefusal({ data, errors = [] }: Answer): string[] {
  return data === undefined && errors.length > 0 ? [] : ['The operation is executed though it should be refused.'];
}

/** Whether two answers report errors at the very same paths. */
export function haveEqualPaths(a: Answer, b: Answer): boolean {
  return canonicalText(pathsOf(a)) === canonicalText(pathsOf(b));
}

/** Paths of errors as JSON, each once, in order; `null` for an error that has none. */
export function pathsOf({ errors = [] }: Answer): string[] {
  return [...new Set(errors.map(({ path }) => JSON.stringify(path ?? null)))].sort();
}

/** Places of the nulls to which errors lead, and paths of errors that lead to none. */
export function explainedNulls(answer: Answer): {
  readonly places: ReadonlySet<string>;
  readonly wrong: readonly string[];
} {
  const places = new Set<string>();
  const wrong: string[] = [];
  for (const { path = [] } of answer.errors ?? []) {
    const place = nullOn(answer.data, path);
    if (place) places.add(JSON.stringify(place));
    else wrong.push(JSON.stringify(path));
  }
  return { places, wrong };
}

/** The part of the path that leads to the first null on it; undefined if there is none, or no such place. */
export function nullOn(data: unknown, path: readonly (string | number)[]): readonly (string | number)[] | undefined {
  let value: unknown = data ?? null;
  for (let depth = 0; depth <= path.length; depth++) {
    if (value === null) return path.slice(0, depth);
    if (typeof value !== 'object') return undefined;
    value = (value as Record<string | number, unknown>)[path[depth] ?? ''];
  }
  return undefined;
}
