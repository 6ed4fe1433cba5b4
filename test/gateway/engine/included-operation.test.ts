import fc from 'fast-check';
import {
  buildSchema,
  type ConstValueNode,
  type DocumentNode,
  execute,
  type GraphQLFieldResolver,
  Kind,
  print,
  type SelectionNode,
  validate,
  type VariableDefinitionNode,
  visit,
} from 'graphql';

import { includedOperation } from '../../../gateway/src/engine/included-operation.js';
import { OperationConditions } from '../../../gateway/src/engine/operation-conditions.js';
import { selectOperation } from '../../../gateway/src/engine/operation-parts.js';
import type { Asked } from '../../conformance/differential/answer.js';
import { type Draw, randomOperation } from '../../conformance/differential/random-operation.js';

const schema = buildSchema(`
  type Query { node: Node both: Either list: [Node] person: Person name: String broken: String }
  interface Node { id: ID name: String next: Node }
  union Either = Person | Place
  type Person implements Node { id: ID name: String next: Node broken: String home: Place! }
  type Place implements Node { id: ID name: String next: Node people: [Person!]! none: Person }
`);

/** Objects without end; some are missing, and whatever is called broken fails. */
const resolve: GraphQLFieldResolver<{ readonly id?: string } | undefined, unknown> = (
  source,
  _args,
  _context,
  info,
) => {
  const id = `${source?.id ?? ''}/${info.fieldName}`;
  const person = { __typename: 'Person', id };
  switch (info.fieldName) {
    case 'broken':
      throw new Error(`${id} is broken`);
    case 'id':
    case 'name':
      return id;
    case 'none':
      return null;
    case 'list':
      return [person, null, { __typename: 'Place', id }];
    case 'people':
      return [person];
    case 'person':
      return person;
    default:
      return { __typename: id.length % 2 === 0 ? 'Place' : 'Person', id };
  }
};

/** Puts conditions by the variables `c0` to `c2` to a third of the selections that have none. */
function withConditions(document: DocumentNode, draw: Draw): DocumentNode {
  const conditional = <Node extends SelectionNode>(node: Node): Node | undefined => {
    if (node.directives?.length || draw(3) !== 0) return undefined;
    const value = { kind: Kind.VARIABLE, name: name(`c${draw(3)}`) } as const;
    const argument = { kind: Kind.ARGUMENT, name: name('if'), value } as const;
    const directive = { kind: Kind.DIRECTIVE, name: name(draw(2) === 0 ? 'skip' : 'include'), arguments: [argument] };
    return { ...node, directives: [directive] };
  };
  return visit(document, {
    Field: conditional,
    InlineFragment: conditional,
    FragmentSpread: conditional,
    OperationDefinition: {
      leave: (node) => {
        const added = ['c0', 'c1', 'c2'].map((each) => declared(each, draw(2) === 0));
        return { ...node, variableDefinitions: [...(node.variableDefinitions ?? []), ...added] };
      },
    },
  });
}

function declared(variable: string, isTrue: boolean): VariableDefinitionNode {
  const defaultValue: ConstValueNode = { kind: Kind.BOOLEAN, value: isTrue };
  const type = { kind: Kind.NAMED_TYPE, name: name('Boolean') } as const;
  return {
    kind: Kind.VARIABLE_DEFINITION,
    variable: { kind: Kind.VARIABLE, name: name(variable) },
    type,
    defaultValue,
  };
}

function name(value: string) {
  return { kind: Kind.NAME, value } as const;
}

function answerTo(document: DocumentNode, { variables, operationName }: Pick<Asked, 'variables' | 'operationName'>) {
  const result = execute({
    schema,
    document,
    variableValues: { ...variables },
    ...(operationName !== undefined && { operationName }),
    fieldResolver: resolve,
    typeResolver: (value) => (value as { readonly __typename: string }).__typename,
  });
  if (result instanceof Promise) throw new Error('Nothing waits here.');
  return { data: result.data, errors: (result.errors ?? []).map(({ message, path }) => ({ message, path })) };
}

describe('what is included of an operation', () => {
  it('is answered by graphql-js like the operation itself, and has no conditions', () => {
    const seen = { compared: 0, empty: 0 };
    const property = fc.property(fc.gen(), (draw) => {
      const drawn: Draw = (limit) => draw(fc.nat, limit - 1);
      const asked = randomOperation(schema, drawn, { depth: 4, size: 20 });
      const document = withConditions(asked.document, drawn);
      // Some variables are never used; nothing else may be wrong with it.
      fc.pre(validate(schema, asked.document).length === 0);
      const { operationName } = asked;
      const given = Object.fromEntries(
        ['c0', 'c1', 'c2'].filter(() => drawn(2) === 0).map((each) => [each, drawn(2) === 0]),
      );
      const variables = { ...asked.variables, ...given };
      const parts = selectOperation(document, operationName);
      if (!parts) throw new Error('There is no such operation.');
      const included = includedOperation(parts, new OperationConditions(schema, parts).valuesFor(variables));
      const reduced: DocumentNode = {
        kind: Kind.DOCUMENT,
        definitions: [included.operation, ...included.fragments.values()],
      };
      const expected = answerTo(document, { variables, operationName });
      expect(JSON.stringify(answerTo(reduced, { variables, operationName }))).toBe(JSON.stringify(expected));
      expect(print(reduced)).not.toMatch(/@skip|@include/);
      seen.compared += 1;
      if (JSON.stringify(expected).includes('{}')) seen.empty += 1;
    });
    fc.assert(property, { numRuns: 200, seed: 7 });
    expect(seen.compared).toBeGreaterThanOrEqual(200);
    expect(seen.empty).toBeGreaterThan(8);
  });
});
