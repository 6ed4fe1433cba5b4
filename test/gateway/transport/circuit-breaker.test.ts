import { type BreakerState, CircuitBreaker, type Outcome } from '../../../gateway/src/transport/circuit-breaker.js';

function setUp() {
  const clock = { nowMs: 123_456.7, now: () => clock.nowMs };
  const states: BreakerState[] = [];
  const policy = {
    breakerPercent: 50,
    breakerMinCalls: 4,
    breakerWindowMs: 1_000,
    breakerOpenMs: 500,
    breakerProbes: 2,
  };
  const breaker = new CircuitBreaker(policy, clock, (state) => states.push(state));
  const make = (...outcomes: Outcome[]) => {
    for (const outcome of outcomes) breaker.record(breaker.admit() ?? -1, outcome);
  };
  return { breaker, clock, states, make };
}

describe('the circuit breaker', () => {
  it('concludes nothing from few calls, and opens at the share that is set', () => {
    const { make, states } = setUp();
    make('failure', 'failure', 'failure');
    expect(states).toEqual([]);
    make('success');
    expect(states).toEqual([]);
    make('failure');
    expect(states).toEqual(['open']);
  });

  it('stays closed below that share', () => {
    const { make, states } = setUp();
    for (let round = 0; round < 20; round++) make('success', 'success', 'failure');
    expect(states).toEqual([]);
  });

  it('forgets what lies further back than the window', () => {
    const { make, clock, states } = setUp();
    make('failure', 'failure', 'failure');
    clock.nowMs += 1_001;
    make('failure', 'failure', 'failure');
    expect(states).toEqual([]);
    clock.nowMs += 500;
    make('failure');
    expect(states).toEqual(['open']);
  });

  it('does not count calls that began before it opened', () => {
    const { breaker, make, clock, states } = setUp();
    const early = breaker.admit() ?? -1;
    make('failure', 'failure', 'failure', 'failure');
    clock.nowMs += 500;
    const probe = breaker.admit() ?? -1;
    breaker.record(early, 'failure');
    expect(states).toEqual(['open', 'half-open']);
    breaker.record(probe, 'success');
    make('success');
    expect(states).toEqual(['open', 'half-open', 'closed']);
  });

  it('lets no more through than it has probes, and replaces one whose caller went away', () => {
    const { breaker, make, clock } = setUp();
    make('failure', 'failure', 'failure', 'failure');
    expect([breaker.isPassable, breaker.admit()]).toEqual([false, undefined]);
    clock.nowMs += 500;
    const probes = [breaker.admit(), breaker.admit(), breaker.admit()];
    expect(probes.map((probe) => probe !== undefined)).toEqual([true, true, false]);
    breaker.record(probes[0] ?? -1, 'none');
    expect(breaker.isPassable).toBe(true);
  });

  it('refuses nobody any more once a probe has succeeded, unless one fails', () => {
    const { breaker, make, clock, states } = setUp();
    make('failure', 'failure', 'failure', 'failure');
    clock.nowMs += 500;
    make('success');
    const together = [breaker.admit(), breaker.admit(), breaker.admit()];
    expect(together).not.toContain(undefined);
    expect(states).toEqual(['open', 'half-open']);
    breaker.record(together[0] ?? -1, 'failure');
    expect([states.at(-1), breaker.admit()]).toEqual(['open', undefined]);
    for (const late of together.slice(1)) breaker.record(late ?? -1, 'success');
    expect(states).toEqual(['open', 'half-open', 'open']);
  });

  it('begins anew once it has closed', () => {
    const { make, clock, states } = setUp();
    make('failure', 'failure', 'failure', 'failure');
    clock.nowMs += 500;
    make('success', 'success', 'failure', 'failure', 'failure');
    expect(states).toEqual(['open', 'half-open', 'closed']);
  });
});
