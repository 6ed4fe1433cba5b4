import { parse } from 'graphql';
import { knownLimits } from './known-limits.js';
import { judge } from './run-differential.js';
import { startWorld, type World } from './world.js';
import { media } from './worlds/media.js';
import { shop } from './worlds/shop.js';

interface Example {
  readonly limit: string;
  readonly world: World;
  readonly source: string;
  /** Of the data. */
  readonly seed?: string;
}

/** Several ids, so that one of them surely meets what is looked for. */
const many = (write: (id: number) => string) => `{ ${[1, 2, 3, 4, 5, 6, 7, 8, 9].map(write).join(' ')} }`;

const examples: readonly Example[] = [
  {
    limit:
      'fields that are fetched along with one whose required input failed are null, too, with the error of the input',
    world: shop,
    source: '{ bestReview { product { shipping duty handling } } }',
    seed: '4',
  },
  {
    limit: 'a non-null input of a field empties the object that it fails for',
    world: shop,
    source: many((id) => `i${id}: users(first: ${id}) { sign }`),
    seed: '8',
  },
  {
    limit: 'a field that several subgraphs deliver is lost with the one that is asked',
    world: shop,
    source: '{ warehouses { holds { score sku } } }',
    seed: '31337.5',
  },
  {
    // The object has it as its key already, under its own name.
    limit: 'a field that several subgraphs deliver is lost with the one that is asked',
    world: media,
    source: '{ rated { ... on Titled { ... on Film { title: id } } } }',
    seed: '815.3',
  },
];

describe('a known limit of ours', () => {
  it('is shown by an example', () => {
    expect(new Set(examples.map(({ limit }) => limit))).toEqual(new Set(Object.values(knownLimits)));
  });

  it.each(examples)('is still there: $limit', async ({ limit, world, source, seed = 'known limits' }) => {
    await using running = await startWorld(world, seed);
    const asked = { source, document: parse(source), variables: {}, operationName: undefined };
    expect(await judge(asked, await running.ask(asked), running.ask)).toEqual({ unexplained: [], limit });
  });
});
