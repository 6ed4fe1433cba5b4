import { jest } from '@jest/globals';
import type { Caller } from '@alliance/schema';

const shared = { key: false };

// Whoever shares what is in flight is told apart by this text alone.
jest.unstable_mockModule('../../gateway/src/identity/caller-key.js', () => ({
  callerKey: (caller: Caller) => (shared.key ? 'everybody' : JSON.stringify(caller)),
}));

const { compare, leaksOf, lookAs } = await import('./leak-test.js');
const { askAlone, simultaneousLeaks } = await import('./simultaneous.js');
const { leakySubgraphs, noLeaks } = await import('./leaky-subgraphs.js');
const { raiseTestedHub } = await import('./tested-hub.js');
const { peopleWorld } = await import('./world.js');
const { stages } = await import('./stages.js');
const { queryAs } = await import('../support/ledger-reader.js');

jest.setTimeout(600_000);

/** A guard that nobody has seen bite is no guard: five ways to leak, each of which must be noticed. */
describe('the leak test notices', () => {
  const stack = new AsyncDisposableStack();
  const leaks = noLeaks();
  let world: Awaited<ReturnType<typeof peopleWorld>>;
  let before: Awaited<ReturnType<typeof lookAs>>;

  beforeAll(async () => {
    const hub = stack.use(await raiseTestedHub(leakySubgraphs(leaks)));
    world = await peopleWorld(hub);
    leaks.ownerUrl = hub.subgraphs.incidents.database.ownerUrl;
    before = await lookAs(world, 'outsider');
    for (const { name, plant } of stages) if (name === 'circle' || name === 'own') await plant(world.hand);
  });

  afterAll(() => stack.disposeAsync());

  /** What is found while a leak is there. */
  async function findings(): Promise<{ differences: string[]; words: string[] }> {
    world.observer.sightings.length = 0;
    const differences = compare('outsider', before, await lookAs(world, 'outsider')).map(({ question }) => question);
    return { differences, words: leaksOf(world) };
  }

  it('nothing where nothing leaks', async () => {
    expect(await findings()).toEqual({ differences: [], words: [] });
  });

  it('a missing policy', async () => {
    const { ownerUrl } = world.hub.subgraphs['address-intelligence'].database;
    await queryAs(ownerUrl, 'alter table "source" disable row level security');
    const found = await findings();
    await queryAs(ownerUrl, 'alter table "source" enable row level security');
    expect(found.differences).toEqual(expect.arrayContaining([expect.stringMatching(/^source_/)]));
    expect(found.words).toEqual(expect.arrayContaining([expect.stringContaining('outsider is told of "circle" by')]));
  });

  it('a raw query', async () => {
    leaks.rawQuery = true;
    const found = await findings();
    leaks.rawQuery = false;
    expect(found.differences).toEqual(expect.arrayContaining([expect.stringMatching(/^incident_/)]));
    expect(found.words).toEqual(expect.arrayContaining([expect.stringContaining('outsider is told of "circle" by')]));
  });

  it('a count', async () => {
    leaks.count = true;
    const found = await findings();
    leaks.count = false;
    expect(found.differences).toEqual(expect.arrayContaining(['walk address.incidents']));
  });

  it('an error text', async () => {
    leaks.errorText = true;
    const found = await findings();
    leaks.errorText = false;
    expect(found.differences).toEqual(expect.arrayContaining([expect.stringMatching(/^incident_/)]));
    expect(found.words).toEqual(expect.arrayContaining([expect.stringContaining('outsider is told of "circle" by')]));
  });

  it('a shared cache key', async () => {
    const alone = await askAlone(world, ['originator', 'outsider']);
    const tight = await simultaneousLeaks(world, alone);
    shared.key = true;
    const found = await simultaneousLeaks(world, alone);
    shared.key = false;
    expect(tight).toEqual([]);
    expect(found).not.toEqual([]);
  });
});
