import { parse } from 'graphql';
import { differencesFromReference } from './judge.js';
import { startWorld, type World } from './world.js';
import { media } from './worlds/media.js';
import { shop } from './worlds/shop.js';

interface Example {
  readonly rule: string;
  readonly world?: World;
  readonly seed: string;
  readonly source: string;
}

const examples: readonly Example[] = [
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
  {
    rule: 'an error of a field that only a fragment on another type asks for is not reported',
    seed: '9001.0',
    source: '{ shelf(kind: []) { similar { ... on Film { stars } ... on Item { ... on Media { votes } } } } }',
  },
  {
    rule: 'what only a fragment on another type asks for takes nothing along, either',
    seed: '90125.11',
    source: '{ shelf { ... on Item { ... on Media { votes } } name: notes { _b: __typename } } }',
  },
  {
    rule: 'what was fetched on the way and known already may fail',
    world: shop,
    seed: '5000.0',
    source: '{ product_1: product(upc: 5) { headline } }',
  },
  {
    rule: 'an error of an entity below a null stands at a field',
    world: shop,
    seed: '6000.1',
    source: '{ user(id: 4) { friends { karma } friends { friends { sign2: sign } } } }',
  },
  {
    rule: 'an error of a field empties the object, and what requires another field of it is not at fault',
    world: shop,
    seed: '90125.5',
    source: '{ bestReview { product { duty parts { weight_1: weight } } } }',
  },
  {
    rule: 'so it is when that has not been reached',
    world: shop,
    seed: '90125.5',
    source: '{ bestReview { product { parts { weight_1: weight } duty } } }',
  },
  {
    rule: 'there is none at an object that stands at several places and is completed at one',
    world: shop,
    seed: '815.5',
    source: '{ catalogue { maker { chief { karma } } } }',
  },
  {
    rule: 'an error of an input is not one of the same field with other arguments',
    world: shop,
    seed: '6000.2',
    source: '{ title: topProducts { shipping price(currency: JPY) } }',
  },
  {
    rule: 'what an input that nobody asked for took along is told at what is null',
    world: shop,
    seed: '20261122.1',
    source:
      'query ($v1: String! = "true") { bestReview { author { greeting(style: SHORT, names: ["a", $v1]) sign } } }',
  },
  {
    rule: 'an error of an input that the planner renamed is told where it shows, and at no entity around it',
    world: shop,
    seed: '20261122.3',
    source: '{ review(id: "1") { product { parts { spare { shipping duty } } headline } } }',
  },
  {
    rule: 'what an error emptied has no other error, of a field that could not be asked for therefore',
    seed: '271828.3',
    source: '{ item { ... on Media { votes kind } } }',
  },
  {
    rule: 'what an input took along is told where it shows, and not below it',
    world: shop,
    seed: '31337.12',
    source: '{ bestReview { product { reviews { product { headline handling } } } } }',
  },
  {
    rule: 'below a null of which nobody has told the type, it stands where any fragment has it',
    world: shop,
    seed: '31415926.6',
    source: '{ feed { author { email } ... on Answer { author { karma } } } }',
  },
];

describe('an error', () => {
  it.each(examples)('stands where the reference has it: $rule', async ({ world = media, seed, source }) => {
    await using running = await startWorld(world, seed);
    const asked = { source, document: parse(source), variables: {}, operationName: undefined };
    const { ours, reference } = await running.ask(asked);
    expect(differencesFromReference(ours, reference)).toEqual([]);
    const places = (ours.errors ?? []).map(({ path }) => JSON.stringify(path));
    expect(places).toEqual([...new Set(places)]);
  });
});
