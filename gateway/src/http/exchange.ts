import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { gatewayRefusal } from '../errors.js';
import type { HttpAnswer } from './http-answer.js';
import { readBody } from './request-body.js';

/** One request as the routes see it. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  /** With the question mark, or empty. */
  readonly search: string;
  readonly headers: IncomingHttpHeaders;
  /** Where the connection comes from. */
  readonly address: string;
  /**
   * Aborts when the client goes away, and, with a `TimeoutError` as its reason, a tenth before the time for a request is
   * over: what is still under way then is given up, so that the rest can be answered in time.
   */
  readonly signal: AbortSignal;
  /** Throws GraphQLError REQUEST_BODY_TOO_LARGE. */
  readBody(): Promise<Buffer>;
}

export type RequestHandler = (exchange: Exchange) => Promise<HttpAnswer> | HttpAnswer;

export interface ExchangeLimits {
  readonly maxBodyBytes: number;
  readonly requestTimeoutMs: number;
}

/** The client went away: nobody reads the answer. */
export class ClientGoneError extends Error {
  override readonly name = 'ClientGoneError';
}

/**
 * Runs a handler until it answers, the client goes away or the time is over, whichever comes first.
 *
 * @throws GraphQLError REQUEST_TIMEOUT
 * @throws ClientGoneError
 */
export async function runExchange(
  handle: RequestHandler,
  messages: { readonly request: IncomingMessage; readonly response: ServerResponse },
  limits: ExchangeLimits,
): Promise<HttpAnswer> {
  const { request, response } = messages;
  const { requestTimeoutMs } = limits;
  const [waiting, ending] = [new AbortController(), new AbortController()];
  const onClose = () => {
    if (response.writableFinished) return;
    const reason = new ClientGoneError('The client closed the connection.');
    ending.abort(reason);
    waiting.abort(reason);
  };
  let deadline = setTimeout(
    () => {
      waiting.abort(new DOMException(`The request may take ${requestTimeoutMs} ms.`, 'TimeoutError'));
      deadline = setTimeout(() => {
        ending.abort(requestTimeout(requestTimeoutMs));
      }, requestTimeoutMs * shareForAnswering);
    },
    requestTimeoutMs * (1 - shareForAnswering),
  );
  response.once('close', onClose);
  try {
    return await answerUntil(ending.signal, async () => handle(exchangeOf(request, waiting.signal, limits)));
  } finally {
    clearTimeout(deadline);
    response.off('close', onClose);
  }
}

/** The part of a request's time that is left for answering when nobody is waited for any more. */
const shareForAnswering = 0.1;

/** Closes the connection, on which the rest of the request may still be to come. */
function requestTimeout(requestTimeoutMs: number): Error {
  const message = `There was no answer within ${requestTimeoutMs} ms.`;
  return gatewayRefusal('REQUEST_TIMEOUT', message, { connection: 'close' });
}

/** An answer that comes later is let go: nobody would read it to its end. */
function answerUntil(signal: AbortSignal, work: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
  return new Promise<HttpAnswer>((resolve, reject) => {
    signal.addEventListener(
      'abort',
      () => {
        reject(signal.reason as Error);
      },
      { once: true },
    );
    work().then((answer) => {
      if (signal.aborted) letGo(answer);
      else resolve(answer);
    }, reject);
  });
}

function letGo({ body }: HttpAnswer): void {
  if (typeof body === 'object' && 'next' in body) void body.return().catch(() => undefined);
}

function exchangeOf(request: IncomingMessage, signal: AbortSignal, limits: ExchangeLimits): Exchange {
  const target = request.url ?? '/';
  const mark = target.indexOf('?');
  let body: Promise<Buffer> | undefined;
  return {
    method: request.method ?? 'GET',
    path: mark < 0 ? target : target.slice(0, mark),
    search: mark < 0 ? '' : target.slice(mark),
    headers: request.headers,
    address: request.socket.remoteAddress ?? '',
    signal,
    // Whoever asks again gets the same: it can be read from the connection only once.
    readBody: () => (body ??= readBody(request, limits.maxBodyBytes)),
  };
}
