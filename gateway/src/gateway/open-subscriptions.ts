import type { GatewayLimits } from '../config.js';
import type { SubscriptionSettings } from '../config/subscription-settings.js';
import type { GraphqlServer } from '../graphql-server/graphql-server.js';
import type { CallerContext } from '../graphql-server/operation-engine.js';
import { refuseUnfitHash } from '../graphql-server/persisted-query.js';
import { withEventStreams } from '../http/event-stream-handler.js';
import type { RequestHandler } from '../http/exchange.js';
import type { StreamBody } from '../http/http-answer.js';
import type { UpgradeHandler } from '../http/router.js';
import { eventStreamOf } from '../subscriptions/event-stream.js';
import { SubscriptionRoom } from '../subscriptions/subscription-room.js';
import type { OperationText } from '../subscriptions/subscription-parts.js';
import { WebSocketEndpoint, type WebSocketEndpointOptions } from '../subscriptions/websocket-endpoint.js';
import { systemClock } from '../transport/clock.js';
import type { SubgraphChannels } from '../transport/subgraph-channels.js';
import { createSubscriptionTransport } from '../transport/subscriptions/create-subscription-transport.js';
import type { SubscriptionTransport } from '../transport/subscriptions/subscription-transport.js';

export interface SubscriptionGround {
  readonly graphql: GraphqlServer;
  readonly settings: SubscriptionSettings;
  readonly limits: GatewayLimits;
  /** Addresses that replace those of the supergraph, by subgraph. */
  readonly urls: Readonly<Record<string, string>>;
  /** How subgraphs are reached for which a token alone is not enough. Default: none. */
  readonly channels?: SubgraphChannels;
  readonly resolveCaller: (authorization: string | undefined) => Promise<CallerContext>;
  /** How often callers of open subscriptions are verified anew, in milliseconds. */
  readonly recheckMs: number;
}

export interface Subscriptions {
  /** Answers with event streams where a client asks for them. */
  withEventStreams(otherwise: RequestHandler): RequestHandler;
  readonly upgrade: UpgradeHandler;
  /** Ends every subscription with a last event, then closes what was opened. */
  stop(graceMs: number): Promise<void>;
}

interface RequestOrigin {
  readonly authorization: string | undefined;
  readonly address: string;
  readonly signal: AbortSignal;
}

/** How long the last event, and the end of a socket, may take to reach a client, in milliseconds. */
const longestFarewellMs = 2_000;

/** How long a subgraph may take to take a connection, in milliseconds. */
const longestConnectMs = 10_000;

/** Joins the rooms that serve subscriptions, over any engine and any way to know a caller. Whoever opens it stops it. */
export function openSubscriptions(ground: SubscriptionGround): Subscriptions {
  const { graphql, settings, resolveCaller, recheckMs } = ground;
  const transport = openTransport(ground);
  const room = new SubscriptionRoom<CallerContext>({
    desk: graphql,
    transport,
    clock: systemClock,
    settings,
    recheckMs,
  });
  const requestBy = ({ authorization, address, signal }: RequestOrigin, mayWrite: boolean) => ({
    resolveCaller: () => resolveCaller(authorization),
    signal,
    mayWrite,
    anonymousAt: authorization === undefined ? address : undefined,
  });
  const open = async (operation: OperationText, origin: RequestOrigin, mayWrite: boolean) => {
    refuseUnfitHash(operation);
    return room.open(operation, requestBy(origin, mayWrite));
  };
  const endpoint = createEndpoint(ground, (operation, origin) => open(operation, origin, true));
  return {
    withEventStreams: (otherwise) =>
      withEventStreams(otherwise, {
        isReady: () => graphql.isReady,
        open: async (operation, { mayWrite, ...origin }) => {
          const opening = await open(operation, origin, mayWrite);
          return eventStreamOf(opening, settings.keepAliveMs) as StreamBody;
        },
      }),
    upgrade: endpoint.upgrade,
    stop: async (graceMs) => {
      const patienceMs = Math.min(graceMs, longestFarewellMs);
      await room.stop(patienceMs);
      await endpoint.stop(patienceMs);
      await transport.close();
    },
  };
}

function openTransport({ settings, limits, urls, channels }: SubscriptionGround): SubscriptionTransport {
  const { carriers, maxEventBytes, maxBufferedEvents, maxBufferedBytes, idleMs } = settings;
  return createSubscriptionTransport({
    urls,
    carriers,
    ...(channels && { channels }),
    maxEventBytes,
    maxBufferedEvents,
    maxBufferedBytes,
    idleMs,
    connectTimeoutMs: Math.min(limits.requestTimeoutMs, longestConnectMs),
  });
}

function createEndpoint(
  { graphql, settings, limits, resolveCaller }: SubscriptionGround,
  open: WebSocketEndpointOptions['open'],
): WebSocketEndpoint {
  return new WebSocketEndpoint({
    path: '/graphql',
    isReady: () => graphql.isReady,
    verify: resolveCaller,
    open,
    maxSockets: settings.maxTotal,
    anonymous: { max: settings.maxPublic, maxPerNetwork: settings.maxPerCaller },
    maxOperations: settings.maxPerCaller,
    maxMessageBytes: limits.maxBodyBytes,
    maxUnreadBytes: settings.maxBufferedBytes,
    requestTimeoutMs: limits.requestTimeoutMs,
    keepAliveMs: settings.keepAliveMs,
  });
}
