import type { TrafficPolicy } from '../config/traffic-policy.js';
import type { Clock } from './clock.js';
import { OutcomeWindow } from './outcome-window.js';

export type BreakerState = 'closed' | 'open' | 'half-open';

/** `none` when nothing can be concluded from how a call ended, as when its caller went away. */
export type Outcome = 'success' | 'failure' | 'none';

/** Names the state under which a call was let through; what comes in after that state has passed counts no more. */
export type Admission = number;

type BreakerPolicy = Pick<
  TrafficPolicy,
  'breakerPercent' | 'breakerMinCalls' | 'breakerWindowMs' | 'breakerOpenMs' | 'breakerProbes'
>;

/**
 * Suspends a subgraph most of whose calls fail, and finds out whether it has recovered with a few of the calls that
 * callers make anyway (M. Nygard, Release It!, "Circuit Breaker").
 *
 * Closed: everything passes, outcomes of the last window count. Open: nothing passes for a while. Half open: as many
 * calls as there are probes pass, and everything as soon as one of them has succeeded; when as many as there are probes
 * have, it closes, and when one fails it opens again.
 */
export class CircuitBreaker {
  private current: BreakerState = 'closed';
  private generation: Admission = 0;
  private openedAt = 0;
  /** While half open: calls let through and not taken back, and those that succeeded. */
  private probes = 0;
  private successes = 0;
  private readonly window: OutcomeWindow;

  constructor(
    private readonly policy: BreakerPolicy,
    private readonly clock: Pick<Clock, 'now'>,
    private readonly onChange: (state: BreakerState) => void,
  ) {
    this.window = new OutcomeWindow(policy.breakerWindowMs);
  }

  get state(): BreakerState {
    return this.current;
  }

  /** Whether a call would be let through now. */
  get isPassable(): boolean {
    switch (this.current) {
      case 'closed':
        return true;
      case 'open':
        return this.clock.now() - this.openedAt >= this.policy.breakerOpenMs;
      case 'half-open':
        return this.successes > 0 || this.probes < this.policy.breakerProbes;
      default:
        return this.current satisfies never;
    }
  }

  /** Lets a call through, whose end must then be told to {@link record}; undefined when it must not be made. */
  admit(): Admission | undefined {
    if (this.current === 'closed') return this.generation;
    if (!this.isPassable) return undefined;
    if (this.current === 'open') this.enter('half-open');
    this.probes++;
    return this.generation;
  }

  /** To be told once of every call let through. */
  record(admission: Admission, outcome: Outcome): void {
    if (admission !== this.generation || this.policy.breakerPercent === 0) return;
    if (this.current === 'closed') this.recordClosed(outcome);
    else if (this.current === 'half-open') this.recordProbe(outcome);
  }

  private recordClosed(outcome: Outcome): void {
    if (outcome === 'none') return;
    const now = this.clock.now();
    this.window.count(outcome, now);
    // A success cannot be what makes too many of them fail.
    if (outcome === 'success') return;
    const { calls, failures } = this.window.totals(now);
    const { breakerMinCalls, breakerPercent } = this.policy;
    if (calls >= breakerMinCalls && failures * 100 >= calls * breakerPercent) this.enter('open');
  }

  private recordProbe(outcome: Outcome): void {
    if (outcome === 'failure') this.enter('open');
    else if (outcome === 'none') this.probes--;
    else if (++this.successes >= this.policy.breakerProbes) this.enter('closed');
  }

  private enter(state: BreakerState): void {
    this.current = state;
    this.generation++;
    this.probes = 0;
    this.successes = 0;
    if (state === 'open') this.openedAt = this.clock.now();
    if (state === 'closed') this.window.clear();
    this.onChange(state);
  }
}
