import { Agent } from 'undici';

import { TransportError } from '../subgraph-transport.js';
import { subscribeBySse } from './sse-carrier.js';
import type {
  SubscriptionCall,
  SubscriptionEvent,
  SubscriptionLimits,
  SubscriptionTransport,
} from './subscription-transport.js';
import { subscribeByWebSocket } from './websocket-carrier.js';

/** How a subgraph is subscribed to. */
export interface SubscriptionCarrier {
  readonly protocol: 'sse' | 'ws';
  /** Where, if it is another address than that of queries. */
  readonly url?: string;
}

export interface SubscriptionTransportOptions extends Partial<SubscriptionLimits> {
  /** Addresses that replace those of the supergraph, by subgraph. Default: none. */
  readonly urls?: Readonly<Record<string, string>>;
  /** By subgraph. Default: server-sent events, at the address of queries. */
  readonly carriers?: Readonly<Record<string, SubscriptionCarrier>>;
}

const defaultLimits: SubscriptionLimits = {
  connectTimeoutMs: 5_000,
  idleMs: 60_000,
  maxEventBytes: 1024 ** 2,
  maxBufferedEvents: 64,
  maxBufferedBytes: 4 * 1024 ** 2,
};

/** Carries each subscription by the protocol its subgraph speaks. Whoever creates it closes it. */
export function createSubscriptionTransport(options: SubscriptionTransportOptions = {}): SubscriptionTransport {
  const { urls = {}, carriers = {}, ...given } = options;
  return new ChoosingTransport(new Map(Object.entries(urls)), new Map(Object.entries(carriers)), {
    ...defaultLimits,
    ...given,
  });
}

class ChoosingTransport implements SubscriptionTransport {
  readonly #agent: Agent;
  readonly #closing = new AbortController();

  constructor(
    private readonly urls: ReadonlyMap<string, string>,
    private readonly carriers: ReadonlyMap<string, SubscriptionCarrier>,
    private readonly limits: SubscriptionLimits,
  ) {
    this.#agent = new Agent({ connect: { timeout: limits.connectTimeoutMs } });
  }

  async *subscribe(given: SubscriptionCall): AsyncGenerator<SubscriptionEvent, void, undefined> {
    const { protocol, url } = this.carriers.get(given.subgraph) ?? { protocol: 'sse' };
    const address = url ?? this.urls.get(given.subgraph) ?? given.url;
    const signal = AbortSignal.any([given.signal, this.#closing.signal]);
    const call = { ...given, url: addressFor(given.subgraph, protocol, address), signal };
    if (protocol === 'ws') yield* subscribeByWebSocket(call, this.limits);
    else yield* subscribeBySse(call, this.limits, this.#agent);
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error('The hub is shutting down.'));
    await this.#agent.destroy();
  }
}

/** The same address in the other scheme is the custom where a subgraph speaks WebSocket beside HTTP. */
function addressFor(subgraph: string, protocol: 'sse' | 'ws', text: string): string {
  const url = URL.parse(text);
  if (!url || !/^(https?|wss?):$/.test(url.protocol)) {
    throw new TransportError('SUBGRAPH_UNREACHABLE', subgraph, `Subgraph "${subgraph}" has no address for events.`);
  }
  const isSafe = url.protocol === 'https:' || url.protocol === 'wss:';
  const scheme = protocol === 'ws' ? 'ws' : 'http';
  return text.replace(/^\w+:/, `${scheme}${isSafe ? 's' : ''}:`);
}
