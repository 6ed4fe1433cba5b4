import { parse } from 'graphql';
import { differencesFromReference } from './judge.js';
import { startWorld } from './world.js';
import { media } from './worlds/media.js';

const examples = [
  {
    rule: 'an error of a field that is not included is not reported',
    seed: '205',
    source:
      'query ($no: Boolean! = false) { item @include(if: $no) { ... on Titled { title } ... { ... on Song { kind blurb } ... on Book { ... on Media { title kind votes blurb } } } ... { ... on Song { length { text(style: SHORT) seconds } stars } } } __typename }',
  },
  {
    rule: 'an object of which the only subgraph that knows its type failed is null, and not of no type',
    seed: '205',
    source: '{ topRated(first: 13) { notes(last: 2) { text } ... on Film { cast { card } } title } }',
  },
  {
    rule: 'such an object is null for that reason when it is asked for its type',
    seed: '104',
    source: '{ topRated(first: 15) { ... on Film { votes } __typename kind } }',
  },
];

describe('an error', () => {
  it.each(examples)('stands where the reference has it: $rule', async ({ seed, source }) => {
    await using running = await startWorld(media, seed);
    const asked = { source, document: parse(source), variables: {}, operationName: undefined };
    const { ours, reference } = await running.ask(asked);
    expect(differencesFromReference(ours, reference)).toEqual([]);
  });

  it('is told at the null that it left, where what failed was not to be included', async () => {
    await using running = await startWorld(media, '4711');
    const source = '{ loans { by { borrowed { ... on Song @include(if: $no) { title copies } } } } }';
    const document = `query ($no: Boolean! = false) ${source}`;
    const asked = { source: document, document: parse(document), variables: {}, operationName: undefined };
    const { ours } = await running.ask(asked);
    // The native planner forgets the condition: the subgraph is asked for `copies`, fails, and leaves no object.
    expect(ours.data).toEqual({ loans: [{ by: { borrowed: null } }, { by: { borrowed: [null] } }] });
    expect(ours.errors?.map(({ path }) => path)).toEqual([['loans', 1, 'by', 'borrowed', 0]]);
  });
});
