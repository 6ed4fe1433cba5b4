import { type Dispatcher, Pool } from 'undici';

import type { HttpExchange } from './http-exchange.js';
import type { SubgraphChannel, SubgraphChannels } from './subgraph-channels.js';
import { type SubgraphCall, TransportError } from './subgraph-transport.js';

export interface HttpPoolsOptions {
  /** Addresses that replace those of the supergraph, by subgraph. Default: none. */
  readonly urls?: Readonly<Record<string, string>>;
  /** Until a connection stands, in milliseconds. Default 5,000. */
  readonly connectTimeoutMs?: number;
  /** Open connections to one origin; further calls wait for a free one. Default: as many as there are calls. */
  readonly maxConnections?: number;
  /** How subgraphs are reached for which a token alone is not enough. Default: none. */
  readonly channels?: SubgraphChannels;
}

interface Target {
  readonly pool: Pool;
  readonly url: string;
  readonly path: string;
}

const standardHeaders = {
  accept: 'application/graphql-response+json, application/json;q=0.9',
  'content-type': 'application/json',
};

/**
 * Connections to the subgraphs, kept alive: a pool for each origin, and one of its own for whom the hub shows a
 * certificate. Whoever opens it closes it.
 */
export class HttpPools {
  private readonly pools = new Map<string, Pool>();
  private readonly targets = new Map<string, Target>();
  private readonly urls: ReadonlyMap<string, string>;
  private readonly channels: SubgraphChannels;
  private readonly connectTimeoutMs: number;
  private readonly poolOptions: Pool.Options;

  constructor(options: HttpPoolsOptions) {
    this.urls = new Map(Object.entries(options.urls ?? {}));
    this.channels = options.channels ?? new Map();
    this.connectTimeoutMs = options.connectTimeoutMs ?? 5_000;
    this.poolOptions = {
      connections: options.maxConnections ?? null,
      // One deadline for the whole call, ours, stands in for both.
      headersTimeout: 0,
      bodyTimeout: 0,
    };
  }

  /** Sends a call as GraphQL over HTTP, `POST` with JSON. Throws a `TransportError` when it has no HTTP address. */
  dispatch(call: SubgraphCall, exchange: HttpExchange): void {
    const { subgraph, body } = call;
    const channel = this.channels.get(subgraph);
    const { pool, url, path } = this.targetOf(subgraph, this.urls.get(subgraph) ?? call.url, channel);
    const headers = { ...standardHeaders, ...call.headers };
    const send = (proof?: Readonly<Record<string, string>>) => {
      const request: Dispatcher.DispatchOptions = { method: 'POST', path, body, headers: { ...headers, ...proof } };
      pool.dispatch(request, exchange);
    };
    if (!channel?.sign) send();
    // Signed anew each time it is sent: a signature is good for once.
    else
      channel.sign({ method: 'POST', url, headers, body }).then(send, (error: unknown) => {
        exchange.failToSend(error);
      });
  }

  async close(): Promise<void> {
    await Promise.all([...this.pools.values()].map((pool) => pool.destroy()));
  }

  private targetOf(subgraph: string, url: string, channel: SubgraphChannel | undefined): Target {
    const key = channel ? `${subgraph}\n${url}` : url;
    let target = this.targets.get(key);
    if (!target) {
      target = this.resolveTarget(subgraph, url, channel);
      this.targets.set(key, target);
    }
    return target;
  }

  private resolveTarget(subgraph: string, text: string, channel: SubgraphChannel | undefined): Target {
    const url = URL.parse(text);
    if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
      throw new TransportError('SUBGRAPH_UNREACHABLE', subgraph, `Subgraph "${subgraph}" has no HTTP address.`);
    }
    const key = channel ? `${subgraph}\n${url.origin}` : url.origin;
    let pool = this.pools.get(key);
    if (!pool) {
      pool = new Pool(url.origin, {
        ...this.poolOptions,
        connect: { timeout: this.connectTimeoutMs, ...channel?.tls },
      });
      this.pools.set(key, pool);
    }
    return { pool, url: url.href, path: url.pathname + url.search };
  }
}
