import { type DocumentNode, type GraphQLFormattedError, visit } from 'graphql';
import type { Answer, Asked } from './answer.js';
import { fieldsNamed } from './known-faults.js';
import type { ReferenceAnswer } from './reference.js';

/** What we cannot do yet: the native planner does not find a way, or finds a wrong one. */
export interface KnownLimit {
  readonly name: string;
  readonly applies: (met: LimitedAnswer) => boolean;
}

export interface LimitedAnswer {
  readonly asked: Asked;
  readonly ours: Answer;
  readonly reference: ReferenceAnswer;
}

/** Fields that a world of this folder has from an interface object. */
const ofInterfaceObject = ['stars', 'votes', 'notes', 'blurb'];

const types = new Set(['Book', 'Film', 'Song', 'Titled', 'Found', 'Item']);

/** Each is shown by a small example in `known-limits.test.ts`, which fails as soon as it has been overcome. */
export const knownLimits: readonly KnownLimit[] = [
  {
    // The planner: "Path … cannot be found in selection set of type Query". We say so, and answer nothing wrong.
    name: 'a field with @requires is not planned below an entity of the same type and subgraph',
    applies: ({ ours: { data, errors = [] } }) =>
      data === undefined && errors.length === 1 && errors[0]?.extensions?.['code'] === 'OPERATION_NOT_PLANNABLE',
  },
  {
    // Both are asked for in one fetch, and an entity of which an input failed is not asked for at all.
    name: 'fields that are fetched along with one whose required input failed are null, too, with the error of the input',
    applies: ({ ours: { errors = [] }, reference: { failures } }) => {
      const [known, others] = [true, false].map((isKnown) =>
        errors.filter(({ path }) => failures.has(JSON.stringify(path)) === isKnown),
      );
      return (
        others !== undefined &&
        others.length > 0 &&
        others.every((error) => known?.some((cause) => cause.message === error.message && isBeside(cause, error)))
      );
    },
  },
  {
    // The planner fetches both under aliases and then sends the one input to both fields.
    name: 'of two fields that require one field with different arguments, one may get the input of the other',
    applies: ({ asked }) => fieldsNamed(asked.document, ['shipping', 'duty']).size > 1,
  },
  {
    // The planner merges the fetches for several types into one that is only about the last of them.
    name: 'fields of an interface object asked for in fragments on several of its types come for one type only',
    applies: ({ asked }) =>
      concreteConditions(asked.document).size > 1 && fieldsNamed(asked.document, ofInterfaceObject).size > 0,
  },
];

function concreteConditions(document: DocumentNode): ReadonlySet<string> {
  const found = new Set<string>();
  visit(document, {
    NamedType: ({ name }) => {
      if (types.has(name.value)) found.add(name.value);
    },
  });
  return found;
}

/** Whether an error stands at a neighbour of the field whose error it repeats, or at a neighbour's part. */
function isBeside(cause: GraphQLFormattedError, { path = [] }: GraphQLFormattedError): boolean {
  return path.slice(0, -1).every((key, index) => cause.path?.[index] === key);
}

/** The name of the limit that an operation meets, if it meets a known one. */
export function nameLimit(met: LimitedAnswer): string | undefined {
  return knownLimits.find(({ applies }) => applies(met))?.name;
}
