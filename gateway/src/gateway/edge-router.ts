import type { GraphqlServer } from '../graphql-server/graphql-server.js';
import type { CallerContext } from '../graphql-server/operation-engine.js';
import { persistableIn, refuseUnfitHash } from '../graphql-server/persisted-query.js';
import { createGraphqlHandler } from '../http/graphql-handler.js';
import { live, type Readiness, readyHandler } from '../http/health.js';
import type { HttpAnswer } from '../http/http-answer.js';
import { createRouter, type Route, type Router } from '../http/router.js';
import type { Playground } from '../playground/playground-assets.js';
import type { Metrics } from '../telemetry/metrics.js';
import type { Subscriptions } from './open-subscriptions.js';

export interface EdgeParts {
  readonly graphql: GraphqlServer;
  readonly subscriptions: Subscriptions;
  readonly resolveCaller: (authorization: string | undefined) => Promise<CallerContext>;
  readonly readiness: () => Readiness;
  readonly metrics: Metrics;
  readonly playground: Playground;
}

/**
 * What an edge serves over any engine: operations, events, health, metrics and the playground.
 *
 * @param others - what one edge serves beside that
 */
export function createEdgeRouter(parts: EdgeParts, others: readonly Route[] = []): Router {
  const { graphql, subscriptions, resolveCaller, readiness, metrics, playground } = parts;
  const handleGraphql = createGraphqlHandler({
    isReady: () => graphql.isReady,
    resolveCaller,
    execute: async (request, context) => {
      refuseUnfitHash(persistableIn(request));
      return graphql.execute(request, context);
    },
  });
  const routes: readonly Route[] = [
    { path: '/graphql', methods: ['GET', 'POST'], handle: subscriptions.withEventStreams(handleGraphql) },
    { path: '/health/live', methods: ['GET'], handle: live },
    { path: '/health/ready', methods: ['GET'], handle: readyHandler(readiness) },
    { path: '/metrics', methods: ['GET'], handle: () => renderMetrics(metrics) },
    ...others,
  ];
  const findFile = (requested: string, acceptEncoding: string | undefined) =>
    playground.respond(requested, acceptEncoding);
  return createRouter(routes, findFile, subscriptions.upgrade);
}

async function renderMetrics(metrics: Metrics): Promise<HttpAnswer> {
  const headers = { 'content-type': metrics.contentType, 'cache-control': 'no-store' };
  return { status: 200, headers, body: await metrics.render() };
}
