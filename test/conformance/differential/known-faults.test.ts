import { parse } from 'graphql';
import { knownFaults } from './known-faults.js';
import { judge } from './run-differential.js';
import { startWorld } from './world.js';
import { alliance } from './worlds/alliance.js';
import type { World } from './world.js';
import type { Asked } from './answer.js';

interface Example extends Pick<Asked, 'source'> {
  readonly fault: string;
  readonly world: World;
  readonly operationName?: string;
}

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
];

describe('a known fault of the stock gateway', () => {
  it('is shown by an example', () => {
    expect(examples.map(({ fault }) => fault).sort()).toEqual(knownFaults.map(({ name }) => name).sort());
  });

  it.each(examples)('is there, and not in our engine: $fault', async ({ fault, world, source, operationName }) => {
    await using running = await startWorld(world, 'known faults');
    const asked = { source, document: parse(source), variables: {}, operationName };
    expect(judge(asked, await running.ask(asked))).toEqual({ unexplained: [], fault });
  });
});
