import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { buildSchema, type FormattedExecutionResult, GraphQLError, type GraphQLFormattedError, parse } from 'graphql';
import {
  CloseCode,
  type Context,
  handleProtocols,
  makeServer,
  MessageType,
  parseMessage,
  type Server,
  type SubscribePayload,
} from 'graphql-ws';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';

import { presentError } from '../errors.js';
import { runInRequest } from '../telemetry/request-scope.js';
import { emit } from '../telemetry/telemetry.js';
import { AddressQuota, type AddressQuotaBounds } from './address-quota.js';
import type { Opening } from './subscription-room.js';
import type { OperationText } from './subscription-parts.js';

export interface WebSocketEndpointOptions {
  /** Where it answers. */
  readonly path: string;
  readonly isReady: () => boolean;
  /** Throws a stated error when the credential does not hold. */
  readonly verify: (authorization: string | undefined) => Promise<unknown>;
  /** Answers one operation; throws stated errors. */
  readonly open: (
    operation: OperationText,
    request: { readonly authorization: string | undefined; readonly address: string; readonly signal: AbortSignal },
  ) => Promise<Opening>;
  /** Sockets at once. */
  readonly maxSockets: number;
  /** Of these, sockets that no credential came with. */
  readonly anonymous: AddressQuotaBounds;
  /** Operations of one socket at once. */
  readonly maxOperations: number;
  /** Largest message of a client, in bytes. */
  readonly maxMessageBytes: number;
  /** Most bytes that wait for a client to read them. */
  readonly maxUnreadBytes: number;
  /** Longest time for one answer that is no stream, in milliseconds. */
  readonly requestTimeoutMs: number;
  /** How often clients are asked whether they live, in milliseconds; the next time they must have answered. */
  readonly keepAliveMs: number;
  /** How long a client may take to say who it is, in milliseconds. Default 3,000. */
  readonly initTimeoutMs?: number;
}

/** What is known of a socket. */
interface Extra extends Record<PropertyKey, unknown> {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
  /** Aborts when the socket has closed. */
  readonly signal: AbortSignal;
  readonly address: string;
  authorization: string | undefined;
}

type SocketContext = Context<Record<string, unknown>, Extra>;

/** WebSocket close codes of RFC 6455 (section 7.4) and its registry. */
const goingAway = 1001;
const tryAgainLater = 1013;

/** What the protocol's library wants to see of an operation, which is parsed, checked and run elsewhere. */
const placeholder = {
  schema: buildSchema('type Query { e: Int } type Subscription { e: Int }'),
  document: parse('subscription { e }'),
};

/**
 * GraphQL by `graphql-transport-ws` (PROTOCOL.md of graphql-ws): subscriptions, queries and mutations. The credential
 * comes in `connection_init` as `{ "authorization": "Bearer …" }`, or as a header where the client can set one.
 *
 * Browsers open WebSockets across sites without asking. Here that is of no use to anybody: there are no cookies, so a
 * socket has no more rights than the credential that its own script put into it.
 */
export class WebSocketEndpoint {
  readonly #options: WebSocketEndpointOptions;
  readonly #sockets: WebSocketServer;
  readonly #anonymous: AddressQuota;
  readonly #protocol: Server<Extra>;
  readonly #formatted = new WeakMap<GraphQLError, GraphQLFormattedError>();

  constructor(options: WebSocketEndpointOptions) {
    this.#options = options;
    this.#anonymous = new AddressQuota(options.anonymous);
    this.#sockets = new WebSocketServer({
      noServer: true,
      handleProtocols,
      maxPayload: options.maxMessageBytes,
      perMessageDeflate: false,
    });
    this.#protocol = this.#speak();
  }

  /** Makes a connection a WebSocket, or refuses it. */
  readonly upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // Until it is a WebSocket nobody else listens.
    socket.on('error', () => socket.destroy());
    if ((request.url ?? '/').split('?', 1)[0] !== this.#options.path) refuse(socket, '404 Not Found');
    else if (this.#sockets.clients.size >= this.#options.maxSockets) refuse(socket, '503 Service Unavailable');
    else this.#sockets.handleUpgrade(request, socket, head, (opened) => this.#serve(opened, request));
  };

  /** Closes every socket, and breaks off those that do not close within `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    const closed = [...this.#sockets.clients].map(
      (socket) => new Promise<void>((resolve) => socket.once('close', () => resolve())),
    );
    for (const socket of this.#sockets.clients) socket.close(goingAway, 'The hub is stopping');
    const force = setTimeout(() => {
      for (const socket of this.#sockets.clients) socket.terminate();
    }, graceMs);
    await Promise.all(closed);
    clearTimeout(force);
    this.#sockets.close();
  }

  #serve(socket: WebSocket, request: IncomingMessage): void {
    const closing = new AbortController();
    // A socket that has closed does not know any more.
    const address = request.socket.remoteAddress ?? '';
    const extra: Extra = { socket, request, signal: closing.signal, address, authorization: undefined };
    const heartbeat = keepAlive(socket, this.#options.keepAliveMs);
    socket.on('error', () => socket.terminate());
    const closed = this.#protocol.opened(
      {
        protocol: socket.protocol,
        send: (data) => sendTo(socket, data),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (receive) => {
          socket.on('message', (data) => this.#onMessage(socket, data, receive));
        },
      },
      extra,
    );
    socket.once('close', (code, reason) => {
      clearInterval(heartbeat);
      closing.abort(new Error('The client closed the connection.'));
      void closed(code, reason.toString());
    });
  }

  #onMessage(socket: WebSocket, data: RawData, receive: (text: string) => Promise<void>): void {
    // Whoever asks without reading the answers would have them kept here.
    if (socket.bufferedAmount > this.#options.maxUnreadBytes) {
      socket.terminate();
      return;
    }
    const text = Buffer.isBuffer(data) ? data.toString('utf8') : '';
    void runInRequest({ requestId: randomUUID() }, async () => {
      try {
        await receive(text);
      } catch (error) {
        if (isForClients(text)) {
          socket.close(CloseCode.BadRequest, 'Only servers send this');
          return;
        }
        emit({ kind: 'unexpected-error', error });
        socket.close(CloseCode.InternalServerError, 'Internal error');
      }
    });
  }

  #speak(): Server<Extra> {
    return makeServer<Record<string, unknown>, Extra>({
      connectionInitWaitTimeout: this.#options.initTimeoutMs ?? 3_000,
      onConnect: (context) => this.#connect(context),
      onSubscribe: (context, _id, payload) => this.#open(context, payload),
      subscribe: ({ contextValue }) => contextValue as AsyncGenerator<never>,
      // The result stands last, after what it is about.
      onNext: (...told) => told[4] as FormattedExecutionResult,
      onError: (_context, _id, _payload, errors) => errors.map((error) => this.#show(error)),
    });
  }

  async #connect({ connectionParams = {}, extra }: SocketContext): Promise<boolean> {
    const given = connectionParams['authorization'] ?? connectionParams['Authorization'];
    extra.authorization = typeof given === 'string' ? given : extra.request.headers.authorization;
    try {
      await this.#options.verify(extra.authorization);
      if (extra.authorization !== undefined || this.#takeAnonymous(extra)) return true;
      extra.socket.close(tryAgainLater, 'Too many connections without a key');
      return false;
    } catch (error) {
      const code = this.#show(error).extensions?.['code'];
      // What cannot be told now may be told later, so the client shall not give up.
      if (code === 'IDENTITY_UNAVAILABLE') extra.socket.close(tryAgainLater, 'Try again later');
      return false;
    }
  }

  #takeAnonymous({ socket, address }: Extra): boolean {
    const giveBack = this.#anonymous.take(address);
    if (!giveBack) return false;
    if (socket.readyState === socket.CLOSED) giveBack();
    else socket.once('close', giveBack);
    return true;
  }

  async #open(context: SocketContext, payload: SubscribePayload) {
    const { extra, subscriptions } = context;
    const { isReady, open, maxOperations, requestTimeoutMs } = this.#options;
    if (!isReady()) return [this.#error('SUPERGRAPH_UNAVAILABLE', 'No subgraph has shown its schema yet.')];
    if (Object.keys(subscriptions).length > maxOperations) {
      return [this.#error('TOO_MANY_SUBSCRIPTIONS', `A socket may have ${maxOperations} operations open.`)];
    }
    try {
      const signal = AbortSignal.any([extra.signal, AbortSignal.timeout(requestTimeoutMs)]);
      const opening = await open(operationOf(payload), {
        authorization: extra.authorization,
        address: extra.address,
        signal,
      });
      if (opening.kind === 'answer' && opening.isRefusal) return this.#errorsIn(opening.text);
      return { ...placeholder, contextValue: resultsOf(opening) };
    } catch (error) {
      return [this.#wrap(this.#show(error))];
    }
  }

  #errorsIn(text: string): GraphQLError[] {
    const { errors = [] } = JSON.parse(text) as { readonly errors?: readonly GraphQLFormattedError[] };
    return errors.map((error) => this.#wrap(error));
  }

  /** The protocol's library wants errors of graphql-js; they go out as they were. */
  #wrap(formatted: GraphQLFormattedError): GraphQLError {
    const error = new GraphQLError(formatted.message);
    this.#formatted.set(error, formatted);
    return error;
  }

  #error(code: string, message: string): GraphQLError {
    return this.#wrap({ message, extensions: { code } });
  }

  #show(error: unknown): GraphQLFormattedError {
    const formatted = error instanceof GraphQLError ? this.#formatted.get(error) : undefined;
    if (formatted) return formatted;
    const { shown, isOurs } = presentError(error, undefined);
    if (isOurs) emit({ kind: 'unexpected-error', error });
    return shown;
  }
}

/** The protocol's library throws at messages that are none of a client's; they are no failure of ours. */
function isForClients(text: string): boolean {
  return toClients.has(parseMessage(text).type);
}

const toClients: ReadonlySet<MessageType> = new Set([MessageType.ConnectionAck, MessageType.Next, MessageType.Error]);

function operationOf({ query, operationName, variables, extensions }: SubscribePayload): OperationText {
  return {
    query,
    ...(operationName && { operationName }),
    ...(variables && { variables }),
    ...(extensions && { extensions }),
  };
}

/** The protocol takes results, which it writes into its messages. */
function resultsOf(opening: Opening): AsyncIterableIterator<FormattedExecutionResult> {
  const texts = opening.kind === 'events' ? opening.events : once(opening.text);
  const parsed = ({ done, value }: IteratorResult<string, undefined>): IteratorResult<FormattedExecutionResult> =>
    done ? { done, value: undefined } : { done: false, value: JSON.parse(value) as FormattedExecutionResult };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: async () => parsed(await texts.next()),
    return: async () => {
      await texts.return?.();
      return { done: true, value: undefined };
    },
  };
}

async function* once(text: string): AsyncGenerator<string, undefined, undefined> {
  yield text;
  return undefined;
}

/** Resolves when the message has left this process, so that the next event waits for the client to take this one. */
function sendTo(socket: WebSocket, data: string): Promise<void> {
  return new Promise((resolve) => {
    // A socket that fails closes, and that ends whatever sends.
    if (socket.readyState !== socket.OPEN) resolve();
    else socket.send(data, () => resolve());
  });
}

function keepAlive(socket: WebSocket, keepAliveMs: number): NodeJS.Timeout {
  let isAlive = true;
  socket.on('pong', () => {
    isAlive = true;
  });
  return setInterval(() => {
    if (!isAlive) socket.terminate();
    isAlive = false;
    if (socket.readyState === socket.OPEN) socket.ping();
  }, keepAliveMs);
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
