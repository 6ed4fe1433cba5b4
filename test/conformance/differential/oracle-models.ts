import type { GraphQLFormattedError } from 'graphql';
import type { Answer } from './answer.js';
import { isNull, putNull, valueAt } from './data-paths.js';
import { differencesFromOurs } from './judge.js';
import { nullableAround } from './known-limits.js';
import { canonicalText } from './canonical-text.js';
import { nameMisplacements } from './misplaced-errors.js';
import type { Answers } from './world.js';

/** Our answer and the oracle's, with a fault of the oracle put into ours, or taken out of its own. */
interface Pair {
  readonly ours: Answer;
  readonly oracle: Answer;
}

/** A fault of the oracle that can be computed. */
interface Model {
  readonly name: string;
  readonly apply: (pair: Pair, answers: Answers) => Pair;
}

export const models: readonly Model[] = [
  {
    // The specification wants an error (section 6.4.4); the stock gateway empties the object and says nothing.
    name: 'a null in a non-null place empties the object without an error',
    apply: ({ ours, oracle }) => ({ ours: { ...ours, errors: (ours.errors ?? []).filter(isOfASubgraph) }, oracle }),
  },
  {
    // All that is asked for of the object is kept out; the specification has an object without fields.
    name: 'an object of which nothing is included is null',
    apply: ({ ours, oracle }) => ({ ours: { ...ours, data: withoutEmpty(ours.data) }, oracle }),
  },
  {
    // We do not ask for such a field, and report it with the error of the input.
    name: 'a field is computed from a required input that failed, as if it were null',
    apply: withoutComputed,
  },
  {
    // Its plan asks the subgraph that fails on the entity, and ours another.
    name: 'a field that several subgraphs deliver is lost with the one that it asks',
    apply: withoutRefused,
  },
];

/** The names of computable faults that make the oracle's answer of ours, or ours of its; undefined if they do not. */
export function nameByModels(answers: Answers): string | undefined {
  const { ours, oracle, reference } = answers;
  for (let subset = 0; subset < 2 ** models.length; subset++) {
    const chosen = models.filter((_, index) => (subset >> index) % 2 === 1);
    let pair: Pair = { ours, oracle };
    let doAllMatter = true;
    for (const { apply } of chosen) {
      const next = apply(pair, answers);
      doAllMatter &&= canonicalText(next) !== canonicalText(pair);
      pair = next;
    }
    if (!doAllMatter || canonicalText(pair.ours.data ?? null) !== canonicalText(pair.oracle.data ?? null)) continue;
    const isEqual = differencesFromOurs(pair.oracle, pair.ours, reference).length === 0;
    const misplacements = isEqual ? new Set<string>() : nameMisplacements(pair.oracle, pair.ours, reference);
    if (misplacements) return [...chosen.map(({ name }) => name), ...misplacements].sort().join('; ');
  }
  return undefined;
}

function isOfASubgraph({ extensions }: GraphQLFormattedError): boolean {
  return extensions?.['code'] !== 'NULL_IN_NON_NULL';
}

/** The data with null for each object that has no fields. */
function withoutEmpty(data: unknown): unknown {
  if (typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data)) return data.map(withoutEmpty);
  const entries = Object.entries(data).map(([key, value]) => [key, withoutEmpty(value)] as const);
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

/** Ours without what the oracle lost with subgraphs that fail on entities, and that others deliver, too. */
function withoutRefused({ ours, oracle }: Pair, { reference, types }: Answers): Pair {
  const poorer = structuredClone(ours);
  const messages = new Set((oracle.errors ?? []).map(({ message }) => message));
  for (const { path, parentType, fieldName, refusals } of reference.executed.values()) {
    const isLost = isNull(valueAt(oracle.data, path)) && refusals.some((each) => messages.has(each));
    if (isLost && types.providers(parentType, fieldName).length > 1) putNull(poorer, nullableAround(path, reference));
  }
  return { ours: poorer, oracle };
}

/** Both without what the oracle has of fields whose inputs failed, and without errors about them. */
function withoutComputed({ ours, oracle }: Pair, { reference }: Answers): Pair {
  const [theirs, paths] = [structuredClone(oracle), new Set<string>()];
  for (const field of reference.executed.values()) {
    if (field.failedInputs.length === 0) continue;
    for (const { path } of [field, ...field.failedInputs]) paths.add(JSON.stringify(path));
    putNull(theirs, nullableAround(field.path, reference));
  }
  const beside = (answer: Answer): Answer => ({
    ...answer,
    errors: (answer.errors ?? []).filter(({ path }) => !paths.has(JSON.stringify(path))),
  });
  return { ours: beside(ours), oracle: beside(theirs) };
}
