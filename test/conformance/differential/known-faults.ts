import type { GraphQLFormattedError } from 'graphql';
import type { Answer, Asked } from './answer.js';

/** A difference between the oracle and us, where the reference says that we are right. */
export interface OracleDifference {
  readonly asked: Asked;
  readonly ours: Answer;
  readonly oracle: Answer;
  /** Whether the oracle answers as we would if `answer` were ours. */
  readonly agreesWith: (answer: Answer) => boolean;
}

/** A fault of `@apollo/gateway` that accounts for differences. */
export interface KnownFault {
  readonly name: string;
  /** Precise: true only where this fault, and nothing else, makes the oracle answer as it does. */
  readonly explains: (difference: OracleDifference) => boolean;
}

/** Each is shown by a small example in `known-faults.test.ts`, which fails as soon as the oracle has been mended. */
export const knownFaults: readonly KnownFault[] = [
  {
    // The specification wants an error (section 6.4.4); the stock gateway empties the object and says nothing.
    name: 'a null in a non-null place empties the object without an error',
    explains: ({ ours, agreesWith }) => agreesWith({ ...ours, errors: (ours.errors ?? []).filter(isOfASubgraph) }),
  },
  {
    // It plans fields that it should answer from the schema, where they stand in a fragment.
    name: 'introspection in a fragment stops the planner',
    explains: ({ oracle }) =>
      refusedWith(oracle, /^Error: Was not able to find any options for (\w+: )?__(type|schema)\b/),
  },
  {
    // It reads all fragments of the document with the variables of the one operation that is asked.
    name: "another operation's fragment is held against this operation's variables",
    explains: ({ asked, oracle }) =>
      asked.operationName !== undefined && refusedWith(oracle, /^Invalid value \$\w+ for argument/),
  },
];

/** The name of the fault that accounts for a difference, if a known one does. */
export function nameFault(difference: OracleDifference): string | undefined {
  return knownFaults.find(({ explains }) => explains(difference))?.name;
}

function isOfASubgraph({ extensions }: GraphQLFormattedError): boolean {
  return extensions?.['code'] !== 'NULL_IN_NON_NULL';
}

/** The oracle executes nothing, and says why in one sentence. */
function refusedWith({ data, errors = [] }: Answer, reason: RegExp): boolean {
  return data === undefined && errors.length === 1 && reason.test(errors[0]?.message ?? '');
}
