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
    rule: 'a field that is not included leaves no null, neither',
    seed: '4711',
    source:
      'query ($no: Boolean! = false) { loans { by { borrowed { ... on Song @include(if: $no) { title copies } } } } }',
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
});
