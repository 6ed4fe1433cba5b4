import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { CloseCode, handleProtocols, type Server } from 'graphql-ws';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';

import { runInRequest } from '../telemetry/request-scope.js';
import { emit } from '../telemetry/telemetry.js';
import { OperationIds } from './operation-ids.js';
import type { SocketPeer } from './socket-peer.js';
import { createSocketProtocol, isForClients, type SocketProtocolOptions } from './socket-protocol.js';

export interface WebSocketEndpointOptions extends SocketProtocolOptions {
  /** Where it answers. */
  readonly path: string;
  /** Sockets at once. */
  readonly maxSockets: number;
  /** Largest message of a client, in bytes. */
  readonly maxMessageBytes: number;
  /** Most bytes that wait for a client to read them. */
  readonly maxUnreadBytes: number;
  /** How often clients are asked whether they live, in milliseconds; the next time they must have answered. */
  readonly keepAliveMs: number;
}

/** WebSocket close code of RFC 6455 (section 7.4.1). */
const goingAway = 1001;

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
  readonly #protocol: Server<SocketPeer>;

  constructor(options: WebSocketEndpointOptions) {
    this.#options = options;
    this.#sockets = new WebSocketServer({
      noServer: true,
      handleProtocols,
      maxPayload: options.maxMessageBytes,
      perMessageDeflate: false,
    });
    this.#protocol = createSocketProtocol(options);
  }

  /** Makes a connection a WebSocket, or refuses it. */
  readonly upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // Until it is a WebSocket nobody else listens.
    socket.on('error', () => socket.destroy());
    if ((request.url ?? '/').split('?', 1)[0] !== this.#options.path) refuse(socket, '404 Not Found');
    else if (this.#sockets.clients.size >= this.#options.maxSockets) refuse(socket, '503 Service Unavailable');
    else this.#sockets.handleUpgrade(request, socket, head, (opened) => this.#serve(opened, request));
  };

  /** Takes no more, closes every socket, and breaks off those that do not close within `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    this.#sockets.close();
    const closed = [...this.#sockets.clients].map(
      (socket) => new Promise<void>((resolve) => socket.once('close', () => resolve())),
    );
    for (const socket of this.#sockets.clients) socket.close(goingAway, 'The hub is stopping');
    const force = setTimeout(() => {
      for (const socket of this.#sockets.clients) socket.terminate();
    }, graceMs);
    await Promise.all(closed);
    clearTimeout(force);
  }

  #serve(socket: WebSocket, request: IncomingMessage): void {
    const closing = new AbortController();
    // A socket that has closed does not know any more.
    const address = request.socket.remoteAddress ?? '';
    const operations = new OperationIds(socket, closing.signal);
    const peer: SocketPeer = { socket, request, operations, address, authorization: undefined };
    const heartbeat = keepAlive(socket, this.#options.keepAliveMs);
    socket.on('error', () => socket.terminate());
    const closed = this.#protocol.opened(
      {
        protocol: socket.protocol,
        send: (data) => sendTo(socket, data),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (receive) => {
          socket.on('message', (data) => this.#onMessage(socket, data, (text) => operations.pass(text, receive)));
        },
      },
      peer,
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
  // A client that keeps its half open would have the server wait for it.
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
