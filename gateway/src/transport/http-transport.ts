import { type Dispatcher, Pool } from 'undici';

import { AnswerCollector } from './answer-collector.js';
import {
  type SubgraphAnswer,
  type SubgraphCall,
  type SubgraphTransport,
  TransportError,
} from './subgraph-transport.js';

export interface HttpTransportOptions {
  /** Addresses that replace those of the supergraph, by subgraph. Default: none. */
  readonly urls?: Readonly<Record<string, string>>;
  /** From sending a call to the last byte of its answer, in milliseconds. Default 30,000. */
  readonly timeoutMs?: number;
  /** Until a connection stands, in milliseconds. Default 5,000. */
  readonly connectTimeoutMs?: number;
  /** Largest answer that is read, in bytes. Default 32 MiB. */
  readonly maxAnswerBytes?: number;
  /** Open connections to one origin; further calls wait for a free one. Default 128. */
  readonly maxConnections?: number;
}

/** Carries calls as GraphQL over HTTP, `POST` with JSON, on connections that are kept alive. */
export function createHttpTransport(options: HttpTransportOptions = {}): SubgraphTransport {
  return new HttpTransport(options);
}

interface Target {
  readonly pool: Pool;
  readonly path: string;
}

const standardHeaders = {
  accept: 'application/graphql-response+json, application/json;q=0.9',
  'content-type': 'application/json',
};

class HttpTransport implements SubgraphTransport {
  private readonly pools = new Map<string, Pool>();
  private readonly targets = new Map<string, Target>();
  private isClosed = false;
  private readonly urls: ReadonlyMap<string, string>;
  private readonly timeoutMs: number;
  private readonly maxAnswerBytes: number;
  private readonly poolOptions: Pool.Options;

  constructor(options: HttpTransportOptions) {
    this.urls = new Map(Object.entries(options.urls ?? {}));
    this.timeoutMs = options.timeoutMs ?? 30_000;
    this.maxAnswerBytes = options.maxAnswerBytes ?? 32 * 1024 * 1024;
    this.poolOptions = {
      connections: options.maxConnections ?? 128,
      connect: { timeout: options.connectTimeoutMs ?? 5_000 },
      // One deadline for the whole call, ours, stands in for both.
      headersTimeout: 0,
      bodyTimeout: 0,
    };
  }

  send(call: SubgraphCall): Promise<SubgraphAnswer> {
    return new Promise((resolve, reject) => {
      const { subgraph, signal } = call;
      if (signal?.aborted) {
        reject(new TransportError('REQUEST_ABORTED', subgraph, 'The request was aborted.', { cause: signal.reason }));
        return;
      }
      if (this.isClosed) {
        reject(new TransportError('SUBGRAPH_UNREACHABLE', subgraph, 'The hub is shutting down.'));
        return;
      }
      const target = this.targetOf(call);
      const limits = { timeoutMs: this.timeoutMs, maxAnswerBytes: this.maxAnswerBytes };
      const collector = new AnswerCollector(call, limits, resolve, reject);
      target.pool.dispatch(requestOf(call, target), collector);
    });
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all([...this.pools.values()].map((pool) => pool.destroy()));
  }

  private targetOf(call: SubgraphCall): Target {
    const url = this.urls.get(call.subgraph) ?? call.url;
    let target = this.targets.get(url);
    if (!target) {
      target = this.resolveTarget(call.subgraph, url);
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

function requestOf({ body, headers }: SubgraphCall, { path }: Target): Dispatcher.DispatchOptions {
  return { method: 'POST', path, body, headers: { ...standardHeaders, ...headers } };
}
