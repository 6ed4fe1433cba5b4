import { type Dispatcher, Pool } from 'undici';

import type { HttpExchange } from './http-exchange.js';
import { type SubgraphCall, TransportError } from './subgraph-transport.js';

export interface HttpPoolsOptions {
  /** Addresses that replace those of the supergraph, by subgraph. Default: none. */
  readonly urls?: Readonly<Record<string, string>>;
  /** Until a connection stands, in milliseconds. Default 5,000. */
  readonly connectTimeoutMs?: number;
  /** Open connections to one origin; further calls wait for a free one. Default: as many as there are calls. */
  readonly maxConnections?: number;
}

interface Target {
  readonly pool: Pool;
  readonly path: string;
}

const standardHeaders = {
  accept: 'application/graphql-response+json, application/json;q=0.9',
  'content-type': 'application/json',
};

/** Connections to the subgraphs, kept alive: a pool for each origin. Whoever opens it closes it. */
export class HttpPools {
  private readonly pools = new Map<string, Pool>();
  private readonly targets = new Map<string, Target>();
  private readonly urls: ReadonlyMap<string, string>;
  private readonly poolOptions: Pool.Options;

  constructor(options: HttpPoolsOptions) {
    this.urls = new Map(Object.entries(options.urls ?? {}));
    this.poolOptions = {
      connections: options.maxConnections ?? null,
      connect: { timeout: options.connectTimeoutMs ?? 5_000 },
      // One deadline for the whole call, ours, stands in for both.
      headersTimeout: 0,
      bodyTimeout: 0,
    };
  }

  /** Sends a call as GraphQL over HTTP, `POST` with JSON. Throws a `TransportError` when it has no HTTP address. */
  dispatch({ subgraph, url, body, headers }: SubgraphCall, exchange: HttpExchange): void {
    const { pool, path } = this.targetOf(subgraph, this.urls.get(subgraph) ?? url);
    const request: Dispatcher.DispatchOptions = {
      method: 'POST',
      path,
      body,
      headers: { ...standardHeaders, ...headers },
    };
    pool.dispatch(request, exchange);
  }

  async close(): Promise<void> {
    await Promise.all([...this.pools.values()].map((pool) => pool.destroy()));
  }

  private targetOf(subgraph: string, url: string): Target {
    let target = this.targets.get(url);
    if (!target) {
      target = this.resolveTarget(subgraph, url);
      this.targets.set(url, target);
    }
    return target;
  }

  private resolveTarget(subgraph: string, text: string): Target {
    const url = URL.parse(text);
    if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
      throw new TransportError('SUBGRAPH_UNREACHABLE', subgraph, `Subgraph "${subgraph}" has no HTTP address.`);
    }
    let pool = this.pools.get(url.origin);
    if (!pool) {
      pool = new Pool(url.origin, this.poolOptions);
      this.pools.set(url.origin, pool);
    }
    return { pool, path: url.pathname + url.search };
  }
}
