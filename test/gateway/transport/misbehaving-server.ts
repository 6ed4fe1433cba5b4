import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import { findFreePort } from '../../../gateway/src/launcher/local-port.js';

/** How a subgraph answers one call; the body has been read. */
export type Behaviour = (response: ServerResponse, call: ArrivedCall) => void;

export interface ArrivedCall {
  readonly body: string;
  readonly headers: IncomingMessage['headers'];
  /** Resolves when the connection closes. */
  readonly closed: Promise<unknown>;
}

/** A subgraph behind real HTTP that answers as the test says, also wrongly. Whoever starts it disposes of it. */
export interface MisbehavingServer extends AsyncDisposable {
  readonly url: string;
  readonly calls: ArrivedCall[];
  readonly sockets: ReadonlySet<Socket>;
  /** From now on. */
  behave(behaviour: Behaviour): void;
  /** Resolves when so many calls in all have arrived. */
  arrived(count: number): Promise<void>;
  /** Goes away, connections and all. */
  stop(): Promise<void>;
  /** Comes back at the same address. */
  start(): Promise<void>;
}

export async function startMisbehavingServer(first: Behaviour = json('{"data":{}}')): Promise<MisbehavingServer> {
  const calls: ArrivedCall[] = [];
  const sockets = new Set<Socket>();
  const closings = new WeakMap<Socket, Promise<unknown>>();
  const waiting = new Set<() => void>();
  let behaviour = first;
  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const closed = closings.get(request.socket) ?? Promise.resolve();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const call = { body: Buffer.concat(chunks).toString('utf8'), headers: request.headers, closed };
    calls.push(call);
    behaviour(response, call);
    for (const check of waiting) check();
  };
  const open = (port: number) =>
    listen(port, (request, response) => void receive(request, response).catch(() => response.destroy())).then(
      (server) =>
        server.on('connection', (socket: Socket) => {
          sockets.add(socket);
          // A reset is an error and a close; `once` of node:events would reject for the first.
          closings.set(socket, new Promise((resolve) => socket.once('close', resolve)));
        }),
    );
  const port = await findFreePort();
  let server = await open(port);
  const stop = () => close(server);
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    calls,
    sockets,
    behave: (next) => {
      behaviour = next;
    },
    arrived: (count) =>
      new Promise((resolve) => {
        const check = () => {
          if (calls.length < count) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    stop,
    start: async () => {
      server = await open(port);
    },
    [Symbol.asyncDispose]: stop,
  };
}

async function listen(port: number, onRequest: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(onRequest).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

/** A whole answer. */
export function json(text: string, status = 200, headers: Readonly<Record<string, string>> = {}): Behaviour {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
  };
}

/** Behaves in one way after another, and then always in the last. */
export function inTurn(...behaviours: readonly [Behaviour, ...Behaviour[]]): Behaviour {
  let next = 0;
  return (response, call) => {
    const behaviour = behaviours[Math.min(next++, behaviours.length - 1)];
    behaviour?.(response, call);
  };
}

/** Never says a word. */
export const hangs: Behaviour = () => undefined;

/** Begins to answer, and stops in the middle without closing. */
export const stalls: Behaviour = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': 50 });
  response.write('{"data":{"a":');
};

/** One byte after the other, and never the last one. */
export const dribbles: Behaviour = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 5);
  response.once('close', () => {
    clearInterval(timer);
  });
};

/** Announces more than it sends, and hangs up. */
export const truncates: Behaviour = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': 50 });
  response.write('{"data":{}}', () => response.destroy());
};

/** Breaks a body off of which no length was announced. */
export const breaksOff: Behaviour = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"data":{}}', () => response.destroy());
};

/** Resets the connection (TCP RST) instead of answering. */
export const resets: Behaviour = (response) => {
  response.socket?.resetAndDestroy();
};

/** Announces an answer of so many bytes and sends its beginning. */
export function announces(bytes: number): Behaviour {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes });
    response.write('{"data":{"a":"');
  };
}

/** Sends so many bytes without saying beforehand how many, and does not end. */
export function pours(bytes: number): Behaviour {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write(`{"data":{"a":"${'x'.repeat(bytes)}`);
  };
}
