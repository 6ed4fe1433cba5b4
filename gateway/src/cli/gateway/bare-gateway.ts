import { createEngine } from '../../engine/engine.js';
import { Closing } from '../../gateway/closing.js';
import { createEdgeRouter } from '../../gateway/edge-router.js';
import { openSubscriptions } from '../../gateway/open-subscriptions.js';
import { reportEngineEvent } from '../../gateway/report-engine-event.js';
import { GraphqlServer } from '../../graphql-server/graphql-server.js';
import type { CallerContext } from '../../graphql-server/operation-engine.js';
import type { Readiness } from '../../http/health.js';
import { startHttpServer } from '../../http/http-server.js';
import { createPlanner } from '../../planner/query-planner.js';
import { loadPlayground } from '../../playground/playground-assets.js';
import { createLogger, logEvents } from '../../telemetry/event-log.js';
import { createMetrics, type Metrics } from '../../telemetry/metrics.js';
import { emit, listen } from '../../telemetry/telemetry.js';
import { createGovernedTransport } from '../../transport/governed-transport.js';
import type { SubgraphTransport } from '../../transport/subgraph-transport.js';
import type { CheckedSupergraph } from './checked-supergraph.js';
import type { GatewaySettings } from './gateway-settings.js';
import { passedOnCaller } from './passed-on-caller.js';
import { unusedSettings } from './unused-settings.js';

/** The engine behind the hub's own edge, over a supergraph that it is handed. */
export interface BareGateway {
  /** Base address, without a slash at the end. */
  readonly url: string;
  /** Processes that serve, by id. */
  readonly pids: readonly number[];
  /** Serves another supergraph; requests in flight end on the one they began with. When it throws, that one stays. */
  take(supergraph: CheckedSupergraph): Promise<void>;
  /** Lets `/health/ready` tell why the latest change was not taken; undefined when it was. */
  tellRefusal(reason: string | undefined): void;
  /** Lets requests in flight end (`stopGraceMs`), then closes everything that was opened. */
  stop(): Promise<void>;
}

type Taken = NonNullable<Readiness['supergraph']>;

/**
 * Starts the engine in this process. When it returns, it listens and answers. Rejects when it cannot listen.
 *
 * @param metrics - what hears of this process, and what is shown of it. Default: metrics of this process alone
 */
export async function openBareGateway(
  settings: GatewaySettings,
  first: CheckedSupergraph,
  metrics: Metrics = createMetrics(),
): Promise<BareGateway> {
  const closing = new Closing();
  try {
    for (const end of [listen(metrics.listener), listen(logEvents(createLogger(settings, process.stderr)))]) {
      closing.add(end);
    }
    const transport = createGovernedTransport({ traffic: settings.traffic });
    closing.add(() => transport.close());
    const served = new ServedSupergraph(settings, transport);
    closing.add(() => served.graphql.stop());
    await served.take(first);
    const entitlements = { subgraphNames: true, queryPlans: settings.queryPlans };
    const everybody = { entitlements, rights: rightsOf(settings) };
    const resolveCaller = (authorization: string | undefined) =>
      Promise.resolve(passedOnCaller(authorization, everybody));
    const subscriptions = openSubscriptions({
      graphql: served.graphql,
      settings: settings.subscriptions,
      limits: settings.limits,
      urls: {},
      resolveCaller,
      // Nobody is asked who a caller is, so nothing can change in that.
      recheckMs: 60_000,
    });
    const router = createEdgeRouter({
      graphql: served.graphql,
      subscriptions,
      resolveCaller,
      readiness: () => served.readiness,
      metrics,
      playground: await loadPlayground(),
    });
    const server = await startHttpServer(() => router, settings);
    closing.add(() => server.stop(settings.stopGraceMs));
    closing.add(() => subscriptions.stop(settings.stopGraceMs));
    emit({ kind: 'gateway-started', url: server.url });
    return {
      url: server.url,
      pids: [process.pid],
      take: (supergraph) => served.take(supergraph),
      tellRefusal: (reason) => {
        served.tellRefusal(reason);
      },
      stop: () => closing.run(),
    };
  } catch (error) {
    await closing.run();
    throw error;
  }
}

/** Whoever works here alone wants to read what the subgraphs say, not what strangers may read of it. */
const subgraphErrors = { '*': { extensions: ['*'], unexpected: 'pass' } } as const;

class ServedSupergraph {
  readonly graphql: GraphqlServer;
  readonly #settings: GatewaySettings;
  readonly #transport: SubgraphTransport;
  #taken: Taken | undefined;
  #refusal: string | undefined;

  constructor(settings: GatewaySettings, transport: SubgraphTransport) {
    this.graphql = new GraphqlServer(settings.limits);
    this.#settings = settings;
    this.#transport = transport;
  }

  get readiness(): Readiness {
    return {
      ready: this.#taken !== undefined,
      supergraph: this.#taken ?? null,
      composition: { ok: this.#refusal === undefined, errors: this.#refusal ? [{ message: this.#refusal }] : [] },
      // Nobody looks after them here: whether one answers shows when it is asked.
      subgraphs: [],
    };
  }

  async take({ sdl, version, subgraphs }: CheckedSupergraph): Promise<void> {
    const engine = await createEngine({
      supergraphSdl: sdl,
      createPlanner,
      transport: this.#transport,
      subgraphErrors,
      isOverrideActive: (label) => this.#settings.overrideLabels.includes(label),
      onEvent: reportEngineEvent,
    });
    await this.graphql.take(engine);
    this.#taken = { version, subgraphs, takenAt: new Date().toISOString() };
    emit({ kind: 'supergraph-taken', version, subgraphs });
    for (const unused of unusedSettings(this.#settings, subgraphs)) {
      emit({ kind: 'subgraph-setting-unused', ...unused, subgraphs });
    }
    this.tellRefusal(undefined);
  }

  tellRefusal(reason: string | undefined): void {
    this.#refusal = reason;
    emit({ kind: 'supergraph-judged', fits: reason === undefined });
  }
}

function rightsOf({ grants }: GatewaySettings): NonNullable<CallerContext['rights']> {
  const { isAuthenticated, scopes, policies } = grants;
  return { isAuthenticated, scopes: new Set(scopes), policies: new Set(policies) };
}
