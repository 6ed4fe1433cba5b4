import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ClientOptions, WebSocket } from 'ws';

import {
  WebSocketEndpoint,
  type WebSocketEndpointOptions,
} from '../../../gateway/src/subscriptions/websocket-endpoint.js';

const hour = 3_600_000;

/** The endpoint behind a server of its own, answering every operation at once unless a test says otherwise. */
export async function serveEndpoint(options: Partial<WebSocketEndpointOptions> = {}) {
  const endpoint = new WebSocketEndpoint({
    path: '/graphql',
    isReady: () => true,
    verify: () => Promise.resolve(),
    open: () => Promise.resolve({ kind: 'answer', text: '{"data":{"a":1}}', isRefusal: false }),
    maxSockets: 10,
    anonymous: { max: 10, maxPerNetwork: 10 },
    maxOperations: 2,
    maxMessageBytes: 1024 ** 2,
    maxUnreadBytes: 1024 ** 2,
    requestTimeoutMs: hour,
    keepAliveMs: hour,
    initTimeoutMs: hour,
    ...options,
  });
  const server = createServer().on('upgrade', endpoint.upgrade);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    endpoint,
    /** Closes the server, and waits for every connection to be gone. */
    closed: () => new Promise((resolve) => server.close(resolve)),
    connect: async (
      protocol: string | string[] = 'graphql-transport-ws',
      path = '/graphql',
      options: ClientOptions = {},
    ) => {
      const socket = new WebSocket(url + path, protocol, options);
      await once(socket, 'open');
      return socket;
    },
    [Symbol.asyncDispose]: async () => {
      await endpoint.stop(1_000);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const init = '{"type":"connection_init"}';
export const subscribe = (id: string) =>
  JSON.stringify({ id, type: 'subscribe', payload: { query: 'subscription { a }' } });

/** The code with which the server closes the socket. */
export async function closeCodeOf(socket: WebSocket): Promise<number> {
  const [code] = (await once(socket, 'close')) as [number];
  return code;
}

export async function nextMessage(socket: WebSocket): Promise<unknown> {
  const [data] = (await once(socket, 'message')) as [Buffer];
  return JSON.parse(data.toString());
}

/** Events that never come. */
export const silence: WebSocketEndpointOptions['open'] = () =>
  Promise.resolve({
    kind: 'events',
    events: {
      [Symbol.asyncIterator]() {
        return this;
      },
      next: () => new Promise(() => undefined),
      return: () => Promise.resolve({ done: true, value: undefined }),
    },
  });
