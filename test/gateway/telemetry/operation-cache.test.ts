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
});
