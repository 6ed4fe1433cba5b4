import type { FormattedExecutionResult } from 'graphql';
import { makeServer, MessageType, parseMessage, type Server } from 'graphql-ws';

import { SocketEntrance, type SocketEntranceOptions } from './socket-entrance.js';
import { SocketOperations, type SocketOperationsOptions } from './socket-operations.js';
import type { SocketPeer } from './socket-peer.js';

export interface SocketProtocolOptions extends SocketEntranceOptions, SocketOperationsOptions {
  /** How long a client may take to say who it is, in milliseconds. Default 3,000. */
  readonly initTimeoutMs?: number;
}

/** The server's side of `graphql-transport-ws` (PROTOCOL.md of graphql-ws), whatever carries its messages. */
export function createSocketProtocol(options: SocketProtocolOptions): Server<SocketPeer> {
  const entrance = new SocketEntrance(options);
  const operations = new SocketOperations(options);
  return makeServer<Record<string, unknown>, SocketPeer>({
    connectionInitWaitTimeout: options.initTimeoutMs ?? 3_000,
    onConnect: (context) => entrance.admit(context),
    onSubscribe: (context, id, payload) => operations.open(context, id, payload),
    subscribe: ({ contextValue }) => contextValue as AsyncGenerator<never>,
    // The result stands last, after what it is about.
    onNext: (...told) => told[4] as FormattedExecutionResult,
    onError: (_context, _id, _payload, errors) => errors.map((error) => operations.show(error)),
  });
}

const toClients: ReadonlySet<MessageType> = new Set([MessageType.ConnectionAck, MessageType.Next, MessageType.Error]);

/** Whether a message is one that only servers send. The protocol's library throws at them; that is no failure of ours. */
export function isForClients(text: string): boolean {
  return toClients.has(parseMessage(text).type);
}
