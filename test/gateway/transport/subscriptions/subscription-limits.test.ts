import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

import { createSubscriptionTransport } from '../../../../gateway/src/transport/subscriptions/create-subscription-transport.js';
import type { SubscriptionLimits } from '../../../../gateway/src/transport/subscriptions/subscription-transport.js';

/** What a subgraph does with whoever subscribes. */
interface Conduct {
  readonly sse?: (response: ServerResponse) => void;
  readonly ws?: (socket: WebSocket) => void;
}

/** A subgraph that keeps to nothing but what a test says, and the events of it. */
async function subscribe(protocol: 'sse' | 'ws', { sse, ws }: Conduct, limits: Partial<SubscriptionLimits>) {
  const server = createServer((_request, response) => sse?.(response));
  const sockets = new WebSocketServer({ server, autoPong: false });
  sockets.on('connection', (socket) => ws?.(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const transport = createSubscriptionTransport({ carriers: { s: { protocol } }, ...limits });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const signal = new AbortController().signal;
  return {
    events: transport.subscribe({ subgraph: 's', url, body: '{"query":"subscription { a }"}', headers: {}, signal }),
    [Symbol.asyncDispose]: async () => {
      await transport.close();
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const begin = (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/event-stream' });

/** Acknowledges, and goes on when the operation has come. */
const acknowledge = (then: (socket: WebSocket) => void) => (socket: WebSocket) => {
  socket.once('message', () => {
    socket.send('{"type":"connection_ack"}');
    socket.once('message', () => then(socket));
  });
};

const event = (text: string) => JSON.stringify({ data: { a: text } });
const next = (text: string) => `{"id":"1","type":"next","payload":${event(text)}}`;

describe.each(['sse', 'ws'] as const)('a subgraph that is subscribed to by %s', (protocol) => {
  it('is given up when it sends too large an event', async () => {
    const large = 'x'.repeat(8_192);
    const conduct: Conduct = {
      sse: (response) => begin(response).write(`event: next\ndata: ${event(large)}\n\n`),
      ws: acknowledge((socket) => socket.send(next(large))),
    };
    await using scene = await subscribe(protocol, conduct, { maxEventBytes: 4_096 });
    await expect(scene.events.next()).rejects.toMatchObject({ code: 'SUBGRAPH_TOO_LARGE' });
  });

  it('is given up when it is silent for too long', async () => {
    const conduct: Conduct = {
      sse: (response) => begin(response).write(`event: next\ndata: ${event('1')}\n\n`),
      ws: acknowledge((socket) => socket.send(next('1'))),
    };
    await using scene = await subscribe(protocol, conduct, { idleMs: 50 });
    expect((await scene.events.next()).value).toEqual({ kind: 'next', answer: { data: { a: '1' } } });
    await expect(scene.events.next()).rejects.toMatchObject({ code: 'SUBGRAPH_TIMEOUT' });
  });

  it('is given up when it does not take the subscription', async () => {
    await using scene = await subscribe(protocol, {}, { connectTimeoutMs: 50 });
    await expect(scene.events.next()).rejects.toMatchObject({ code: 'SUBGRAPH_TIMEOUT' });
  });

  it('is given up when what it sends is no event', async () => {
    const conduct: Conduct = {
      sse: (response) => begin(response).write('event: next\ndata: {"a":\n\n'),
      ws: acknowledge((socket) => socket.send('{"a":')),
    };
    await using scene = await subscribe(protocol, conduct, {});
    await expect(scene.events.next()).rejects.toMatchObject({ code: 'SUBGRAPH_INVALID_ANSWER' });
  });
});

describe('a subgraph that ends its events by sse', () => {
  it.each([
    ['with data', 'event: complete\ndata:\n\n'],
    ['without, as several libraries for servers do', 'event: complete\n\n'],
  ])('has not lost them: %s', async (_, complete) => {
    const sse = (response: ServerResponse) => begin(response).end(`event: next\ndata: ${event('1')}\n\n${complete}`);
    await using scene = await subscribe('sse', { sse }, {});
    const heard: unknown[] = [];
    for await (const each of scene.events) heard.push(each);
    expect(heard).toEqual([{ kind: 'next', answer: { data: { a: '1' } } }]);
  });

  it('has lost them where it says nothing, and an event without data is none', async () => {
    const sse = (response: ServerResponse) => begin(response).end('event: next\n\nevent: later\n\n');
    await using scene = await subscribe('sse', { sse }, {});
    await expect(scene.events.next()).rejects.toMatchObject({ code: 'SUBGRAPH_UNREACHABLE' });
  });
});

/** Sends events in one piece, so that reading cannot be stopped between them. */
function sendAtOnce(socket: WebSocket, count: number): void {
  const { _socket: raw } = socket as unknown as { readonly _socket: Socket };
  raw.cork();
  for (let sent = 0; sent < count; sent += 1) socket.send(next(String(sent)));
  raw.uncork();
}

describe('a subgraph that sends many events at once by ws', () => {
  it('is heard to the last of them, in their order', async () => {
    const ws = acknowledge((socket) => {
      sendAtOnce(socket, 50);
      socket.send('{"id":"1","type":"complete"}');
    });
    await using scene = await subscribe('ws', { ws }, { maxBufferedEvents: 4 });
    const heard: unknown[] = [];
    for await (const { kind, ...rest } of scene.events) heard.push([kind, rest]);
    expect(heard).toEqual(
      Array.from({ length: 50 }, (_, index) => ['next', { answer: { data: { a: String(index) } } }]),
    );
  });

  it('is cut off when they are more bytes than are kept', async () => {
    const cutOff = Promise.withResolvers<undefined>();
    const ws = acknowledge((socket) => {
      socket.once('close', () => cutOff.resolve(undefined));
      sendAtOnce(socket, 50);
    });
    await using scene = await subscribe('ws', { ws }, { maxBufferedBytes: 1_024 });
    await expect(scene.events.next()).rejects.toMatchObject({ code: 'SUBSCRIPTION_TOO_SLOW' });
    await cutOff.promise;
  });
});

/** What keeps this process waiting for a moment to come. */
const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

describe('a subgraph that goes on to tell events by ws', () => {
  it('is neither heard nor waited for when nobody wants them any more', async () => {
    const closed = Promise.withResolvers<number>();
    const ws = acknowledge((socket) => {
      sendAtOnce(socket, 2);
      socket.once('close', (code) => closed.resolve(code));
      // Of these it has heard only when it has told a few more.
      socket.once('message', () => sendAtOnce(socket, 50));
    });
    const before = timers();
    await using scene = await subscribe('ws', { ws }, { maxBufferedEvents: 4, idleMs: 3_600_000 });
    await scene.events.next();
    await scene.events.return();
    expect(await closed.promise).toBe(1000);
    // This side hears of the end a few turns later than the other.
    while (timers() > before) await new Promise(setImmediate);
  });

  it('says why it ends them in errors like those of any answer', async () => {
    const payload = JSON.stringify([{ message: 5, path: 'a', extensions: null }, { message: 'Not here.' }]);
    const ws = acknowledge((socket) => socket.send(`{"id":"1","type":"error","payload":${payload}}`));
    await using scene = await subscribe('ws', { ws }, {});
    expect((await scene.events.next()).value).toEqual({
      kind: 'error',
      errors: [{ message: 'The subgraph reported an error without a message.' }, { message: 'Not here.' }],
    });
  });
});
