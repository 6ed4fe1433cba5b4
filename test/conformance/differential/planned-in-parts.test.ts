import { parse } from 'graphql';
import { differencesFromReference } from './judge.js';
import { startWorld, type World } from './world.js';
import { media } from './worlds/media.js';
import { shop } from './worlds/shop.js';

/** Nothing goes wrong in these worlds, so that what comes out can be compared to the last value. */
const calm = (world: World): World => ({
  ...world,
  mishaps: { nulls: 0, failures: 0, failuresOfNonNull: 0, unknown: {}, failing: {} },
});

const examples = [
  {
    symptom: 'a field with @requires below an entity of the same type and subgraph cannot be planned',
    world: shop,
    source: '{ product(upc: "1") { reviews { product { headline name } } } }',
  },
  {
    symptom: 'so it is below a list within a mutation',
    world: shop,
    source: 'mutation { rename(id: "1", to: "x") { reviews { author { sign } } } bump }',
  },
  {
    symptom: 'of two fields that require one field with different arguments, one gets the input of the other',
    world: shop,
    source: '{ topProducts { parts { spare { duty shipping price(currency: JPY) } } } }',
  },
  {
    symptom: 'fields of an interface object asked for in fragments on several of its types come for one type only',
    world: media,
    source: '{ topRated { ... on Film { votes } ... on Book { votes } ... on Song { votes stars } } }',
  },
  {
    symptom: 'a part of a key is taken for all of the object',
    world: media,
    source: '{ shelf { notes { by { passport { number issued } card } } } }',
  },
  {
    symptom: 'conditions stand around a field with @requires',
    world: shop,
    source:
      'query ($a: Boolean! = true, $b: Boolean! = false) { product(upc: "1") @include(if: $a) { reviews { product { ... @include(if: $a) { headline @skip(if: $b) } } } } }',
  },
  {
    symptom: 'a union is narrowed to itself',
    world: shop,
    source:
      'query ($a: Boolean! = true) { latest { ... on Thing @include(if: $a) { ... on Company { id } } ... on Company { country { label } } } }',
  },
  {
    symptom: 'a field with @requires stands below the second of two nodes of one key',
    world: media,
    source:
      'query ($a: Boolean! = false) { person(id: "0") { notes { ... { about { title blurb } } about @include(if: true) { kind ... on Book { shelfMark @skip(if: $a) fee(weeks: 1) @skip(if: false) } stars ... on Titled { title } } } } }',
  },
  {
    symptom: 'under a condition, an interface object is asked for by the name of a type',
    world: media,
    source:
      'query ($a: Boolean! = false) { topRated { ...Part stars } } fragment Part on Book { ... on Media @skip(if: $a) { nodes: id title similar { id } } isbn }',
  },
];

describe('an operation for which the native planner has no right plan', () => {
  it.each(examples)('is planned in parts: $symptom', async ({ world, source }) => {
    await using running = await startWorld(calm(world), 'in parts');
    const asked = { source, document: parse(source), variables: {}, operationName: undefined };
    const { ours, reference } = await running.ask(asked);
    expect(ours.errors).toBeUndefined();
    expect(differencesFromReference(ours, reference)).toEqual([]);
  });
});
