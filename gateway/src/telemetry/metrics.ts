import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { TelemetryEvent, TelemetryListener } from './telemetry.js';

export interface Metrics {
  /** Hears the events that are counted. */
  readonly listener: TelemetryListener;
  readonly contentType: string;
  /** All metrics in the text format of Prometheus. */
  render(): Promise<string>;
  /** The same as plain data, for another process that tells of several as one. */
  values(): Promise<readonly MetricValues[]>;
}

/** A metric with its values, as far as anybody but prom-client has to know. */
export interface MetricValues {
  readonly name: string;
  readonly type: string;
}

/** Seconds; from a cached answer to the time limit of a request. */
const durationBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const recorders = createRecorders(createMeters(registry));
  return {
    listener: (event) => {
      // The table is keyed by the kind, so the recorder found takes exactly this event; TypeScript cannot follow that.
      (recorders[event.kind] as ((event: TelemetryEvent) => void) | undefined)?.(event);
    },
    contentType: registry.contentType,
    render: () => registry.metrics(),
    // A type that prom-client declares as a number is a word in truth.
    values: async () => (await registry.getMetricsAsJSON()) as unknown as MetricValues[],
  };
}

type Meters = ReturnType<typeof createMeters>;

function createMeters(registry: Registry) {
  const registers = [registry];
  return {
    ...createTrafficMeters(registers),
    ...createGovernanceMeters(registers),
    subgraphUp: new Gauge({
      name: 'hub_subgraph_up',
      help: '1 while the subgraph shows its schema',
      labelNames: ['subgraph'],
      aggregator: 'min',
      registers,
    }),
    compositions: new Counter({
      name: 'hub_compositions_total',
      help: 'Compositions of the schemas that the subgraphs show',
      labelNames: ['outcome'],
      registers,
    }),
    compositionOk: new Gauge({
      name: 'hub_composition_ok',
      help: '1 while the current schemas of the subgraphs compose (or the supergraph handed over fits), 0 while an older one stays',
      aggregator: 'min',
      registers,
    }),
    supergraph: new Gauge({
      name: 'hub_supergraph_info',
      help: 'The version of the supergraph that is served',
      labelNames: ['version'],
      aggregator: 'max',
      registers,
    }),
  };
}

function createTrafficMeters(registers: Registry[]) {
  return {
    requests: new Histogram({
      name: 'hub_http_request_duration_seconds',
      help: 'HTTP requests and how long they took',
      labelNames: ['route', 'method', 'status'],
      buckets: durationBuckets,
      registers,
    }),
    operations: new Counter({
      name: 'hub_operations_total',
      help: 'GraphQL operations by how complete their answer was',
      labelNames: ['outcome'],
      registers,
    }),
    operationCacheHits: new Counter({
      name: 'hub_operation_cache_hits_total',
      help: 'Operations that had been planned and compiled before',
      registers,
    }),
    operationCacheMisses: new Counter({
      name: 'hub_operation_cache_misses_total',
      help: 'Operations that had to be planned and compiled',
      registers,
    }),
    subgraphCalls: new Histogram({
      name: 'hub_subgraph_call_duration_seconds',
      help: 'Calls to subgraphs and how long they took',
      labelNames: ['subgraph', 'outcome'],
      buckets: durationBuckets,
      registers,
    }),
    subscriptions: new Gauge({ name: 'hub_subscriptions_open', help: 'Subscriptions that are open', registers }),
    subscriptionsEnded: new Counter({
      name: 'hub_subscriptions_ended_total',
      help: 'Subscriptions that have ended, by how',
      labelNames: ['how'],
      registers,
    }),
    subscriptionEvents: new Counter({
      name: 'hub_subscription_events_total',
      help: 'Events handed to clients, counted when their subscription ends',
      registers,
    }),
    cacheAsked: new Counter({
      name: 'hub_cache_asked_total',
      help: 'Look-ups in a cache of the gateway',
      labelNames: ['cache', 'result'],
      registers,
    }),
    failures: new Counter({
      name: 'hub_unexpected_errors_total',
      help: 'Errors of the hub that were masked',
      registers,
    }),
    identityFailures: new Counter({
      name: 'hub_identity_unreachable_total',
      help: 'Questions that the identity subgraph did not answer',
      labelNames: ['answered_from_memory'],
      registers,
    }),
  };
}

/** What the gateway does about the traffic to single subgraphs. */
function createGovernanceMeters(registers: Registry[]) {
  return {
    retries: new Counter({
      name: 'hub_subgraph_retries_total',
      help: 'Queries that were sent to a subgraph once more, by the code of the failure before',
      labelNames: ['subgraph', 'code'],
      registers,
    }),
    sharedCalls: new Counter({
      name: 'hub_subgraph_shared_calls_total',
      help: 'Queries that took the answer of an equal one of the same caller that was in flight',
      labelNames: ['subgraph'],
      registers,
    }),
    refusedCalls: new Counter({
      name: 'hub_subgraph_refused_calls_total',
      help: 'Calls that were not made because a subgraph was suspended or overloaded',
      labelNames: ['subgraph', 'code'],
      registers,
    }),
    suspended: new Gauge({
      name: 'hub_subgraph_suspended',
      help: '1 from when calls of a subgraph are suspended until it has recovered',
      labelNames: ['subgraph'],
      aggregator: 'max',
      registers,
    }),
  };
}

type Recorders = {
  readonly [Kind in TelemetryEvent['kind']]?: (event: Extract<TelemetryEvent, { kind: Kind }>) => void;
};

function createRecorders(meters: Meters): Recorders {
  return {
    'request-finished': ({ route, method, status, durationMs }) => {
      meters.requests.observe({ route, method, status: String(status) }, durationMs / 1000);
    },
    'operation-finished': ({ outcome }) => {
      meters.operations.inc({ outcome });
    },
    'operation-looked-up': ({ hit }) => {
      (hit ? meters.operationCacheHits : meters.operationCacheMisses).inc();
    },
    'subgraph-called': ({ subgraph, outcome, durationMs }) => {
      meters.subgraphCalls.observe({ subgraph, outcome }, durationMs / 1000);
    },
    'subgraph-call-retried': ({ subgraph, code }) => {
      meters.retries.inc({ subgraph, code });
    },
    'subgraph-call-shared': ({ subgraph }) => {
      meters.sharedCalls.inc({ subgraph });
    },
    'subgraph-call-refused': ({ subgraph, code }) => {
      meters.refusedCalls.inc({ subgraph, code });
    },
    'subgraph-breaker-turned': ({ subgraph, state }) => {
      meters.suspended.set({ subgraph }, state === 'closed' ? 0 : 1);
    },
    'subscriptions-open': ({ count }) => {
      meters.subscriptions.set(count);
    },
    'subscription-ended': ({ how, events }) => {
      meters.subscriptionsEnded.inc({ how });
      meters.subscriptionEvents.inc(events);
    },
    'cache-asked': ({ cache, hit }) => {
      meters.cacheAsked.inc({ cache, result: hit ? 'hit' : 'miss' });
    },
    'unexpected-error': () => {
      meters.failures.inc();
    },
    'identity-unreachable': ({ answeredFromMemory }) => {
      meters.identityFailures.inc({ answered_from_memory: String(answeredFromMemory) });
    },
    'subgraph-up': ({ subgraph }) => {
      meters.subgraphUp.set({ subgraph }, 1);
    },
    'subgraph-down': ({ subgraph }) => {
      meters.subgraphUp.set({ subgraph }, 0);
    },
    'supergraph-taken': ({ version }) => {
      meters.supergraph.reset();
      meters.supergraph.set({ version }, 1);
    },
    'supergraph-judged': ({ fits }) => {
      meters.compositionOk.set(fits ? 1 : 0);
    },
    'composition-succeeded': () => {
      meters.compositions.inc({ outcome: 'succeeded' });
      meters.compositionOk.set(1);
    },
    'composition-failed': () => {
      meters.compositions.inc({ outcome: 'failed' });
      meters.compositionOk.set(0);
    },
  };
}
