import type { Clock } from './clock.js';
import { createGovernedTransport } from './governed-transport.js';
import type { HttpPoolsOptions } from './http-pools.js';
import type { SubgraphTransport } from './subgraph-transport.js';

export interface HttpTransportOptions extends HttpPoolsOptions {
  /** From sending a call to the last byte of its answer, in milliseconds. Default 30,000. */
  readonly timeoutMs?: number;
  /** Largest answer that is read, in bytes. Default 32 MiB. */
  readonly maxAnswerBytes?: number;
  /** Default: the clock of this process. */
  readonly clock?: Clock;
}

/** Carries each call once, as it comes: no retry, no breaker, no sharing, and no bound but `maxConnections` (128). */
export function createHttpTransport(options: HttpTransportOptions = {}): SubgraphTransport {
  const { timeoutMs = 30_000, maxAnswerBytes = 32 * 1024 * 1024, maxConnections = 128, ...pools } = options;
  const all = { ...ungoverned, timeoutMs, maxAnswerBytes };
  return createGovernedTransport({ ...pools, maxConnections, traffic: { all, bySubgraph: {} } });
}

const ungoverned = {
  maxCalls: Infinity,
  maxQueue: 0,
  sharing: 'off',
  retries: 0,
  retryDelayMs: 0,
  retryMaxDelayMs: 0,
  retryPercent: 0,
  breakerPercent: 0,
  breakerMinCalls: 1,
  breakerWindowMs: 10_000,
  breakerOpenMs: 1,
  breakerProbes: 1,
} as const;
