import { gatewayRefusal } from '../errors.js';
import type { Exchange, RequestHandler } from './exchange.js';
import { readJson } from './graphql-handler.js';
import type { StreamBody } from './http-answer.js';

/** An operation as it stands in a request. */
export interface RequestedOperation {
  readonly query?: string;
  readonly operationName?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export interface EventStreamOptions {
  readonly isReady: () => boolean;
  /** Throws when the credential does not hold, or when there are too many streams. */
  readonly open: (
    operation: RequestedOperation,
    request: {
      readonly authorization: string | undefined;
      readonly address: string;
      readonly signal: AbortSignal;
      readonly mayWrite: boolean;
    },
  ) => Promise<StreamBody>;
}

/**
 * GraphQL over server-sent events ("distinct connections mode" of graphql-sse) where a client asks for it, and what
 * `otherwise` answers where not. Errors of the operation are told in the stream, since an `EventSource` cannot read the
 * body of a refusal; those of the request (no credential, too many streams) have their HTTP status.
 *
 * Other sites may make a browser open a stream by GET. It is as if anybody had: the gateway takes no cookies, and GET
 * changes nothing.
 */
export function withEventStreams(otherwise: RequestHandler, { isReady, open }: EventStreamOptions): RequestHandler {
  return async (exchange) => {
    const { method, headers, address, signal } = exchange;
    const wish = wishFor(headers.accept);
    if (wish === 'none' || method === 'HEAD') return otherwise(exchange);
    const operation = await readOperation(exchange);
    if (wish === 'also' && !/\bsubscription\b/.test(operation.query ?? '')) return otherwise(exchange);
    if (!isReady()) {
      const message = 'No subgraph has shown its schema yet. Try again shortly.';
      throw gatewayRefusal('SUPERGRAPH_UNAVAILABLE', message, { 'retry-after': '2' });
    }
    const body = await open(operation, {
      authorization: headers.authorization,
      address,
      signal,
      mayWrite: method === 'POST',
    });
    return { status: 200, headers: streamHeaders, body };
  };
}

const streamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // Some proxies keep answers back until they are complete; this tells nginx and its kin not to.
  'x-accel-buffering': 'no',
};

/** Whether the client wants a stream alone, or lists it among others, as some do with every request. */
function wishFor(accept = ''): 'only' | 'also' | 'none' {
  const types = accept.split(',').map((type) => type.split(';', 1)[0]?.trim().toLowerCase());
  if (!types.includes('text/event-stream')) return 'none';
  return types.length === 1 || types[0] === 'text/event-stream' ? 'only' : 'also';
}

async function readOperation(exchange: Exchange): Promise<RequestedOperation> {
  if (exchange.method === 'GET') return operationIn(fromSearch(exchange.search));
  const body = await readJson(exchange);
  if (body === undefined)
    throw gatewayRefusal('BAD_REQUEST', 'The body must be JSON ("content-type: application/json").');
  return operationIn(body);
}

function fromSearch(search: string): Record<string, unknown> {
  const parameters = new URLSearchParams(search);
  const json = (name: string): unknown => {
    const text = parameters.get(name);
    return text === null ? undefined : parseJson(text, name);
  };
  return {
    query: parameters.get('query') ?? undefined,
    operationName: parameters.get('operationName') ?? undefined,
    variables: json('variables'),
    extensions: json('extensions'),
  };
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw gatewayRefusal('BAD_REQUEST', `The parameter "${name}" is not valid JSON.`);
  }
}

/** GraphQL over HTTP, section 5.1: a request's parameters and their types; null stands for absent. */
function operationIn(value: unknown): RequestedOperation {
  if (!isObject(value)) throw gatewayRefusal('BAD_REQUEST', 'The body must be one JSON object with a "query".');
  const { query, operationName, variables, extensions } = value;
  return {
    ...(isGiven(query) && { query: text('query', query) }),
    ...(isGiven(operationName) && { operationName: text('operationName', operationName) }),
    ...(isGiven(variables) && { variables: object('variables', variables) }),
    ...(isGiven(extensions) && { extensions: object('extensions', extensions) }),
  };
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function text(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw gatewayRefusal('BAD_REQUEST', `"${name}" must be a string.`);
}

function object(name: string, value: unknown): Record<string, unknown> {
  if (isObject(value)) return value;
  throw gatewayRefusal('BAD_REQUEST', `"${name}" must be an object.`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
