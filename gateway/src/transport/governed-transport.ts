import type { TrafficPolicy, TrafficSettings } from '../config/traffic-policy.js';
import { emit } from '../telemetry/telemetry.js';
import { AnswerTaker } from './answer-taker.js';
import { CallLimiter } from './call-limiter.js';
import { CircuitBreaker } from './circuit-breaker.js';
import { type Clock, systemClock } from './clock.js';
import { GovernedCall, type Lane } from './governed-call.js';
import { HttpPools, type HttpPoolsOptions } from './http-pools.js';
import { InFlightCalls } from './in-flight-calls.js';
import { Refusals } from './refusals.js';
import { RetryBudget } from './retry-budget.js';
import {
  abortedCall,
  type SubgraphAnswer,
  type SubgraphCall,
  type SubgraphTransport,
  TransportError,
} from './subgraph-transport.js';

export interface GovernedTransportOptions extends HttpPoolsOptions {
  readonly traffic: TrafficSettings;
  /** Default: the clock of this process. */
  readonly clock?: Clock;
}

/**
 * Carries calls to the subgraphs over HTTP and governs them, for each subgraph on its own: deadline, size of the answer,
 * retries of queries within a budget, circuit breaker, bound of calls under way, one call for equal queries of one
 * caller. Whoever creates it closes it.
 */
export function createGovernedTransport(options: GovernedTransportOptions): SubgraphTransport {
  return new GovernedTransport(options);
}

interface SharedLane extends Lane {
  readonly inFlight: InFlightCalls<GovernedCall>;
}

class GovernedTransport implements SubgraphTransport {
  private readonly pools: HttpPools;
  private readonly clock: Clock;
  private readonly lanes = new Map<string, SharedLane>();
  private readonly all: TrafficPolicy;
  private readonly policies: ReadonlyMap<string, TrafficPolicy>;
  private isClosed = false;

  constructor({ traffic, clock, ...options }: GovernedTransportOptions) {
    this.pools = new HttpPools(options);
    this.clock = clock ?? systemClock;
    this.all = traffic.all;
    this.policies = new Map(Object.entries(traffic.bySubgraph));
  }

  send(call: SubgraphCall): Promise<SubgraphAnswer> {
    return new Promise((resolve, reject) => {
      const { subgraph, signal } = call;
      if (signal?.aborted) {
        reject(abortedCall(subgraph, signal.reason));
      } else if (this.isClosed) {
        reject(new TransportError('SUBGRAPH_UNREACHABLE', subgraph, 'The hub is shutting down.'));
      } else {
        this.carry(call, new AnswerTaker(subgraph, signal, resolve, reject));
      }
    });
  }

  async close(): Promise<void> {
    this.isClosed = true;
    // Those under way end with their connections.
    for (const { limiter, resting } of this.lanes.values()) {
      for (const call of [...limiter.waiting, ...resting]) call.close();
    }
    await this.pools.close();
  }

  private carry(call: SubgraphCall, taker: AnswerTaker): void {
    const lane = this.laneOf(call.subgraph);
    const isShareable = !call.isMutation && lane.policy.sharing === 'on';
    const equal = isShareable ? lane.inFlight.find(call.callerKey, call.body) : undefined;
    if (equal?.call.url === call.url) {
      emit({ kind: 'subgraph-call-shared', subgraph: call.subgraph });
      equal.join(taker);
      return;
    }
    const governed = new GovernedCall(call, lane);
    if (isShareable) governed.entry = lane.inFlight.add(call.callerKey, call.body, governed);
    governed.join(taker);
    governed.start();
  }

  private laneOf(subgraph: string): SharedLane {
    let lane = this.lanes.get(subgraph);
    if (!lane) {
      lane = this.openLane(subgraph, this.policies.get(subgraph) ?? this.all);
      this.lanes.set(subgraph, lane);
    }
    return lane;
  }

  private openLane(subgraph: string, policy: TrafficPolicy): SharedLane {
    const { clock, pools } = this;
    const inFlight = new InFlightCalls<GovernedCall>();
    return {
      policy,
      clock,
      inFlight,
      limiter: new CallLimiter(policy.maxCalls, policy.maxQueue),
      breaker: new CircuitBreaker(policy, clock, (state) => {
        emit({ kind: 'subgraph-breaker-turned', subgraph, state });
      }),
      refusals: new Refusals(subgraph),
      resting: new Set(),
      isClosed: () => this.isClosed,
      retries: new RetryBudget(policy.retryPercent, clock),
      dispatch: (call, exchange) => {
        pools.dispatch(call, exchange);
      },
      onEnd: (governed) => {
        if (governed.call.isMutation) this.separate();
        else if (governed.entry) inFlight.remove(governed.entry);
      },
    };
  }

  /**
   * A query that began before a mutation has ended may have read what was there before. Whoever asks now may know of
   * the mutation, and must not be given that.
   */
  private separate(): void {
    for (const { inFlight } of this.lanes.values()) inFlight.closeAll();
  }
}
