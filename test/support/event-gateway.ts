import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';

import { type BareGateway, openBareGateway } from '../../gateway/src/cli/gateway/bare-gateway.js';
import { checkSupergraph } from '../../gateway/src/cli/gateway/checked-supergraph.js';
import { readEdgeConfig } from '../../gateway/src/config.js';
import { type EventSubgraphs, startEventSubgraphs } from './event-subgraphs.js';
import type { SubgraphSource } from './subgraph-server.js';

/** The engine alone behind its edge, over subgraphs that tell events. */
export interface EventGateway extends AsyncDisposable {
  readonly url: string;
  readonly subgraphs: EventSubgraphs;
  /** Serves other schemas of the same subgraphs. */
  take(sources: readonly SubgraphSource[]): Promise<void>;
  stop(): Promise<void>;
}

export async function startEventGateway(
  sources: readonly SubgraphSource[],
  environment: Readonly<Record<string, string>> = {},
): Promise<EventGateway> {
  // What was opened is closed when the rest fails.
  await using opening = new AsyncDisposableStack();
  const subgraphs = opening.use(await startEventSubgraphs(sources));
  const supergraphOf = (shown: readonly SubgraphSource[]) => {
    const services = shown.map(({ name, typeDefs }) => ({
      name,
      typeDefs: parse(typeDefs),
      url: subgraphs.urlOf(name),
    }));
    const { supergraphSdl, errors = [] } = composeServices(services);
    if (supergraphSdl === undefined) throw new Error(errors.map(({ message }) => message).join('\n'));
    return checkSupergraph(supergraphSdl);
  };
  const config = readEdgeConfig({ LOG_LEVEL: 'silent', HUB_STOP_GRACE_MS: '1000', ...environment });
  const grants = { isAuthenticated: false, scopes: [], policies: [] };
  const settings = { ...config, file: '', host: '127.0.0.1', port: 0, workers: 1, queryPlans: false, grants };
  const gateway: BareGateway = await openBareGateway(settings, await supergraphOf(sources));
  const opened = opening.move();
  opened.defer(() => gateway.stop());
  return {
    url: gateway.url,
    subgraphs,
    take: async (shown) => gateway.take(await supergraphOf(shown)),
    stop: () => gateway.stop(),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
