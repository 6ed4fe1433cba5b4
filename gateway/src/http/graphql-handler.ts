import { HeaderMap, type HTTPGraphQLRequest } from '@apollo/server';
import { gatewayRefusal } from '../errors.js';
import { refuseUnacceptable } from './accepted-type.js';
import type { Exchange, RequestHandler } from './exchange.js';

export interface GraphqlHandlerOptions<TCaller> {
  /** Whether there is a schema to query. */
  readonly isReady: () => boolean;
  /** Throws when the credential does not hold. */
  readonly resolveCaller: (authorization: string | undefined) => Promise<TCaller>;
  readonly execute: (
    request: HTTPGraphQLRequest,
    context: { readonly caller: TCaller; readonly signal: AbortSignal },
  ) => Promise<GraphqlAnswer>;
}

interface GraphqlAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly content: string | Uint8Array;
}

/** GraphQL over HTTP: takes the request apart, Apollo Server negotiates and answers. */
export function createGraphqlHandler<TCaller>(options: GraphqlHandlerOptions<TCaller>): RequestHandler {
  const { isReady, resolveCaller, execute } = options;
  return async (exchange) => {
    if (isVisit(exchange)) return { status: 303, headers: { location: '/' }, body: '' };
    refuseUnacceptable(exchange.headers.accept);
    if (!isReady()) {
      const message = 'No subgraph has shown its schema yet. Try again shortly.';
      throw gatewayRefusal('SUPERGRAPH_UNAVAILABLE', message, { 'retry-after': '2' });
    }
    const caller = await resolveCaller(exchange.headers.authorization);
    const body = await readJson(exchange);
    const { method, search, signal } = exchange;
    const request = { method: toGet(method), search, headers: headersOf(exchange), body };
    const { status, headers, content } = await execute(request, { caller, signal });
    return { status, headers: { 'cache-control': 'no-store', ...Object.fromEntries(headers) }, body: content };
  };
}

/** A person opened the address in a browser: the playground is at the root. */
function isVisit({ method, search, headers }: Exchange): boolean {
  return method === 'GET' && search === '' && (headers.accept ?? '').includes('text/html');
}

function toGet(method: string): string {
  return method === 'HEAD' ? 'GET' : method;
}

/**
 * Undefined for anything but JSON: browsers send other types across sites without asking, and Apollo Server's
 * prevention of forgery refuses those before it looks at the body.
 */
export async function readJson(exchange: Exchange): Promise<unknown> {
  const type = exchange.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (exchange.method !== 'POST' || type !== 'application/json') return undefined;
  const text = (await exchange.readBody()).toString('utf8');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // What JSON.parse says repeats parts of the body, which may hold confidential data.
    throw gatewayRefusal('BAD_REQUEST', 'The body is not valid JSON.');
  }
}

/** Credentials have done their work: nothing behind this needs to see them. */
const withheld: ReadonlySet<string> = new Set(['authorization', 'cookie', 'proxy-authorization']);

function headersOf({ headers }: Exchange): HeaderMap {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !withheld.has(name)) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return map;
}
