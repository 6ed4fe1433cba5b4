import { parse } from 'graphql';
import type { Answer } from './answer.js';
import { judge } from './run-differential.js';
import { startWorld } from './world.js';
import { shop } from './worlds/shop.js';

/** Meets both known limits, and faults of the oracle; what is changed in our answer is none of these. */
const source = '{ feed { ... on Review { product { duty handling } } } users { sign name } }';

interface Data {
  readonly feed: readonly unknown[];
  readonly users: readonly unknown[];
}

const changes: readonly (readonly [string, (ours: Answer, data: Data) => Answer])[] = [
  ['a null more', (ours, data) => ({ ...ours, data: { ...data, feed: null } })],
  [
    'a null more, that an error tells',
    (ours, data) => ({
      data: { ...data, feed: null },
      errors: [...(ours.errors ?? []), { message: 'x', path: ['feed'] }],
    }),
  ],
  ['another value', (ours, data) => ({ ...ours, data: { ...data, users: [{ sign: 'x', name: 'x' }] } })],
  ['a key less', (ours, { users }) => ({ ...ours, data: { users } })],
  ['keys in another order', (ours, { feed, users }) => ({ ...ours, data: { users, feed } })],
  [
    'errors of one part only',
    (ours) => ({
      ...ours,
      errors: (ours.errors ?? []).filter(({ path }) => path?.[0] !== 'feed'),
    }),
  ],
  ['no errors', ({ data }) => ({ data })],
  [
    'an error where nothing failed',
    (ours) => ({
      ...ours,
      errors: [...(ours.errors ?? []), { message: 'x', path: ['users'] }],
    }),
  ],
  ['an error without a place', (ours) => ({ ...ours, errors: [...(ours.errors ?? []), { message: 'x' }] })],
  ['a refusal', () => ({ errors: [{ message: 'x' }] })],
];

describe('the judge', () => {
  it('accepts our answer', async () => {
    await using running = await startWorld(shop, '1');
    const asked = { source, document: parse(source), variables: {}, operationName: undefined };
    const answers = await running.ask(asked);
    expect(answers.ours.errors).not.toEqual([]);
    expect((await judge(asked, answers, running.ask)).unexplained).toEqual([]);
  });

  it.each(changes)('refuses it with %s', async (_, change) => {
    await using running = await startWorld(shop, '1');
    const asked = { source, document: parse(source), variables: {}, operationName: undefined };
    const answers = await running.ask(asked);
    const ours = change(answers.ours, answers.ours.data as Data);
    const { unexplained } = await judge(asked, { ...answers, ours }, running.ask);
    expect(unexplained[0]).toMatch(/^We against the reference: /);
  });
});
