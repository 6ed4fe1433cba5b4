import {
  type DocumentNode,
  type FragmentDefinitionNode,
  getOperationAST,
  type GraphQLFormattedError,
  type GraphQLSchema,
  type InlineFragmentNode,
  isAbstractType,
  Kind,
  OperationTypeNode,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { Answer, Asked } from './answer.js';
import { haveEqualPaths, pathsOf } from './judge.js';
import { canonicalText } from './made-up-data.js';

/** A difference between the oracle and us, where the reference says that we are right. */
export interface OracleDifference {
  readonly asked: Asked;
  readonly ours: Answer;
  readonly oracle: Answer;
  readonly schema: GraphQLSchema;
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
    explains: ({ asked, schema }) => usesNameAsAlias(asked.document, schema),
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
    // All that is asked for of the object is kept out; the specification has an object without fields.
    name: 'an object of which nothing is included is null',
    explains: ({ ours, agreesWith }) => holdsEmpty(ours.data) && agreesWith({ ...ours, data: withoutEmpty(ours.data) }),
  },
  {
    // The specification ends a mutation there (section 6.4.4): a null has reached the root.
    name: 'mutations go on after one that failed in a non-null place',
    explains: ({ asked, ours, oracle }) => {
      const fields = rootKeysOfMutation(asked);
      const failed = fields.findIndex((key) => (ours.errors ?? []).some(({ path }) => path?.[0] === key));
      const known = new Set(pathsOf(ours));
      const others = (oracle.errors ?? []).filter(({ path }) => !known.has(JSON.stringify(path ?? null)));
      const areLater = others.every(({ path }) => fields.indexOf(String(path?.[0])) > failed);
      return failed !== -1 && ours.data === null && oracle.data === null && others.length > 0 && areLater;
    },
  },
  {
    name: 'a field that is skipped takes those along that are fetched with it',
    explains: ({ asked, ours, oracle }) =>
      hasCondition(asked.document) &&
      (oracle.extensions?.['valueCompletion'] !== undefined || foreignErrors(oracle, ours).length > 0),
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
    name: 'objects of other types are asked for the fields of a fragment, and their errors are reported',
    explains: ({ ours, oracle }) => {
      const paths = new Set(pathsOf(ours));
      const others = pathsOf(oracle).filter((path) => !paths.has(path));
      const foreign = new Set(foreignErrors(oracle, ours));
      return canonicalText(ours.data) === canonicalText(oracle.data) && others.every((path) => foreign.has(path));
    },
  },
  {
    // Objects of a subgraph that knows their interface only call themselves by its name, and it believes them.
    name: 'the name of an interface object takes the place of the type, and the object is emptied',
    explains: ({ asked, schema, ours, oracle }) =>
      isOfInterfaceObject(asked.document, schema) &&
      hasLess(oracle.data, ours.data) &&
      pathsOf(oracle).every((path) => pathsOf(ours).includes(path)),
  },
];

/** The name of the fault that accounts for a difference, if a known one does. */
export function nameFault(difference: OracleDifference): string | undefined {
  return knownFaults.find(({ explains }) => explains(difference))?.name;
}

/** Whether an alias is the name of a key or of a required input that an object at its place has. */
function usesNameAsAlias(document: DocumentNode, schema: GraphQLSchema): boolean {
  const types = new TypeInfo(schema);
  let isUsed = false;
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: ({ alias, name }) => {
        const parent = types.getParentType();
        if (!alias || !parent || alias.value === name.value || !keysAndInputs.has(alias.value)) return;
        const possible = isAbstractType(parent) ? schema.getPossibleTypes(parent) : [parent];
        if (possible.some((type) => 'getFields' in type && alias.value in type.getFields())) isUsed = true;
      },
    }),
  );
  return isUsed;
}

function holdsEmpty(data: unknown): boolean {
  if (typeof data !== 'object' || data === null) return false;
  const values: unknown[] = Object.values(data);
  return (values.length === 0 && !Array.isArray(data)) || values.some(holdsEmpty);
}

/** The data with null for each object that has no fields. */
function withoutEmpty(data: unknown): unknown {
  if (typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data)) return data.map(withoutEmpty);
  const entries = Object.entries(data).map(([key, value]) => [key, withoutEmpty(value)] as const);
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

/** Response keys of the fields of a mutation in their order; none for another operation. */
function rootKeysOfMutation({ document, operationName }: Asked): string[] {
  const operation = getOperationAST(document, operationName);
  const fragments = new Map<string, SelectionSetNode>();
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node.selectionSet);
  }
  const keysOf = (selectionSet: SelectionSetNode | undefined): string[] =>
    (selectionSet?.selections ?? []).flatMap((node) => {
      if (node.kind === Kind.FIELD) return [(node.alias ?? node.name).value];
      return keysOf(node.kind === Kind.INLINE_FRAGMENT ? node.selectionSet : fragments.get(node.name.value));
    });
  return operation?.operation === OperationTypeNode.MUTATION ? [...new Set(keysOf(operation.selectionSet))] : [];
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

/** Paths of errors at fields that the object there was not asked for, or that were skipped. */
function foreignErrors(oracle: Answer, ours: Answer): string[] {
  return (oracle.errors ?? []).flatMap(({ path = [] }) => {
    let value: unknown = ours.data;
    for (const key of path) {
      if (value === null || typeof value !== 'object') return [];
      if (!(key in value)) return [JSON.stringify(path)];
      value = (value as Record<string | number, unknown>)[key];
    }
    return [];
  });
}

/** Fields that the media catalogue has from an interface object. */
const ofInterfaceObject = new Set(['stars', 'votes', 'notes', 'blurb']);

function isOfInterfaceObject(document: DocumentNode, schema: GraphQLSchema): boolean {
  const types = new TypeInfo(schema);
  let isIt = false;
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: ({ name }) => {
        const type = types.getParentType();
        const isMedia =
          type &&
          (type.name === 'Media' ||
            ('getInterfaces' in type && type.getInterfaces().some((each) => each.name === 'Media')));
        if (isMedia && ofInterfaceObject.has(name.value)) isIt = true;
      },
    }),
  );
  return isIt;
}

/** Whether data are what they should be, but for objects that are null or lack keys. */
function hasLess(data: unknown, complete: unknown): boolean {
  if (data === null || data === undefined) return true;
  if (typeof data !== 'object' || typeof complete !== 'object' || complete === null) return data === complete;
  if (Array.isArray(data) && data.length !== (complete as unknown[]).length) return false;
  return Object.entries(data).every(([key, value]) => hasLess(value, (complete as Record<string, unknown>)[key]));
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
