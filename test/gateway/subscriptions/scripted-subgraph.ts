import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type WebSocket, WebSocketServer } from 'ws';

/** A subscription that came to a subgraph, which does with it what a test says. */
export interface ScriptedStream {
  readonly authorization: string | undefined;
  /** Lets the hub know that it is listened to, as far as the protocol has a sign for it. */
  establish(): void;
  /** Tells a result, whatever it is. */
  tell(result: object): void;
  complete(): void;
  /** Answers that there is no stream. */
  refuse(code: string): void;
  breakOff(): void;
  /** Resolves when the connection is closed. */
  readonly closed: Promise<unknown>;
}

/** A subgraph behind real HTTP that keeps to nothing but what a test says. Whoever starts it disposes of it. */
export interface ScriptedSubgraph extends AsyncDisposable {
  readonly url: string;
  readonly streams: readonly ScriptedStream[];
  /** Resolves to the subscription that came as this one in their order, from 0. */
  stream(index: number): Promise<ScriptedStream>;
}

export async function startScriptedSubgraph(): Promise<ScriptedSubgraph> {
  const streams: ScriptedStream[] = [];
  const waiting = new Set<() => void>();
  const add = (stream: ScriptedStream) => {
    streams.push(stream);
    for (const check of [...waiting]) check();
  };
  const server = createServer((request, response) => {
    void text(request).then(() => add(streamBySse(request, response)));
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket, request) => onOperation(socket, () => add(streamByWebSocket(request, socket))));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    streams,
    stream: (index) =>
      new Promise((resolve) => {
        const check = () => {
          const stream = streams[index];
          if (!stream) return;
          waiting.delete(check);
          resolve(stream);
        };
        waiting.add(check);
        check();
      }),
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function streamBySse({ headers }: IncomingMessage, response: ServerResponse): ScriptedStream {
  return {
    authorization: headers.authorization,
    establish: () => response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders(),
    tell: (result) => response.write(`event: next\ndata: ${JSON.stringify(result)}\n\n`),
    complete: () => response.end('event: complete\ndata:\n\n'),
    refuse: (code) =>
      response.writeHead(429, { 'content-type': 'application/json' }).end(JSON.stringify({ errors: [errorBy(code)] })),
    breakOff: () => response.destroy(),
    closed: new Promise((resolve) => response.once('close', resolve)),
  };
}

/** Acknowledges the connection, and goes on when the operation has come. */
function onOperation(socket: WebSocket, then: () => void): void {
  socket.once('message', () => {
    socket.send('{"type":"connection_ack"}');
    socket.once('message', then);
  });
}

function streamByWebSocket({ headers }: IncomingMessage, socket: WebSocket): ScriptedStream {
  const send = (message: object) => socket.send(JSON.stringify(message));
  const asked = new Promise<void>((resolve) => {
    socket.on('message', (data: Buffer) => {
      if (data.toString().includes('"ping"')) resolve();
    });
  });
  return {
    authorization: headers.authorization,
    establish: () => void asked.then(() => send({ type: 'pong' })),
    tell: (payload) => send({ id: '1', type: 'next', payload }),
    complete: () => send({ id: '1', type: 'complete' }),
    refuse: (code) => send({ id: '1', type: 'error', payload: [errorBy(code)] }),
    breakOff: () => socket.terminate(),
    closed: new Promise((resolve) => socket.once('close', resolve)),
  };
}

export function errorBy(code: string): object {
  return { message: 'Says the subgraph.', extensions: { code } };
}
