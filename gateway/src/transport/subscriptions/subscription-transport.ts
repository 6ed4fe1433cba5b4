import type { SubgraphAnswer, SubgraphError } from '../subgraph-transport.js';

/** The way to the subgraphs for subscriptions. What carries the events is the transport's business. */
export interface SubscriptionTransport {
  /**
   * Subscribes, and gives the events as they come. Nothing is asked before the first is waited for. The iteration ends
   * when the subgraph completes; it throws a `TransportError` when the subgraph is lost, breaks the protocol or sends
   * more than is taken from it; and it throws when the call's signal aborts, which frees everything at once.
   *
   * Whoever does not take events holds up the subgraph: reading from its connection stops.
   */
  subscribe(call: SubscriptionCall): AsyncGenerator<SubscriptionEvent, void, undefined>;
  /** Ends what is open. */
  close(): Promise<void>;
}

export interface SubscriptionCall {
  readonly subgraph: string;
  /** From the supergraph. A transport may know a better one. */
  readonly url: string;
  /** JSON text: `query` and `variables`. */
  readonly body: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Aborts when nobody wants the events any more. */
  readonly signal: AbortSignal;
  /**
   * Called once, when the subgraph has taken the subscription, as far as the protocol lets it be known. By server-sent
   * events that is the head of the stream. `graphql-transport-ws` has no word for it: there it is the answer to a ping
   * that was sent behind the operation, so that the operation was read; or the first event, if that is sooner.
   */
  readonly onEstablished?: () => void;
}

/** An event, or the word of the subgraph that there will be none, because of errors; nothing follows that. */
export type SubscriptionEvent =
  | { readonly kind: 'next'; readonly answer: SubgraphAnswer }
  | { readonly kind: 'error'; readonly errors: readonly SubgraphError[] };

export interface SubscriptionLimits {
  /** Until the subgraph has taken the subscription, in milliseconds. */
  readonly connectTimeoutMs: number;
  /** Longest silence of a subgraph, in milliseconds; comments and pings break it. */
  readonly idleMs: number;
  /** Largest event that is read, in bytes. */
  readonly maxEventBytes: number;
  /** Reading stops at half of so many events that nobody takes; what was read in one piece with them is kept. */
  readonly maxBufferedEvents: number;
  /** Most bytes of such events. Reading stops at half of them, too. */
  readonly maxBufferedBytes: number;
}
