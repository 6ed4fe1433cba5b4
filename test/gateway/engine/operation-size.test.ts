import { parse } from 'graphql';
import { selectOperation } from '../../../gateway/src/engine/operation-parts.js';
import { selectionsIn } from '../../../gateway/src/engine/operation-size.js';
import { federate } from '../../support/federation.js';

const shop = {
  name: 'shop',
  typeDefs: 'type Query { a: Int, shop: Shop } type Shop { name: String, shop: Shop }',
  resolvers: { Query: { a: () => 1, shop: () => ({ name: 'Ada' }) } },
};

/** A short text that selects as much again with each fragment. */
function doubling(fragments: number): string {
  const all = Array.from({ length: fragments }, (_, index) =>
    index + 1 < fragments
      ? `fragment F${index} on Query { ...F${index + 1} ...F${index + 1} }`
      : `fragment F${index} on Query { a }`,
  );
  return `{ ...F0 } ${all.join(' ')}`;
}

function sizeOf(source: string): number | undefined {
  const parts = selectOperation(parse(source), undefined);
  return parts && selectionsIn(parts);
}

describe('the size of an operation', () => {
  it('is that of what it selects, with its fragments written out', () => {
    const sources = [
      '{ a }',
      '{ shop { name ... { name } } }',
      '{ ...A ...A } fragment A on Query { a shop { name } }',
      doubling(3),
      doubling(40),
    ];
    expect(sources.map(sizeOf)).toEqual([1, 4, 8, 11, 3 * 2 ** 39 - 1]);
  });

  it('is bounded: what selects more is refused before anything of it is written out', async () => {
    await using federation = await federate([shop]);
    expect(await federation.ask(doubling(13))).toEqual({ data: { a: 1 } });
    const refusal = (selections: number) => ({
      errors: [
        {
          message: `The operation selects ${selections} fields and fragments; 20000 are allowed. Ask for less at once.`,
          extensions: { code: 'OPERATION_TOO_LARGE' },
        },
      ],
    });
    expect(await federation.ask(doubling(14))).toEqual(refusal(24_575));
    expect(await federation.ask(doubling(40))).toEqual(refusal(3 * 2 ** 39 - 1));
    expect(federation.callsSince()).toEqual(['shop']);
  });
});
