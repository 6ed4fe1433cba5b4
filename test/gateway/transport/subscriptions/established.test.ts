import { getEventListeners, on, once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent } from 'undici';
import { type WebSocket, WebSocketServer } from 'ws';

import { createSubscriptionTransport } from '../../../../gateway/src/transport/subscriptions/create-subscription-transport.js';
import { subscribeBySse } from '../../../../gateway/src/transport/subscriptions/sse-carrier.js';
import type { SubscriptionCall } from '../../../../gateway/src/transport/subscriptions/subscription-transport.js';
import { subscribeByWebSocket } from '../../../../gateway/src/transport/subscriptions/websocket-carrier.js';

/** A subgraph that hands over its side of each subscription: the response, or the socket once the operation has come. */
async function serve() {
  const asked = Promise.withResolvers<ServerResponse>();
  const connected = Promise.withResolvers<WebSocket>();
  const messages = Promise.withResolvers<AsyncIterator<unknown[]>>();
  const server = createServer((_request, response) => asked.resolve(response));
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    messages.resolve(on(socket, 'message'));
    connected.resolve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    asked: asked.promise,
    connected: connected.promise,
    /** What came by WebSocket, one after the other. */
    nextMessage: async () => {
      const { value } = await (await messages.promise).next();
      return JSON.parse(String(value[0])) as unknown;
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function callTo(url: string) {
  const leaving = new AbortController();
  const established = Promise.withResolvers<undefined>();
  const state = { established: 0 };
  const call: SubscriptionCall = {
    subgraph: 's',
    url,
    body: '{"query":"subscription { a }"}',
    headers: {},
    signal: leaving.signal,
    onEstablished: () => {
      state.established += 1;
      established.resolve(undefined);
    },
  };
  return { call, leaving, state, established: established.promise };
}

async function subscribe(protocol: 'sse' | 'ws') {
  const server = await serve();
  const transport = createSubscriptionTransport({ carriers: { s: { protocol } } });
  const { call, state, established } = callTo(server.url);
  const events = transport.subscribe(call);
  const first = events.next();
  return {
    server,
    events,
    first,
    state,
    established,
    [Symbol.asyncDispose]: async () => {
      first.catch(() => undefined);
      await transport.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

const streamHead = { 'content-type': 'text/event-stream' };
const event = { kind: 'next', answer: { data: { a: 1 } } };

describe('a subscription is established', () => {
  it('by sse, with the head of the stream, before any event', async () => {
    await using scene = await subscribe('sse');
    const response = await scene.server.asked;
    expect(scene.state.established).toBe(0);
    response.writeHead(200, streamHead).flushHeaders();
    await scene.established;
    response.end('event: next\ndata: {"data":{"a":1}}\n\nevent: complete\ndata:\n\n');
    expect((await scene.first).value).toEqual(event);
    expect(await scene.events.next()).toEqual({ done: true, value: undefined });
    expect(scene.state.established).toBe(1);
  });

  it('by sse, not by an answer that is no stream', async () => {
    await using scene = await subscribe('sse');
    const response = await scene.server.asked;
    response.writeHead(503, { 'content-type': 'application/json' }).end('{"errors":[{"message":"no"}]}');
    expect((await scene.first).value).toEqual({ kind: 'error', errors: [{ message: 'no' }] });
    expect(scene.state.established).toBe(0);
  });

  it('by ws, with the answer to the ping behind the operation, and by no other', async () => {
    await using scene = await subscribe('ws');
    const socket = await scene.server.connected;
    expect(await scene.server.nextMessage()).toMatchObject({ type: 'connection_init' });
    socket.send('{"type":"pong"}');
    socket.send('{"type":"connection_ack"}');
    expect(await scene.server.nextMessage()).toMatchObject({ type: 'subscribe' });
    expect(await scene.server.nextMessage()).toEqual({ type: 'ping' });
    expect(scene.state.established).toBe(0);
    socket.send('{"type":"pong"}');
    await scene.established;
    socket.send('{"id":"1","type":"next","payload":{"data":{"a":1}}}');
    expect((await scene.first).value).toEqual(event);
    expect(scene.state.established).toBe(1);
  });

  it('by ws, with the first event, if that is sooner', async () => {
    await using scene = await subscribe('ws');
    const socket = await scene.server.connected;
    socket.send('{"type":"connection_ack"}');
    socket.send('{"id":"1","type":"next","payload":{"data":{"a":1}}}');
    expect((await scene.first).value).toEqual(event);
    expect(scene.state.established).toBe(1);
  });
});

it('leaves no listener behind on the signal that ends a subscription', async () => {
  await using server = await serve();
  const limits = { connectTimeoutMs: 5_000, idleMs: 60_000, maxEventBytes: 1_024, maxBufferedEvents: 4 };
  const bounds = { ...limits, maxBufferedBytes: 4_096 };
  const agent = new Agent();
  void server.asked.then((response) => response.writeHead(200, streamHead).flushHeaders());
  void server.connected.then((socket) => {
    socket.send('{"type":"connection_ack"}');
    socket.on('message', (data: Buffer) => {
      if (data.toString().includes('"ping"')) socket.send('{"type":"pong"}');
    });
  });
  const ways = [
    (call: SubscriptionCall) => subscribeBySse(call, bounds, { dispatcher: agent, sign: undefined }),
    (call: SubscriptionCall) => subscribeByWebSocket({ ...call, url: call.url.replace('http', 'ws') }, bounds),
  ];
  for (const way of ways) {
    const { call, leaving, established } = callTo(server.url);
    const events = way(call);
    const first = events.next();
    await established;
    expect(getEventListeners(call.signal, 'abort').length).toBeGreaterThan(0);
    leaving.abort(new Error('left'));
    await expect(first).rejects.toMatchObject({ code: 'REQUEST_ABORTED' });
    expect(getEventListeners(call.signal, 'abort')).toEqual([]);
  }
  await agent.close();
});
