import { Kind, type OperationDefinitionNode, parse } from 'graphql';
import { operationDepth } from '../../../gateway/src/graphql-server/operation-depth.js';

function depthOf(source: string): number {
  const document = parse(source);
  const operation = document.definitions.find(
    (node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION,
  );
  if (!operation) throw new Error('The document has no operation.');
  return operationDepth(operation, document);
}

describe('operationDepth', () => {
  it.each([
    ['{ a }', 1],
    ['{ a b { c } }', 2],
    ['{ a { ... { b { ... on T { c } } } } }', 3],
    ['{ ...F } fragment F on Query { a { ...G } } fragment G on T { b { c } }', 3],
    ['{ a { __typename } }', 1],
    ['{ __schema { types { fields { name } } } }', 0],
  ])('of %s is %i', (source, depth) => {
    expect(depthOf(source)).toBe(depth);
  });

  it('is found quickly where fragments spread fragments many times over', () => {
    const levels = Array.from(
      { length: 60 },
      (_, level) => `fragment F${level} on T { a { ...F${level + 1} } b { ...F${level + 1} } }`,
    );
    expect(depthOf(`{ ...F0 } ${levels.join(' ')} fragment F60 on T { c }`)).toBe(61);
  });
});
