import { type FieldNode, fieldOf } from './field-node.js';
import type { Question } from './observer.js';
import type { ViewerName } from './secrets.js';
import { lightSelection } from './selection.js';
import type { World } from './world.js';

/** How often all ask at once. */
const rounds = 10;
/** How often each of them asks the same in a round. */
const timesEach = 2;

/** What differs most from viewer to viewer. */
const asked = ['incidents', 'attestations', 'sharingGroups', 'me'];

/** What each viewer is answered when nobody else asks. */
export async function askAlone(world: World, viewers: readonly ViewerName[]): Promise<ReadonlyMap<ViewerName, string>> {
  const alone = new Map<ViewerName, string>();
  for (const viewer of viewers) alone.set(viewer, await answerOf(world, viewer));
  return alone;
}

/**
 * Lets viewers with different rights ask the same at the same moment, many times: calls that are in flight are shared, and
 * must not be with somebody else. Tells who was answered otherwise than alone.
 */
export async function simultaneousLeaks(world: World, alone: ReadonlyMap<ViewerName, string>): Promise<string[]> {
  const wrong = new Set<ViewerName>();
  const asking = Array.from({ length: timesEach }, () => [...alone.keys()]).flat();
  for (let round = 0; round < rounds; round++) {
    const answers = await Promise.all(
      asking.map(async (viewer) => ({ viewer, answer: await answerOf(world, viewer) })),
    );
    for (const { viewer, answer } of answers) if (answer !== alone.get(viewer)) wrong.add(viewer);
  }
  return [...wrong].map((viewer) => `${viewer} is answered otherwise beside others than alone`);
}

async function answerOf(world: World, viewer: ViewerName): Promise<string> {
  const { observer } = world;
  const question: Question = { name: 'at once', roots: asked.map((name) => rootOf(world, name)) };
  return observer.comparable(question, await observer.ask(world.viewers[viewer], question));
}

function rootOf({ observer: { schema } }: World, name: string): FieldNode {
  const field = fieldOf(schema, 'Query', name);
  const children = lightSelection(field);
  return { key: name, coordinate: `Query.${name}`, field, args: {}, children };
}
