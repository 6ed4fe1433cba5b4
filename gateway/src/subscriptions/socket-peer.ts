import type { IncomingMessage } from 'node:http';
import type { Context } from 'graphql-ws';
import type { WebSocket } from 'ws';

import type { OperationIds } from './operation-ids.js';

/** What is known of a socket. */
export interface SocketPeer extends Record<PropertyKey, unknown> {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
  readonly operations: OperationIds;
  readonly address: string;
  /** The credential; undefined until the entrance has seen it, and where none came. */
  authorization: string | undefined;
}

/** What the protocol's library keeps of a socket. */
export type SocketContext = Context<Record<string, unknown>, SocketPeer>;
