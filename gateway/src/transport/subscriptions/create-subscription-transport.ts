import { Agent } from 'undici';

import type { SubgraphChannel, SubgraphChannels } from '../subgraph-channels.js';
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
  /** How subgraphs are reached for which a token alone is not enough. Default: none. */
  readonly channels?: SubgraphChannels;
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
  const { urls = {}, carriers = {}, channels = new Map(), ...given } = options;
  return new ChoosingTransport(
    { urls: new Map(Object.entries(urls)), carriers: new Map(Object.entries(carriers)), channels },
    { ...defaultLimits, ...given },
  );
}

interface Routes {
  readonly urls: ReadonlyMap<string, string>;
  readonly carriers: ReadonlyMap<string, SubscriptionCarrier>;
  readonly channels: SubgraphChannels;
}

class ChoosingTransport implements SubscriptionTransport {
  readonly #agents = new Map<SubgraphChannel | undefined, Agent>();
  readonly #closing = new AbortController();

  constructor(
    private readonly routes: Routes,
    private readonly limits: SubscriptionLimits,
  ) {}

  async *subscribe(given: SubscriptionCall): AsyncGenerator<SubscriptionEvent, void, undefined> {
    const { subgraph } = given;
    const { urls, carriers, channels } = this.routes;
    const { protocol, url } = carriers.get(subgraph) ?? { protocol: 'sse' };
    const channel = channels.get(subgraph);
    const address = addressFor(subgraph, protocol, url ?? urls.get(subgraph) ?? given.url);
    if (channel && Object.keys(channel.tls).length > 0) refuseOpenAddress(subgraph, address);
    const signal = AbortSignal.any([given.signal, this.#closing.signal]);
    const call = { ...given, url: address, signal };
    if (protocol === 'ws') yield* subscribeByWebSocket(call, this.limits, channel?.tls);
    else yield* subscribeBySse(call, this.limits, { dispatcher: this.#agentFor(channel), sign: channel?.sign });
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error('The hub is shutting down.'));
    await Promise.all([...this.#agents.values()].map((agent) => agent.destroy()));
  }

  /** One for all, and one of its own for whom the hub shows a certificate. */
  #agentFor(channel: SubgraphChannel | undefined): Agent {
    let agent = this.#agents.get(channel);
    if (!agent) {
      agent = new Agent({ connect: { timeout: this.limits.connectTimeoutMs, ...channel?.tls } });
      this.#agents.set(channel, agent);
    }
    return agent;
  }
}

/** Certificates that nobody looks at would be taken for protection. */
function refuseOpenAddress(subgraph: string, address: string): void {
  if (/^(https|wss):/.test(address)) return;
  const message = `Subgraph "${subgraph}" has certificates, and an address for events without encryption.`;
  throw new TransportError('SUBGRAPH_UNREACHABLE', subgraph, message);
}

/** The same address in the other scheme is the custom where a subgraph speaks WebSocket beside HTTP. */
function addressFor(subgraph: string, protocol: 'sse' | 'ws', text: string): string {
  const url = URL.parse(text);
  if (!url || !/^(https?|wss?):$/.test(url.protocol)) {
    throw new TransportError('SUBGRAPH_UNREACHABLE', subgraph, `Subgraph "${subgraph}" has no address for events.`);
  }
  const isSafe = url.protocol === 'https:' || url.protocol === 'wss:';
  const scheme = protocol === 'ws' ? 'ws' : 'http';
  // As it is sent, and therefore signed.
  return url.href.replace(/^\w+:/, `${scheme}${isSafe ? 's' : ''}:`);
}
