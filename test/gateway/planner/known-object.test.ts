import { type FieldNode, Kind, parse } from 'graphql';

import { argumentText } from '../../../gateway/src/planner/known-object.js';

function textOf(args: string): string {
  const document = parse(`{ field(${args}) }`);
  const [operation] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('There is one operation.');
  return argumentText((operation.selectionSet.selections[0] as FieldNode).arguments);
}

describe('arguments as the text by which fields are told apart', () => {
  it.each([
    ['a: 1.0', 'a: 1'],
    ['a: 1, b: 2', 'b: 2, a: 1'],
    ['a: {b: 1, c: [2.50]}', 'a: {c: [2.5], b: 1}'],
    ['a: """text"""', 'a: "text"'],
  ])('are the same: %s and %s', (one, other) => {
    expect(textOf(one)).toBe(textOf(other));
  });

  it.each([
    ['a: 9007199254740992', 'a: 9007199254740993'],
    ['a: 1.5', 'a: 1'],
    ['a: "1"', 'a: 1'],
  ])('are not the same: %s and %s', (one, other) => {
    expect(textOf(one)).not.toBe(textOf(other));
  });
});
