import path from 'node:path';
import { type Caller, signRequest } from '@alliance/schema';
import { guildComposer, type SupergraphComposer } from './composition/composer.js';
import { subgraphIntrospection } from './composition/subgraph-sdl-source.js';
import { type CompositionStatus, SupergraphManager } from './composition/supergraph-manager.js';
import { fileSupergraphStore } from './composition/supergraph-store.js';
import type { GatewayConfig } from './config.js';
import { GraphqlServer } from './graphql-server/graphql-server.js';
import type { CallerContext } from './graphql-server/operation-engine.js';
import { createEngine, type Engine } from './engine/engine.js';
import { createPlanner } from './planner/query-planner.js';
import { loadPlayground, type Playground } from './playground/playground-assets.js';
import { Closing } from './gateway/closing.js';
import { createEdgeRouter } from './gateway/edge-router.js';
import { openSubscriptions, type Subscriptions } from './gateway/open-subscriptions.js';
import { reportEngineEvent } from './gateway/report-engine-event.js';
import type { Readiness } from './http/health.js';
import { jsonAnswer } from './http/http-answer.js';
import { startHttpServer } from './http/http-server.js';
import type { Router } from './http/router.js';
import { type AskInHubName, createHubClient } from './hub-client/hub-client.js';
import { callerKey } from './identity/caller-key.js';
import { CallerResolver } from './identity/caller-resolver.js';
import { entitlementsOf } from './identity/entitlements.js';
import { keyHolderSource } from './identity/key-holder-source.js';
import { rightsOf } from './identity/rights.js';
import { memberStandingSource } from './identity/member-standing-source.js';
import { oidcTokens } from './identity/oidc-tokens.js';
import { openSigningKeys, type SigningKeys } from './identity/signing-keys.js';
import { SubgraphTokens } from './identity/subgraph-tokens.js';
import { SharedOperations } from './shared-operations/shared-operations.js';
import { attachTelemetry } from './telemetry/attach-telemetry.js';
import type { Metrics } from './telemetry/metrics.js';
import { currentRequestId } from './telemetry/request-scope.js';
import { emit } from './telemetry/telemetry.js';
import { createGovernedTransport } from './transport/governed-transport.js';
import { createHttpTransport } from './transport/http-transport.js';
import { loadSubgraphChannels, type SubgraphChannels } from './transport/subgraph-channels.js';
import type { SubgraphTransport } from './transport/subgraph-transport.js';

export interface Gateway {
  /** Base address, without a slash at the end. */
  readonly url: string;
  /** Lets requests in flight end (`stopGraceMs`), then closes everything that was opened. Safe to call twice. */
  stop(): Promise<void>;
}

/** What of the gateway can be exchanged. */
export interface GatewayParts {
  /** Default: the playground that was built with the gateway. */
  readonly playground?: Playground;
  /** Default: the composer of The Guild. */
  readonly composer?: SupergraphComposer;
}

/**
 * Starts a gateway. When it returns, it listens, and every subgraph was asked once for its schema; those that are down
 * are added when they answer. The caller stops it.
 *
 * Rejects when the port is taken, the data folder cannot be written or the signing key is none.
 */
export async function createGateway(config: GatewayConfig, parts: GatewayParts = {}): Promise<Gateway> {
  const closing = new Closing();
  try {
    const telemetry = attachTelemetry(config);
    closing.add(() => {
      telemetry.detach();
    });
    const keys = await openSigningKeys(config.signingKeys, config.dataDir);
    closing.add(() => {
      keys.close();
    });
    const playground = parts.playground ?? (await loadPlayground());
    const channels = await loadSubgraphChannels(config.channels, (request) => signRequest(keys.current, request));
    const [transport, ownTransport] = openTransports(config, channels);
    closing.add(() => transport.close());
    closing.add(() => ownTransport.close());
    const operations = config.redisUrl === undefined ? undefined : new SharedOperations({ url: config.redisUrl });
    closing.add(() => operations?.close());
    let rooms: Rooms | undefined;
    const routerAt = (url: string): Router => {
      const issuer = config.issuer ?? url;
      rooms = openRooms(config, parts, { keys, channels, transport, ownTransport, operations, issuer });
      return routerOf(rooms, { keys, metrics: telemetry.metrics, playground });
    };
    const server = await startHttpServer(routerAt, { host: config.host, port: config.port, limits: config.limits });
    closing.add(() => rooms?.close());
    closing.add(() => server.stop(config.stopGraceMs));
    // Before the server, which waits for streams to end.
    closing.add(() => rooms?.subscriptions.stop(config.stopGraceMs));
    emit({ kind: 'gateway-started', url: server.url });
    await rooms?.manager.start();
    return { url: server.url, stop: () => closing.run() };
  } catch (error) {
    await closing.run();
    throw error;
  }
}

interface Rooms {
  readonly graphql: GraphqlServer;
  readonly manager: SupergraphManager;
  readonly callers: CallerResolver;
  readonly tokens: SubgraphTokens;
  readonly subscriptions: Subscriptions;
  readonly resolveCaller: (authorization: string | undefined) => Promise<CallerContext>;
  close(): Promise<void>;
}

interface Ground {
  readonly keys: SigningKeys;
  readonly channels: SubgraphChannels;
  /** For what callers ask. */
  readonly transport: SubgraphTransport;
  /** For what the hub asks in its own name. */
  readonly ownTransport: SubgraphTransport;
  readonly operations: SharedOperations | undefined;
  readonly issuer: string;
}

/** Open subscriptions are not verified anew more often, in milliseconds. */
const shortestRecheckMs = 250;

/**
 * A verdict just made is taken for `freshMs`, and asked for anew at the next look after that. Two looks in that time, so
 * that a revocation is noticed after one and a half of it at the latest, and not after twice as long.
 */
function recheckMsFor(freshMs: number): number {
  return Math.max(Math.floor(freshMs / 2), shortestRecheckMs);
}

function openRooms(config: GatewayConfig, parts: GatewayParts, ground: Ground): Rooms {
  const { keys, transport, ownTransport, operations, issuer } = ground;
  const stopping = new AbortController();
  const tokens = new SubgraphTokens({ keys, issuer });
  const ask = createHubClient({
    send: (call) => ownTransport.send(call),
    tokenFor: async (subgraph) => tokens.tokenFor({ kind: 'hub' }, subgraph),
    stopping: stopping.signal,
  });
  const graphql = new GraphqlServer(config.limits, operations);
  const manager = new SupergraphManager({
    subgraphs: config.subgraphs,
    source: subgraphIntrospection(ask, config.composition.timeoutMs),
    composer: parts.composer ?? guildComposer,
    store: fileSupergraphStore(path.join(config.dataDir, 'supergraph')),
    settings: config.composition,
    take: async ({ sdl }) => graphql.take(await openEngine(sdl, transport, config)),
  });
  const callers = openCallers(config, ask);
  const resolveCaller = async (authorization: string | undefined) =>
    callerContext(await callers.resolve(authorization), tokens);
  const subscriptions = openSubscriptions({
    graphql,
    settings: config.subscriptions,
    limits: config.limits,
    urls: Object.fromEntries(config.subgraphs.map(({ name, url }) => [name, url])),
    channels: ground.channels,
    resolveCaller,
    recheckMs: recheckMsFor(config.identity.freshMs),
  });
  return {
    graphql,
    manager,
    callers,
    tokens,
    subscriptions,
    resolveCaller,
    close: async () => {
      stopping.abort();
      await manager.stop();
      await graphql.stop();
      emit({ kind: 'gateway-stopped' });
    },
  };
}

function openEngine(
  supergraphSdl: string,
  transport: SubgraphTransport,
  { subgraphErrors, overrideLabels }: GatewayConfig,
): Promise<Engine> {
  return createEngine({
    supergraphSdl,
    createPlanner,
    transport,
    subgraphErrors,
    isOverrideActive: (label) => overrideLabels.includes(label),
    onEvent: reportEngineEvent,
  });
}

/**
 * The way of the callers and that of the hub itself. Its questions (who is this, what is your schema) bear deadlines
 * and repetitions of their own; they neither stand in a queue of callers nor suspend a subgraph for them.
 */
function openTransports(
  { subgraphs, limits, traffic }: GatewayConfig,
  channels: SubgraphChannels,
): [SubgraphTransport, SubgraphTransport] {
  const urls = Object.fromEntries(subgraphs.map(({ name, url }) => [name, url]));
  return [
    createGovernedTransport({ urls, traffic, channels }),
    createHttpTransport({ urls, channels, timeoutMs: limits.requestTimeoutMs }),
  ];
}

function openCallers({ identity, subgraphs }: GatewayConfig, ask: AskInHubName): CallerResolver {
  const subgraph = subgraphs.find(({ name }) => name === identity.subgraph);
  return new CallerResolver({
    findKeyHolder: subgraph && keyHolderSource(ask, subgraph, identity.timeoutMs),
    findMemberStanding: subgraph && memberStandingSource(ask, subgraph, identity.timeoutMs),
    verifyAccessToken: identity.providers.length > 0 ? oidcTokens(identity.providers) : undefined,
    settings: identity,
  });
}

interface Serving {
  readonly keys: SigningKeys;
  readonly metrics: Metrics;
  readonly playground: Playground;
}

/** Not longer than a key that comes is published before one that goes is forgotten. */
const brieflyKept = { 'cache-control': 'public, max-age=60' };

function routerOf(
  { graphql, manager, subscriptions, resolveCaller }: Rooms,
  { keys, metrics, playground }: Serving,
): Router {
  const readiness = () => readinessOf(manager.status);
  return createEdgeRouter({ graphql, subscriptions, resolveCaller, readiness, metrics, playground }, [
    { path: '/.well-known/jwks.json', methods: ['GET'], handle: () => jsonAnswer(200, keys.publicKeySet, brieflyKept) },
  ]);
}

/** Each subgraph gets a token of its own for this caller, and the id under which the hub logs the request. */
function callerContext(caller: Caller, tokens: SubgraphTokens): CallerContext {
  const headers = (token: string) => ({
    authorization: `Bearer ${token}`,
    'x-request-id': currentRequestId() ?? '',
  });
  const entitlements = entitlementsOf(caller);
  const rights = rightsOf(caller);
  return {
    key: callerKey(caller),
    ...(entitlements && { entitlements }),
    ...(rights && { rights }),
    headersFor: (subgraph) => {
      const token = tokens.tokenFor(caller, subgraph);
      return typeof token === 'string' ? headers(token) : token.then(headers);
    },
  };
}

function readinessOf({ supergraph, errors, subgraphs }: CompositionStatus): Readiness {
  return {
    ready: supergraph !== undefined,
    supergraph: supergraph
      ? { version: supergraph.version, takenAt: supergraph.takenAt.toISOString(), subgraphs: supergraph.subgraphs }
      : null,
    composition: { ok: errors.length === 0, errors },
    subgraphs: subgraphs.map(({ name, state }) => ({
      name,
      state: state.kind,
      ...(state.kind === 'down' && { reason: state.reason }),
    })),
  };
}
