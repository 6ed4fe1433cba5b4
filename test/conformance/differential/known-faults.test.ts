import { parse } from 'graphql';
import { knownFaults } from './known-faults.js';
import { judge } from './run-differential.js';
import { startWorld } from './world.js';
import { alliance } from './worlds/alliance.js';
import { media } from './worlds/media.js';
import { shop } from './worlds/shop.js';
import type { World } from './world.js';
import type { Asked } from './answer.js';

interface Example extends Pick<Asked, 'source'> {
  readonly fault: string;
  readonly world: World;
  readonly operationName?: string;
  /** Of the data. */
  readonly seed?: string;
}

/** Several ids, so that one of them surely meets what is looked for. */
const many = (write: (id: number) => string) => `{ ${[1, 2, 3, 4, 5, 6, 7, 8, 9].map(write).join(' ')} }`;

const examples: readonly Example[] = [
  {
    fault: 'a null in a non-null place empties the object without an error',
    world: alliance,
    source: `{ ${[1, 2, 3, 4, 5, 6, 7, 8].map((id) => `i${id}: incident(id: ${id}) { claims { sharingGroup { name } } }`).join(' ')} }`,
  },
  {
    fault: 'introspection in a fragment stops the planner',
    world: alliance,
    source: '{ ... @skip(if: true) { __type(name: "Member") { name } chains { name } } chains { id } }',
  },
  {
    fault: "another operation's fragment is held against this operation's variables",
    world: alliance,
    source: `query Other($v: ID!) { ...Part } fragment Part on Query { member(id: $v) { id } } query Asked { chains { id } }`,
    operationName: 'Asked',
  },
  {
    fault: 'an alias that is the name of a key or of a required input is taken for it',
    world: shop,
    source: '{ bestReview { author { id: friends { kind } sign } } }',
    seed: '1',
  },
  {
    fault: 'fields in a fragment on an abstract type inside another type are lost',
    world: shop,
    source: '{ bestReview { ... on Entry { ... on Review { text } } } }',
  },
  {
    fault: 'a fragment on another abstract type stops the planner at an interface object',
    world: media,
    source: '{ worst { ... on Titled { title } } }',
  },
  {
    fault: 'an object of which nothing is included is null',
    world: shop,
    source: `query ($no: Boolean! = true) { ${[1, 2, 3, 4, 5].map((id) => `i${id}: user(id: "${id}") @include(if: $no) { name @include(if: false) }`).join(' ')} }`,
  },
  {
    fault: 'mutations go on after one that failed in a non-null place',
    world: alliance,
    source: `mutation { first: addGroupMember(input: { group: "1", member: "1", role: READER }) { name } ${[1, 2, 3, 4].map((n) => `p${n}: publishAttestations(input: { marking: { tlp: "1${n}" }, source: { publisher: "p", kind: AUTHORITY }, items: [] }) { updated results { id } }`).join(' ')} }`,
    seed: '207',
  },
  {
    fault: 'a field that is skipped takes those along that are fetched with it',
    world: shop,
    source: 'query ($skip: Boolean! = true) { topProducts { headline @skip(if: $skip) reviews { id } } }',
  },
  {
    fault: 'a required input with arguments and the same field with others are asked for under one name',
    world: shop,
    source: '{ topProducts { price duty } bestReview { product { price duty } } }',
  },
  {
    fault: 'a field is computed from a required input that failed, as if it were null',
    world: shop,
    source: many((id) => `i${id}: topProducts(first: ${id}) { parts { spare { shipping } } shipping }`),
  },
  {
    fault: 'objects of other types are asked for the fields of a fragment, and their errors are reported',
    world: media,
    source: many((id) => `i${id}: media(id: ${id}) { ... on Film { notes { text } } notes_1: notes { text } }`),
  },
  {
    fault: 'the name of an interface object takes the place of the type, and the object is emptied',
    world: media,
    source: '{ songs { __typename votes } }',
    seed: '202',
  },
  {
    fault: 'an error of an entity is blamed on another one in the list',
    world: media,
    source: '{ search { ... on Film { stars } } }',
    seed: '1',
  },
  {
    fault: 'an error of an entity stands at the entity, and not at the fields that failed',
    world: media,
    source: '{ songs { similar { blurb } } }',
    seed: '5000.2',
  },
  {
    fault: 'fields that differ by type are asked for under one name, which the subgraph refuses',
    world: media,
    source: `{ search { ... on Performer { ... on Band { members { name } } } ... on Actor { ...P @skip(if: true) } } }
      fragment P on Actor { ...Q } fragment Q on Person { name }`,
    seed: '1',
  },
  {
    fault: 'an error of an input stands at the input, which nobody asked for',
    world: shop,
    source: '{ product(upc: 5) { headline } }',
    seed: '2',
  },
  {
    fault:
      'a field that several subgraphs deliver is lost with the one that it asks; ' +
      'an error of an entity stands at the entity, and not at the fields that failed',
    world: shop,
    source: '{ warehouses { nearest { holds { sku headline } } } }',
    seed: '20261123.9',
  },
];

const further: readonly Example[] = [
  {
    // It is so below a null, too.
    fault: 'an error of an input stands at the input, which nobody asked for',
    world: shop,
    source: '{ bestReview { product { reviews { product { handling } } handling parts { weight } } } }',
    seed: '31337.12',
  },
  {
    // So it is where the input took along what was fetched with it.
    fault: 'an error of an input stands at the input, which nobody asked for',
    world: shop,
    source: '{ bestReview { author { greeting(style: SHORT, names: ["a", "true"]) sign } } }',
    seed: '20261122.1',
  },
  // A field may have two reasons to fail: its input, and the entity. We tell the one, the stock gateway both, elsewhere.
  {
    fault:
      'an error of an entity stands at the entity, and not at the fields that failed; ' +
      'an error of an input stands at the input, which nobody asked for',
    world: shop,
    source: '{ review(id: 8) { product { headline } } }',
    seed: '31337.5',
  },
  {
    fault:
      'an error of an entity is blamed on another one in the list; ' +
      'an error of an input stands at the input, which nobody asked for',
    world: media,
    source: '{ shelf { ... on Book { _b: fee(weeks: 24) } } }',
    seed: '20261122.5',
  },
];

describe('a known fault of the stock gateway', () => {
  it('is shown by an example', () => {
    expect(new Set(examples.flatMap(({ fault }) => fault.split('; ')))).toEqual(new Set(knownFaults));
  });

  it.each([...examples, ...further])(
    'is there, and not in our engine: $fault',
    async ({ fault, world, source, operationName, seed = 'known faults' }) => {
      await using running = await startWorld(world, seed);
      const asked = { source, document: parse(source), variables: {}, operationName };
      expect(await judge(asked, await running.ask(asked), running.ask)).toEqual({ unexplained: [], fault });
    },
  );
});
