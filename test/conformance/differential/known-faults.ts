import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLFormattedError,
  type InlineFragmentNode,
  Kind,
  visit,
} from 'graphql';
import type { Answer, Asked } from './answer.js';
import { haveEqualPaths, pathsOf } from './judge.js';
import { canonicalText } from './made-up-data.js';

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

/** Names of fields that are keys or required inputs in the worlds of this folder. */
const keysAndInputs = new Set([
  'id',
  'email',
  'name',
  'upc',
  'sku',
  'isbn',
  'number',
  'price',
  'weight',
  'birthday',
  'pages',
]);

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
  {
    // It reads an object's key, or a required input, from whatever stands under its name in the answer.
    name: 'an alias that is the name of a key or of a required input is taken for it',
    explains: ({ asked }) => usesNameAsAlias(asked.document, keysAndInputs),
  },
  {
    name: 'fields in a fragment on an abstract type inside another type are lost',
    explains: ({ asked, ours, oracle }) =>
      hasNestedFragment(asked.document) && lacksKeysOnly(oracle.data, ours.data) && haveEqualPaths(oracle, ours),
  },
  {
    name: 'a fragment on another abstract type stops the planner at an interface object',
    explains: ({ oracle }) => refusedWith(oracle, /^Error: We should have an edge from \w+\(\w+\) for __typename$/),
  },
  {
    name: 'a field that is skipped takes those along that are fetched with it',
    explains: ({ asked, oracle }) =>
      hasCondition(asked.document) && oracle.extensions?.['valueCompletion'] !== undefined,
  },
  {
    name: 'a required input with arguments and the same field with others are asked for under one name',
    explains: ({ asked }) => fieldsNamed(asked.document, ['price', 'shipping', 'duty']).size > 1,
  },
  {
    // We do not ask for such a field, and report it with the error of the input.
    name: 'a field is computed from a required input that failed, as if it were null',
    explains: ({ ours: { errors = [] }, oracle }) =>
      errors.some(({ message, path }) => {
        const twins = errors.filter((each) => each.message === message && each.path?.at(-1) !== path?.at(-1));
        return twins.length > 0 && (oracle.errors ?? []).some((each) => each.message === message);
      }),
  },
  {
    // It takes the index of a representation for the index of the object in the list.
    name: 'an error of an entity is blamed on another one in the list',
    explains: ({ ours, oracle }) =>
      canonicalText(ours.data) === canonicalText(oracle.data) && sameButIndexes(ours) === sameButIndexes(oracle),
  },
  {
    name: 'objects of other types are asked for the fields of an interface object, and their errors are reported',
    explains: ({ ours, oracle }) =>
      canonicalText(ours.data) === canonicalText(oracle.data) &&
      pathsOf(ours).every((path) => pathsOf(oracle).includes(path)),
  },
];

/** The name of the fault that accounts for a difference, if a known one does. */
export function nameFault(difference: OracleDifference): string | undefined {
  return knownFaults.find(({ explains }) => explains(difference))?.name;
}

function usesNameAsAlias(document: DocumentNode, names: ReadonlySet<string>): boolean {
  let isUsed = false;
  visit(document, {
    Field: ({ alias, name }) => {
      if (alias && alias.value !== name.value && names.has(alias.value)) isUsed = true;
    },
  });
  return isUsed;
}

function hasCondition(document: DocumentNode): boolean {
  let isThere = false;
  visit(document, {
    Directive: () => {
      isThere = true;
    },
  });
  return isThere;
}

/** Which of some fields the document asks for. */
export function fieldsNamed(document: DocumentNode, names: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  visit(document, {
    Field: ({ name }) => {
      if (names.includes(name.value)) found.add(name.value);
    },
  });
  return found;
}

/** Places of errors, without telling apart the objects of a list. */
function sameButIndexes(answer: Answer): string {
  return canonicalText([...new Set(pathsOf(answer).map((path) => path.replace(/\b\d+\b/g, '*')))].sort());
}

/** Whether a fragment stands directly in a fragment. */
function hasNestedFragment(document: DocumentNode): boolean {
  let isNested = false;
  const look = ({ selectionSet }: InlineFragmentNode | FragmentDefinitionNode) => {
    if (selectionSet.selections.some(({ kind }) => kind !== Kind.FIELD)) isNested = true;
  };
  visit(document, { InlineFragment: look, FragmentDefinition: look });
  return isNested;
}

/** Whether data are what they should be, but for keys that objects do not have. */
function lacksKeysOnly(data: unknown, complete: unknown): boolean {
  if (typeof data !== 'object' || typeof complete !== 'object' || data === null || complete === null) {
    return data === complete;
  }
  if (Array.isArray(data) !== Array.isArray(complete)) return false;
  if (Array.isArray(data) && data.length !== (complete as unknown[]).length) return false;
  return Object.entries(data).every(([key, value]) => lacksKeysOnly(value, (complete as Record<string, unknown>)[key]));
}

function isOfASubgraph({ extensions }: GraphQLFormattedError): boolean {
  return extensions?.['code'] !== 'NULL_IN_NON_NULL';
}

/** The oracle executes nothing, and says why in one sentence. */
function refusedWith({ data, errors = [] }: Answer, reason: RegExp): boolean {
  return data === undefined && errors.length === 1 && reason.test(errors[0]?.message ?? '');
}
