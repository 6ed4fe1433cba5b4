import { reportEngineEvent } from '../../../gateway/src/gateway/report-engine-event.js';
import { createMetrics } from '../../../gateway/src/telemetry/metrics.js';
import { listen } from '../../../gateway/src/telemetry/telemetry.js';
import { federate } from '../../support/federation.js';

const shop = {
  name: 'shop',
  typeDefs: 'type Query { a: Int, b: Int, c: Int }',
  resolvers: { Query: { a: () => 1, b: () => 2, c: () => 3 } },
};

describe('the cache of compiled operations', () => {
  it('is bounded, forgets what was not used for longest, and counts hits and misses', async () => {
    const metrics = createMetrics();
    const end = listen(metrics.listener);
    try {
      const limits = { maxCachedOperations: 2 };
      await using federation = await federate([shop], { limits, onEvent: reportEngineEvent });
      // Met for the first time, but for the second `a`; `b` has gone for `c`.
      for (const field of ['a', 'b', 'a', 'c', 'b']) await federation.ask(`{ ${field} }`);
      const counted = (await metrics.render()).match(/^hub_operation_cache_.*$/gm);
      expect(counted).toEqual(['hub_operation_cache_hits_total 1', 'hub_operation_cache_misses_total 4']);
    } finally {
      end();
    }
  });

  it('is bounded by what the operations select together, fragments written out', async () => {
    const hits: boolean[] = [];
    await using federation = await federate([shop], {
      limits: { maxCachedSelections: 150 },
      onEvent: (event) => event.kind === 'operation-looked-up' && hits.push(event.hit),
    });
    const doubled = ['...F1 ...F1', '...F2 ...F2', '...F3 ...F3', '...F4 ...F4', 'a'].map(
      (selections, index) => `fragment F${index} on Query { ${selections} }`,
    );
    // It selects 47 by about 200 characters: two of them can be kept, beside small ones.
    const large = `query Large { ...F0 } ${doubled.join(' ')}`;
    const sources = [large, '{ b }', large, '{ c }', '{ b }', `${large} `, `${large}  `, '{ b }', large];
    for (const source of sources) await federation.ask(source);
    expect(hits).toEqual([false, false, true, false, true, false, false, true, false]);
  });
});
