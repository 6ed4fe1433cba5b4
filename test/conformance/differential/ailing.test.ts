import { parse } from 'graphql';
import { ailments } from './ailments.js';
import { differencesOfAiling, longWay, lossesAgainst } from './judge-ailing.js';
import { ailingTrialOf, runDifferential } from './run-differential.js';
import { type Answers, startWorld } from './world.js';
import { alliance } from './worlds/alliance.js';
import { media } from './worlds/media.js';
import { shop } from './worlds/shop.js';

const seed = Number(process.env['HUB_DIFFERENTIAL_SEED'] ?? 1);
const trials = [alliance, shop, media].flatMap((world) =>
  world.sources.flatMap(({ name: subgraph }) => ailments.map((ailment) => ailingTrialOf(world, { subgraph, ailment }))),
);
/** In all trials together. */
const operations = Number(process.env['HUB_DIFFERENTIAL_OPERATIONS'] ?? 110);
const each = Math.ceil(operations / trials.length);
const isLong = operations > 1_000;

describe('our engine, where one subgraph ails', () => {
  it.each(trials)(
    'answers what the others know, and tells the rest: $name',
    async (trial) => {
      const { findings, ...counts } = await runDifferential(trial, each, seed);
      if (isLong) process.stdout.write(`${JSON.stringify(counts)}\n`);
      expect(findings.join('\n')).toBe('');
      expect(counts.operations).toBeGreaterThanOrEqual(each);
    },
    Math.max(60_000, operations * 200),
  );
});

describe('the judge of such an answer', () => {
  const ailing = { subgraph: 'reviews', ailment: 'refuses connections' } as const;
  const source = '{ topProducts { name reviews { id } } }';
  const full = { topProducts: [{ name: 'a', reviews: [] }, null] };
  const told = { message: 'gone', path: ['topProducts'], extensions: { subgraph: 'reviews' } };
  const reference = { data: full, failures: new Set<string>(), executed: new Map() };
  const judged = (ours: Answers['ours']) => differencesOfAiling({ ours, reference }, ailing);

  it('accepts a null that an error of the subgraph tells', () => {
    expect(judged({ data: { topProducts: null }, errors: [told] })).toEqual([]);
  });

  it.each([
    ['a silent null', { data: { topProducts: null } }],
    ['another value', { data: { topProducts: [{ name: 'b', reviews: [] }, null] }, errors: [told] }],
    ['a lost key', { data: { topProducts: [{ name: 'a' }, null] }, errors: [told] }],
    [
      'a null beside the one that is told',
      { data: { topProducts: [null, null] }, errors: [{ ...told, path: ['topProducts', 1] }] },
    ],
    ['an error where there is no null', { data: full, errors: [told] }],
    [
      'an error of another subgraph',
      { data: { topProducts: null }, errors: [{ ...told, extensions: { subgraph: 'products' } }] },
    ],
  ])('refuses %s', (_, ours) => {
    expect(judged(ours)).not.toEqual([]);
  });

  it('sees what the stock gateway has, and we have not', () => {
    const ours = { data: { topProducts: null }, errors: [told] };
    expect(lossesAgainst({ data: full }, { ours, reference })).toEqual([['topProducts']]);
    expect(lossesAgainst(ours, { ours, reference })).toEqual([]);
  });

  it('knows what a longer plan loses', async () => {
    const trial = ailingTrialOf(shop, { subgraph: 'products', ailment: 'fails on every call for entities' });
    await using running = await trial.start('100.0');
    const text = '{ product(upc: "x y") { headline parts { spare { headline } } } }';
    const asked = { source: text, document: parse(text), variables: {}, operationName: undefined };
    const verdict = await trial.judge(asked, await running.ask(asked), running.ask);
    expect(verdict).toEqual({ unexplained: [], limit: longWay });
  });

  it('meets subgraphs that do ail', async () => {
    await using running = await startWorld(shop, 'ailing', ailing);
    const asked = { source, document: parse(source), variables: {}, operationName: undefined };
    const { ours, oracle } = await running.ask(asked);
    expect(ours.errors?.map(({ extensions }) => extensions?.['code'])).toContain('SUBGRAPH_UNREACHABLE');
    expect(JSON.stringify(oracle.errors)).toContain('ECONNREFUSED');
  });
});
