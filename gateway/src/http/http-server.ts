import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { httpOf, presentError } from '../errors.js';
import { runInRequest } from '../telemetry/request-scope.js';
import { emit } from '../telemetry/telemetry.js';
import { ClientGoneError, type ExchangeLimits, runExchange } from './exchange.js';
import { errorAnswer, type HttpAnswer, securityHeaders } from './http-answer.js';
import { requestIdOf } from './request-id.js';
import type { Router } from './router.js';
import { sendStream } from './send-stream.js';

export interface HttpServerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly limits: ExchangeLimits;
}

export interface HttpServer {
  /** Base address, without a slash at the end. */
  readonly url: string;
  /** Takes no new connections, lets requests in flight end for `graceMs`, then breaks off the rest. */
  stop(graceMs: number): Promise<void>;
}

/** How long a client may take to send the head of a request, in milliseconds. */
const maxHeadersMs = 15_000;

/**
 * Serves the routes. Listens before it returns; rejects when the port is taken.
 *
 * @param routerAt - gives the routes, once the base address is known
 */
export async function startHttpServer(
  routerAt: (url: string) => Router,
  options: HttpServerOptions,
): Promise<HttpServer> {
  const { requestTimeoutMs } = options.limits;
  // Whoever sends a request too slowly is cut off; a client that reads the answer slowly is not meant.
  const server = createServer({
    headersTimeout: Math.min(maxHeadersMs, requestTimeoutMs),
    requestTimeout: requestTimeoutMs,
    connectionsCheckingInterval: 5_000,
    // Some clients offer HTTP/2 with every request, which is to be answered as if they had not.
    shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
  });
  const url = await new Promise<string>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      resolve(addressOf(server, options.host));
    });
  });
  const router = routerAt(url);
  const inFlight = new Set<Promise<void>>();
  if (router.upgrade) server.on('upgrade', router.upgrade);
  server.on('request', (request, response) => {
    const responding = respond(server, router, { request, response }, options.limits);
    inFlight.add(responding);
    void responding.finally(() => inFlight.delete(responding));
  });
  return {
    url,
    stop: async (graceMs) => {
      await closeServer(server, graceMs);
      // A connection that was cut is gone before its request has heard of it.
      await Promise.all(inFlight);
    },
  };
}

interface Messages {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Promises not to throw. */
async function respond(server: Server, router: Router, messages: Messages, limits: ExchangeLimits): Promise<void> {
  const { request, response } = messages;
  const startedAt = performance.now();
  const requestId = requestIdOf(request.headers['x-request-id']);
  await runInRequest({ requestId }, async () => {
    const answer = await answerTo(router, messages, { requestId, limits });
    const sending = { requestId, isLast: !server.listening, withBody: request.method !== 'HEAD' };
    if (answer) await send(response, answer, sending, limits.requestTimeoutMs);
    emit({
      kind: 'request-finished',
      route: router.nameOf((request.url ?? '/').split('?', 1)[0] ?? '/'),
      method: request.method ?? 'GET',
      status: answer?.status ?? 499,
      durationMs: performance.now() - startedAt,
      aborted: !answer,
    });
  });
}

/** Undefined when the client is gone. */
async function answerTo(
  router: Router,
  messages: Messages,
  { requestId, limits }: { readonly requestId: string; readonly limits: ExchangeLimits },
): Promise<HttpAnswer | undefined> {
  try {
    return await runExchange(router.handle, messages, limits);
  } catch (error) {
    if (error instanceof ClientGoneError || messages.request.socket.destroyed) return undefined;
    const { shown, isOurs } = presentError(error, requestId);
    if (isOurs) emit({ kind: 'unexpected-error', error });
    const { status, headers } = httpOf(error);
    return errorAnswer(status, shown, headers);
  }
}

interface Sending {
  readonly requestId: string;
  /** The server is stopping: the connection shall not be used again. */
  readonly isLast: boolean;
  readonly withBody: boolean;
}

async function send(
  response: ServerResponse,
  { status, headers, body }: HttpAnswer,
  { requestId, isLast, withBody }: Sending,
  maxStallMs: number,
): Promise<void> {
  // As text it would be flattened twice, alone and behind the head, and take three times its length while it is encoded.
  const content = typeof body === 'string' ? Buffer.from(body) : body;
  const isWhole = content instanceof Uint8Array;
  response.writeHead(status, {
    ...securityHeaders,
    ...headers,
    ...(isWhole && { 'content-length': content.byteLength }),
    'x-request-id': requestId,
    ...(isLast && { connection: 'close' }),
  });
  if (isWhole) response.end(withBody ? content : undefined);
  else await sendStream(response, content, maxStallMs);
}

/** Listening everywhere is no address; from this machine it is the loopback one. */
const everywhere: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

function addressOf(server: Server, host: string): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen on a port.');
  const reached = everywhere[host] ?? host;
  return `http://${reached.includes(':') ? `[${reached}]` : reached}:${address.port}`;
}

async function closeServer(server: Server, graceMs: number): Promise<void> {
  const force = setTimeout(() => {
    server.closeAllConnections();
  }, graceMs);
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeIdleConnections();
  });
  clearTimeout(force);
}
