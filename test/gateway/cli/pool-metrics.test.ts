import { PoolMetrics } from '../../../gateway/src/cli/gateway/pool-metrics.js';
import { createMetrics } from '../../../gateway/src/telemetry/metrics.js';

/** A worker that counts in this process, and ends or falls silent as the test says. */
function startWorker() {
  const metrics = createMetrics();
  const { promise: ended, resolve: end } = Promise.withResolvers<unknown>();
  const state = { isSilent: false };
  return {
    ended,
    end: () => end(undefined),
    state,
    // A message between processes is a copy.
    tellMetrics: async () => (state.isSilent ? undefined : structuredClone(await metrics.values())),
    openSubscriptions: (count: number) => metrics.listener({ kind: 'subscriptions-open', count }),
    answer: () => metrics.listener({ kind: 'operation-finished', outcome: 'complete' }),
    suspend: () => metrics.listener({ kind: 'subgraph-breaker-turned', subgraph: 's', state: 'open' }),
  };
}

const told = async (metrics: PoolMetrics): Promise<readonly string[]> =>
  (await metrics.render()).match(/^hub_(operations_total|subscriptions_open|subgraph_suspended).*$/gm) ?? [];

describe('PoolMetrics', () => {
  it('counts a silent worker by what it said last, and one that is gone by its counters alone', async () => {
    const metrics = new PoolMetrics();
    const [first, second] = [startWorker(), startWorker()];
    for (const worker of [first, second]) {
      metrics.add(worker);
      worker.answer();
      worker.openSubscriptions(2);
    }
    first.suspend();
    const suspended = 'hub_subgraph_suspended{subgraph="s"} 1';
    expect(await told(metrics)).toEqual([
      'hub_operations_total{outcome="complete"} 2',
      'hub_subscriptions_open 4',
      suspended,
    ]);

    first.state.isSilent = true;
    first.answer();
    second.answer();
    expect(await told(metrics)).toEqual([
      'hub_operations_total{outcome="complete"} 3',
      'hub_subscriptions_open 4',
      suspended,
    ]);

    first.end();
    await first.ended;
    second.answer();
    const withoutFirst = ['hub_operations_total{outcome="complete"} 4', 'hub_subscriptions_open 2'];
    expect(await told(metrics)).toEqual(withoutFirst);
    metrics.add(startWorker());
    expect(await told(metrics)).toEqual(withoutFirst);
  });
});
