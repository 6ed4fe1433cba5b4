import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, type Message, MessageType, parseMessage } from 'graphql-ws';
import { type RawData, WebSocket } from 'ws';

import { readAnswer } from '../parse-answer.js';
import type { SubgraphChannel } from '../subgraph-channels.js';
import { type SubgraphAnswer, TransportError, type TransportErrorCode } from '../subgraph-transport.js';
import { EventBuffer } from './event-buffer.js';
import type { SubscriptionCall, SubscriptionEvent, SubscriptionLimits } from './subscription-transport.js';

/** Close codes by which a server says that it knows us not. */
const refusals: ReadonlySet<number> = new Set([CloseCode.Forbidden, CloseCode.Unauthorized]);

/** Bytes of a message around the event in it. */
const envelopeBytes = 1_024;

/**
 * Subscribes by `graphql-transport-ws` (PROTOCOL.md of graphql-ws), one connection a subscription, so that reading can
 * be stopped for one alone. The credential goes with the handshake and into `connection_init`, as
 * `{ authorization: "Bearer …" }`. Certificates protect the connection; nothing on it is signed, since the operation
 * comes after the handshake, where the signature of a request (RFC 9421) cannot cover it.
 */
export async function* subscribeByWebSocket(
  call: SubscriptionCall,
  limits: SubscriptionLimits,
  tls?: SubgraphChannel['tls'],
): AsyncGenerator<SubscriptionEvent, void, undefined> {
  const connection = new WebSocketSubscription(call, limits, tls);
  try {
    for (let event = await connection.take(); event; event = await connection.take()) yield event;
  } finally {
    connection.close();
  }
}

class WebSocketSubscription {
  readonly #call: SubscriptionCall;
  readonly #limits: SubscriptionLimits;
  readonly #buffer: EventBuffer<SubscriptionEvent>;
  readonly #socket: WebSocket;
  readonly #heartbeat: NodeJS.Timeout;
  #patience: NodeJS.Timeout;
  #isPaused = false;
  #isAcknowledged = false;
  #isEstablished = false;
  #isClosed = false;

  constructor(call: SubscriptionCall, limits: SubscriptionLimits, tls?: SubgraphChannel['tls']) {
    this.#call = call;
    this.#limits = limits;
    this.#buffer = new EventBuffer({
      maxEvents: limits.maxBufferedEvents,
      maxBytes: limits.maxBufferedBytes,
      onFilling: () => this.#pause(),
      onDrained: () => this.#resume(),
    });
    this.#socket = new WebSocket(call.url, GRAPHQL_TRANSPORT_WS_PROTOCOL, {
      ...tls,
      headers: call.headers,
      maxPayload: limits.maxEventBytes + envelopeBytes,
      perMessageDeflate: false,
    });
    this.#patience = setTimeout(this.#onImpatience, limits.connectTimeoutMs);
    this.#heartbeat = setInterval(() => this.#ping(), Math.max(1, Math.floor(limits.idleMs / 3)));
    this.#listen();
    call.signal.addEventListener('abort', this.#onAbort, { once: true });
    if (call.signal.aborted) this.#onAbort();
  }

  take(): Promise<SubscriptionEvent | undefined> {
    return this.#buffer.take();
  }

  /** Tells the subgraph that no more is wanted, and does not wait for it. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#patience);
    clearInterval(this.#heartbeat);
    this.#call.signal.removeEventListener('abort', this.#onAbort);
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send('{"id":"1","type":"complete"}');
    this.#socket.resume();
    if (this.#socket.readyState === WebSocket.CONNECTING) this.#socket.terminate();
    else this.#socket.close(1000, 'Done');
  }

  #listen(): void {
    this.#socket.on('open', () => {
      const { authorization } = this.#call.headers;
      this.#send({ type: 'connection_init', ...(authorization !== undefined && { payload: { authorization } }) });
    });
    this.#socket.on('message', (data) => this.#onMessage(data));
    for (const sign of ['ping', 'pong'] as const) this.#socket.on(sign, () => this.#sawLife());
    this.#socket.on('error', (cause) => this.#onError(cause));
    this.#socket.on('close', (code) => {
      const hint = refusals.has(code) ? 'refused' : 'closed';
      this.#fail('SUBGRAPH_UNREACHABLE', `${hint} the connection (${code}).`);
    });
  }

  #onMessage(data: RawData): void {
    // Events may be on their way for as long as the subgraph has not heard that they are not wanted.
    if (this.#isClosed) return;
    const text = textOf(data);
    this.#sawLife();
    try {
      this.#receive(parseMessage(text), Buffer.byteLength(text));
    } catch (cause) {
      if (cause instanceof TransportError) this.#buffer.end(cause);
      else this.#fail('SUBGRAPH_INVALID_ANSWER', 'sent a message that is none of the protocol.', cause);
    }
  }

  #receive(message: Message, bytes: number): void {
    switch (message.type) {
      case MessageType.ConnectionAck:
        this.#isAcknowledged = true;
        this.#sawLife();
        this.#socket.send(`{"id":"1","type":"subscribe","payload":${this.#call.body}}`);
        // Nothing of the protocol says that an operation was taken: the answer says at least that it was read.
        if (this.#call.onEstablished) this.#send({ type: 'ping' });
        return;
      case MessageType.Next:
        this.#establish();
        this.#keep({ kind: 'next', answer: this.#answerIn(message.payload) }, bytes);
        return;
      case MessageType.Error:
        this.#keep({ kind: 'error', errors: this.#answerIn({ errors: message.payload }).errors ?? [] }, bytes);
        this.#buffer.end();
        return;
      case MessageType.Complete:
        this.#buffer.end();
        return;
      case MessageType.Ping:
        this.#send({ type: 'pong' });
        return;
      case MessageType.Pong:
        if (this.#isAcknowledged) this.#establish();
        return;
      case MessageType.ConnectionInit:
      case MessageType.Subscribe:
        this.#fail('SUBGRAPH_INVALID_ANSWER', 'sent a message that is for servers.');
    }
  }

  #answerIn(payload: unknown): SubgraphAnswer {
    return readAnswer(this.#call.subgraph, payload);
  }

  #establish(): void {
    if (this.#isEstablished) return;
    this.#isEstablished = true;
    this.#call.onEstablished?.();
  }

  #keep(event: SubscriptionEvent, bytes: number): void {
    if (this.#buffer.push(event, bytes)) return;
    const message = 'Events came faster than they were taken.';
    this.#buffer.abort(new TransportError('SUBSCRIPTION_TOO_SLOW', this.#call.subgraph, message));
    this.#socket.terminate();
  }

  #pause(): void {
    this.#isPaused = true;
    clearTimeout(this.#patience);
    this.#socket.pause();
  }

  #resume(): void {
    this.#isPaused = false;
    this.#socket.resume();
    this.#sawLife();
  }

  /** Nothing is heard while reading stands still, so nothing can be concluded from silence. */
  #sawLife(): void {
    if (!this.#isAcknowledged || this.#isPaused || this.#isClosed) return;
    clearTimeout(this.#patience);
    this.#patience = setTimeout(this.#onImpatience, this.#limits.idleMs);
  }

  #ping(): void {
    if (this.#socket.readyState === WebSocket.OPEN && !this.#isPaused) this.#socket.ping();
  }

  #send(message: object): void {
    this.#socket.send(JSON.stringify(message));
  }

  #onError(cause: Error): void {
    const isTooLarge = 'code' in cause && cause.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
    if (isTooLarge) this.#fail('SUBGRAPH_TOO_LARGE', `sent an event of more than ${this.#limits.maxEventBytes} bytes.`);
    else this.#fail('SUBGRAPH_UNREACHABLE', 'cannot be reached, or broke off its events.', cause);
  }

  readonly #onImpatience = (): void => {
    const what = this.#isAcknowledged
      ? `was silent for ${this.#limits.idleMs} ms.`
      : 'did not take the subscription in time.';
    this.#fail('SUBGRAPH_TIMEOUT', what);
    this.#socket.terminate();
  };

  readonly #onAbort = (): void => {
    const message = 'The events are not wanted any more.';
    this.#buffer.abort(new TransportError('REQUEST_ABORTED', this.#call.subgraph, message));
    // The reader may be busy with an event, and close only after it.
    this.close();
  };

  #fail(code: TransportErrorCode, what: string, cause?: unknown): void {
    const { subgraph } = this.#call;
    this.#buffer.end(new TransportError(code, subgraph, `Subgraph "${subgraph}" ${what}`, { cause }));
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8');
}
