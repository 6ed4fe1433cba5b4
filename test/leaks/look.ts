import { isObjectType } from 'graphql';

import { type FieldNode, namedTypeOf } from './field-node.js';
import type { AllQuestions } from './leak-test.js';
import type { Answer, Observer, Question, Viewer } from './observer.js';
import { isPaged, type Walk } from './questions.js';
import type { ViewerName } from './secrets.js';
import { isVolatile } from './unequal-by-design.js';

/** What a viewer was told, by the name of what it asked. */
export type Look = ReadonlyMap<string, string>;

/** Root fields in one operation at most. */
const batchSize = 40;
/** Steps after which a walk is given up, which is told like an answer. */
const longestWalk = 40;
/** Steps that are walked along what is not compared. */
const volatileSteps = 2;
/** Requests of one viewer at once. */
const atOnce = 3;

/**
 * Those who try every filter, one of each kind: who has everything, who was shared with, somebody else, one who came late,
 * nobody.
 * The others ask everything but filters, which narrow what their lists show.
 */
const thorough: readonly ViewerName[] = ['originator', 'insider', 'outsider', 'latecomer', 'steward', 'public'];

/** Asks everything as one viewer. */
export async function look(observer: Observer, viewer: Viewer, questions: AllQuestions): Promise<Look> {
  const told = new Map<string, string>();
  const { deep, walks, planned } = questions;
  const varied = thorough.includes(viewer.name)
    ? questions.varied
    : questions.varied.filter((root) => !isPaged(root.field));
  const whole: Question[] = [{ name: 'query plan', roots: planned, queryPlan: true }, ...questions.direct];
  const work = [
    () => walkAll(observer, viewer, walks, told),
    ...deep.map((root) => () => askAll(observer, viewer, [root], told)),
    ...chunks(varied).map((roots) => () => askAll(observer, viewer, roots, told)),
    ...whole.map((question) => async () => {
      told.set(question.name, observer.comparable(question, await observer.ask(viewer, question)));
    }),
  ];
  const queue = work.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const task of queue) await task();
    }),
  );
  return told;
}

/**
 * Asks several root fields at once, and fewer when anything went wrong, down to each alone: a null in a place that allows none hides its
 * neighbours.
 */
async function askAll(
  observer: Observer,
  viewer: Viewer,
  roots: readonly FieldNode[],
  told: Map<string, string>,
): Promise<void> {
  const answer = await observer.ask(viewer, { name: nameOf(roots), roots });
  if (roots.length > 1 && (answer.body.errors !== undefined || answer.status !== 200)) {
    const half = Math.ceil(roots.length / 2);
    await askAll(observer, viewer, roots.slice(0, half), told);
    await askAll(observer, viewer, roots.slice(half), told);
    return;
  }
  for (const root of roots) {
    const data = answer.body.data ? { [root.key]: answer.body.data[root.key] } : answer.body.data;
    const part: Answer = { ...answer, body: { ...answer.body, ...(data !== undefined && { data }) } };
    told.set(nameOf([root]), observer.comparable({ name: root.key, roots: [root] }, part));
  }
}

function nameOf(roots: readonly FieldNode[]): string {
  return roots.map(({ key }) => key).join(' ');
}

/** Walks all lists at once, an item a step, and tells each as the sequence that it gave. */
async function walkAll(
  observer: Observer,
  viewer: Viewer,
  walks: readonly Walk[],
  told: Map<string, string>,
): Promise<void> {
  let walking = walks.map((walk) => ({ walk, cursor: null as string | null, steps: [] as string[] }));
  for (let step = 0; walking.length > 0 && step < longestWalk; step++) {
    const roots = walking.map(({ walk, cursor }) => walk.at({ first: 1, ...(cursor !== null && { after: cursor }) }));
    const parts = new Map<string, string>();
    const pages = await askPages(observer, viewer, roots, parts);
    walking = walking.filter((each, index) => {
      const page = pages[index];
      each.steps.push(parts.get(roots[index]?.key ?? '') ?? '');
      if (isVolatile(each.walk.root)) return step < volatileSteps && goOn(each, page);
      told.set(`walk ${each.walk.name}`, JSON.stringify(each.steps));
      return goOn(each, page);
    });
  }
  for (const { walk } of walking) told.set(`walk ${walk.name}`, 'did not end');
}

function goOn(walking: { cursor: string | null }, page: PageInfo | undefined): boolean {
  walking.cursor = page?.endCursor ?? null;
  return page?.hasNextPage === true;
}

interface PageInfo {
  readonly hasNextPage: boolean;
  readonly endCursor: string | null;
}

async function askPages(
  observer: Observer,
  viewer: Viewer,
  roots: readonly FieldNode[],
  parts: Map<string, string>,
): Promise<(PageInfo | undefined)[]> {
  const answer = await observer.ask(viewer, { name: `pages of ${nameOf(roots)}`, roots });
  if (roots.length > 1 && (answer.body.errors !== undefined || answer.status !== 200)) {
    const single = await Promise.all(roots.map((root) => askPages(observer, viewer, [root], parts)));
    return single.flat();
  }
  return roots.map((root) => {
    const data = answer.body.data ? { [root.key]: answer.body.data[root.key] } : answer.body.data;
    const part: Answer = { ...answer, body: { ...answer.body, ...(data !== undefined && { data }) } };
    parts.set(root.key, observer.comparable({ name: root.key, roots: [root] }, part));
    return pageInfoOf(root, answer.body.data?.[root.key]);
  });
}

/** Where a page ends, wherever it stands in the answer. */
function pageInfoOf(node: FieldNode, value: unknown): PageInfo | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const type = namedTypeOf(node.field);
  if (isObjectType(type) && 'pageInfo' in type.getFields()) return (value as { readonly pageInfo: PageInfo }).pageInfo;
  const [child] = node.children;
  return child && pageInfoOf(child, (value as Readonly<Record<string, unknown>>)[child.key]);
}

function chunks(roots: readonly FieldNode[]): FieldNode[][] {
  const count = Math.ceil(roots.length / batchSize);
  return Array.from({ length: count }, (_each, index) => roots.slice(index * batchSize, (index + 1) * batchSize));
}
