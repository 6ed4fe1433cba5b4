import { makeDirectQuestions, subgraphSchema } from './direct-questions.js';
import { fieldCoordinates, inputCoordinates } from './field-node.js';
import { look, type Look } from './look.js';
import type { Question } from './observer.js';
import { makeQuestions, type Questions } from './questions.js';
import { hitless, type SampleGround } from './samples.js';
import { type ViewerName, viewerNames } from './secrets.js';
import { stages } from './stages.js';
import { subgraphNames } from './tested-hub.js';
import { hubOnly } from './unequal-by-design.js';
import type { World } from './world.js';

/** A viewer was told otherwise after something was planted that it may not see. */
export interface Difference {
  readonly viewer: ViewerName;
  readonly question: string;
  readonly before: string;
  readonly after: string;
}

export interface LeakReport {
  readonly differences: readonly Difference[];
  /** A word or an id of a secret, shown to somebody who may not see it. */
  readonly leaks: readonly string[];
  /** A secret that somebody who may see it was never shown: then nothing is known of its being hidden either. */
  readonly unseen: readonly string[];
  /** Fields, arguments, input fields and entities that were not tried, or never gave a value to anybody. */
  readonly unthought: readonly string[];
  readonly fields: number;
  readonly requests: number;
}

export type AllQuestions = Questions & { readonly direct: readonly Question[] };

/** Asks everything as one viewer. */
export async function lookAs(world: World, viewer: ViewerName): Promise<Look> {
  return look(world.observer, world.viewers[viewer], await allQuestions(world));
}

/** The questions as they are now: ids that the hub has given since are in them. */
export async function allQuestions({ observer, hand, secrets }: World): Promise<AllQuestions> {
  const moment = new Date().toISOString();
  const ground: SampleGround = { secrets, visible: (name) => hand.visible(name), moment };
  const questions = makeQuestions(observer, ground);
  const direct = await makeDirectQuestions(observer, ground);
  return { ...questions, direct: direct.questions, unthought: [...questions.unthought, ...direct.unthought] };
}

/**
 * Between which stages each viewer must notice nothing, by their numbers: 0 is before the first. Whoever is in the
 * audience of a stage looks before it or after it, never on both sides.
 */
const spans: Readonly<Record<ViewerName, readonly [before: number, after: number]>> = {
  public: [0, 6],
  outsider: [1, 5],
  steward: [1, 5],
  latecomer: [1, 6],
  lowly: [1, 6],
  clerk: [1, 3],
  insider: [2, 6],
  recipient: [3, 6],
  investigator: [4, 6],
  originator: [5, 6],
};

/**
 * The leak test: not visible is the same as not existing (DOMAIN, invariant 11). Plants secrets stage by stage, has every
 * viewer ask everything before and after what it may not see, and compares all that it is told: data, errors, extensions,
 * status, pages, query plans. Those who may see must see, or else nothing would be known of the others. How long an
 * answer takes is not looked at.
 */
export async function runLeakTest(world: World, viewers = viewerNames): Promise<LeakReport> {
  const looks = new Map<ViewerName, Look>();
  const differences: Difference[] = [];
  for (let stage = 0; stage <= stages.length; stage++) {
    await stages[stage - 1]?.plant(world.hand);
    for (const viewer of viewers) {
      const [before, after] = spans[viewer];
      if (stage === before) looks.set(viewer, await lookAs(world, viewer));
      if (stage === after) differences.push(...compare(viewer, looks.get(viewer), await lookAs(world, viewer)));
      else if (stage === stages.length) await lookAs(world, viewer);
    }
  }
  return { differences, ...(await whatWasSeen(world)) };
}

/** What a viewer was told otherwise after than before. */
export function compare(viewer: ViewerName, before: Look = new Map(), after: Look): Difference[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((question) => {
    const [was, is] = [before.get(question) ?? 'not asked', after.get(question) ?? 'not asked'];
    return was === is ? [] : [{ viewer, question, ...excerpts(was, is) }];
  });
}

/** Where two texts part. */
function excerpts(before: string, after: string): Pick<Difference, 'before' | 'after'> {
  let at = 0;
  while (at < before.length && before[at] === after[at]) at++;
  const cut = (text: string): string => text.slice(Math.max(0, at - 120), at + 120);
  return { before: cut(before), after: cut(after) };
}

async function whatWasSeen(world: World): Promise<Omit<LeakReport, 'differences'>> {
  const { observer } = world;
  const fields = await everyField(world);
  const { unthought } = await allQuestions(world);
  const unseenFields = fields.filter((field) => !observer.seenFields.has(field) && !(field in hubOnly));
  return {
    leaks: leaksOf(world),
    unseen: unseenOf(world),
    unthought: [...new Set([...unthought, ...unseenFields, ...idleInputs(world)])].sort(),
    fields: fields.length,
    requests: observer.requests,
  };
}

/** Each secret and each viewer who was shown it without being in its audience, with where it was. */
export function leaksOf({ observer, secrets }: World): string[] {
  const told = observer.sightings
    .filter(({ secret, viewer }) => !secrets.get(secret).audience.includes(viewer))
    .map(({ secret, viewer, where }) => `${viewer} is told of "${secret}" by ${where}`);
  return [...new Set(told)];
}

function unseenOf({ observer, secrets }: World): string[] {
  return secrets.all.flatMap(({ name, audience }) =>
    audience
      .filter((viewer) => !observer.sightings.some((each) => each.secret === name && each.viewer === viewer))
      .map((viewer) => `${viewer} is not told of "${name}"`),
  );
}

/** Every field of the supergraph, those that only the hub asks included. */
async function everyField({ hub, observer }: World): Promise<string[]> {
  const schemas = await Promise.all(subgraphNames.map((name) => subgraphSchema(hub.subgraphs[name].definition)));
  const all = [observer.schema, ...schemas].flatMap(fieldCoordinates);
  return [...new Set(all)].filter((field) => !field.startsWith('Query._'));
}

/** Inputs that were never stated, and those of queries that never led to a secret, whoever asked. */
function idleInputs({ observer }: World): string[] {
  const all = inputCoordinates(observer.schema);
  const unstated = all.filter((input) => !observer.statedInputs.has(input) && !(input in hitless));
  const ofQueries = all.filter((input) => observer.inputsOfQueries.has(input) && !(input in hitless));
  const blunt = ofQueries.filter((input) => !observer.inputsThatHit.has(input));
  return [
    ...unstated.map((input) => `${input} is never stated`),
    ...blunt.map((input) => `${input} never hits a secret`),
  ];
}
