import type { GraphQLFormattedError } from 'graphql';
import type { Answer } from './answer.js';
import { canonicalText } from './made-up-data.js';
import type { ReferenceAnswer } from './reference.js';

/** What we do not do yet, though it is never silent: each null has an error that says why. */
export interface KnownLimit {
  readonly name: string;
  /** Exact: true only where this limit, and nothing else, makes our answer differ from the reference. */
  readonly applies: (met: LimitedAnswer) => boolean;
}

export interface LimitedAnswer {
  readonly ours: Answer;
  readonly reference: ReferenceAnswer;
}

/** Each is shown by a small example in `known-limits.test.ts`, which fails as soon as it has been overcome. */
export const knownLimits: readonly KnownLimit[] = [
  {
    // Both are asked for in one fetch, and an entity of which an input failed is not asked for at all.
    name: 'fields that are fetched along with one whose required input failed are null, too, with the error of the input',
    applies: ({ ours, reference }) => {
      const [known, others] = byFailure(ours, reference);
      const areBeside = others.every((error) =>
        known.some((cause) => cause.message === error.message && isBeside(cause, error)),
      );
      return others.length > 0 && areBeside && isEqualButForErrors(ours, reference);
    },
  },
  {
    // The subgraph that delivers the object is asked for the input along with it, and empties the object (section 6.4.4).
    name: 'a non-null input of a field empties the object that it fails for',
    applies: ({ ours, reference }) => {
      const [known, others] = byFailure(ours, reference);
      const reported = new Set((reference.errors ?? []).map(({ path }) => JSON.stringify(path)));
      const inputs = known.filter(({ path }) => !reported.has(JSON.stringify(path)));
      return others.length === 0 && inputs.length > 0 && isEqualButForErrors(ours, reference);
    },
  },
];

/** Our errors: those at places where the reference fails, and the others. */
function byFailure({ errors = [] }: Answer, { failures }: ReferenceAnswer) {
  const isKnown = ({ path }: GraphQLFormattedError) => failures.has(JSON.stringify(path));
  return [errors.filter(isKnown), errors.filter((error) => !isKnown(error))] as const;
}

/** Whether our data are those of the reference, with the nulls put in that our errors lead to. */
function isEqualButForErrors({ data, errors = [] }: Answer, reference: ReferenceAnswer): boolean {
  const expected = { data: structuredClone(reference.data ?? null) };
  for (const { path = [] } of errors) putNull(expected, { data }, ['data', ...path]);
  return canonicalText(expected.data) === canonicalText(data);
}

/** Puts a null where `ours` has the first one on the path. */
function putNull(expected: unknown, ours: unknown, [key, ...rest]: readonly (string | number)[]): void {
  if (key === undefined || !isHolder(expected) || !isHolder(ours) || !(key in expected)) return;
  if (ours[key] === null) expected[key] = null;
  else putNull(expected[key], ours[key], rest);
}

function isHolder(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Whether an error stands at a neighbour of the field whose error it repeats, or at a neighbour's part. */
function isBeside(cause: GraphQLFormattedError, { path = [] }: GraphQLFormattedError): boolean {
  return path.slice(0, -1).every((key, index) => cause.path?.[index] === key);
}

/** The name of the limit that an operation meets, if it meets a known one. */
export function nameLimit(met: LimitedAnswer): string | undefined {
  return knownLimits.find(({ applies }) => applies(met))?.name;
}
