import { guildComposer, type SupergraphComposer } from '../../../gateway/src/composition/composer.js';
import { type Supergraph, SupergraphManager } from '../../../gateway/src/composition/supergraph-manager.js';
import type { KeptSupergraph, SupergraphStore } from '../../../gateway/src/composition/supergraph-store.js';
import { nextEvent } from '../../support/test-gateway.js';

const first = 'type Query { a: Int }';
const second = 'type Query { a: Int b: Int }';

interface Scene {
  readonly composer?: SupergraphComposer;
  readonly store?: Partial<SupergraphStore>;
  readonly kept?: KeptSupergraph;
  /** Whether the engine takes a supergraph. Default: any. */
  readonly accepts?: (supergraph: Supergraph) => boolean;
}

/** A manager over one subgraph, which is what `shown` says: its schema, or undefined while it is down. */
function setUp({ composer = guildComposer, store, kept, accepts = () => true }: Scene = {}) {
  const shown: { sdl: string | undefined } = { sdl: first };
  const taken: Supergraph[] = [];
  const memory = { kept };
  const manager = new SupergraphManager({
    subgraphs: [{ name: 'one', url: 'http://one.test/graphql' }],
    source: {
      fetchSdl: async () => {
        if (shown.sdl === undefined) throw new Error('SUBGRAPH_UNREACHABLE');
        return shown.sdl;
      },
    },
    composer,
    store: {
      read: async () => memory.kept,
      keep: async (supergraph) => {
        memory.kept = supergraph;
      },
      ...store,
    },
    settings: { pollIntervalMs: 10, retryDelayMs: 10, timeoutMs: 1_000 },
    take: async (supergraph) => {
      if (!accepts(supergraph)) throw new Error('it has no such thing');
      taken.push(supergraph);
    },
  });
  return { manager, shown, taken, memory, [Symbol.asyncDispose]: () => manager.stop() };
}

function composedOf(sdl: string): string {
  const result = guildComposer.compose([{ name: 'one', url: 'http://one.test/graphql', sdl }]);
  if (!result.ok) throw new Error('The test needs schemas that compose.');
  return result.supergraphSdl;
}

describe('SupergraphManager', () => {
  it('keeps what it takes, with the parts', async () => {
    await using scene = setUp();
    await scene.manager.start();
    expect(scene.taken.map(({ sdl }) => sdl)).toEqual([composedOf(first)]);
    expect(scene.memory.kept).toEqual({ supergraphSdl: composedOf(first), subgraphSdls: new Map([['one', first]]) });
  });

  it('stays with the one before when the engine refuses the new one, and says why', async () => {
    await using scene = setUp({ accepts: ({ sdl }) => sdl === composedOf(first) });
    await scene.manager.start();
    const failed = nextEvent('composition-failed');
    scene.shown.sdl = second;
    const { errors, serving } = await failed;
    expect(serving).toBe(scene.taken[0]?.version);
    expect(errors).toEqual([
      expect.stringMatching(/^The engine refuses supergraph [0-9a-f]{12}: it has no such thing$/),
    ]);
    expect(scene.manager.status.supergraph?.sdl).toBe(composedOf(first));
    expect(scene.memory.kept?.supergraphSdl).toBe(composedOf(first));
  });

  it('serves what it remembers while the subgraph is down', async () => {
    const kept = { supergraphSdl: 'old text', subgraphSdls: new Map([['one', first]]) };
    await using scene = setUp({ kept });
    scene.shown.sdl = undefined;
    await scene.manager.start();
    expect(scene.taken.map(({ sdl }) => sdl)).toEqual([composedOf(first)]);
    expect(scene.manager.status.subgraphs[0]?.state).toMatchObject({ kind: 'down', reason: 'SUBGRAPH_UNREACHABLE' });
  });

  it('serves the remembered supergraph as it was when its parts compose no more', async () => {
    const kept = { supergraphSdl: 'composed by an older composer', subgraphSdls: new Map([['one', first]]) };
    const refusing: SupergraphComposer = { compose: () => ({ ok: false, errors: [{ message: 'stricter now' }] }) };
    await using scene = setUp({ kept, composer: refusing });
    await scene.manager.start();
    expect(scene.taken.map(({ sdl }) => sdl)).toEqual(['composed by an older composer']);
    expect(scene.manager.status.errors).toEqual([{ message: 'stricter now' }]);
  });

  it('starts and serves although its memory can neither be read nor written', async () => {
    const broken = () => Promise.reject(new Error('disk full'));
    const told = nextEvent('supergraph-not-kept');
    await using scene = setUp({ store: { read: broken, keep: broken } });
    await scene.manager.start();
    expect((await told).error).toEqual(new Error('disk full'));
    expect(scene.taken).toHaveLength(1);
  });

  it('composes once per change, however often it asks', async () => {
    let compositions = 0;
    const counting: SupergraphComposer = {
      compose: (subgraphs) => {
        compositions += 1;
        return guildComposer.compose(subgraphs);
      },
    };
    await using scene = setUp({ composer: counting });
    await scene.manager.start();
    const down = nextEvent('subgraph-down');
    scene.shown.sdl = undefined;
    await down;
    const up = nextEvent('subgraph-up');
    scene.shown.sdl = first;
    await up;
    await scene.manager.stop(); // Ends what the last answer led to.
    expect(compositions).toBe(1);
    expect(scene.taken).toHaveLength(1);
  });
});
