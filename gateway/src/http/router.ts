import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { gatewayRefusal } from '../errors.js';
import type { Exchange, RequestHandler } from './exchange.js';
import type { HttpAnswer } from './http-answer.js';

export interface Route {
  readonly path: string;
  /** HEAD comes with GET. */
  readonly methods: readonly ('GET' | 'POST')[];
  readonly handle: RequestHandler;
}

/** Files at paths of their own, such as the playground's; undefined where there is none. */
export type FindFile = (path: string, acceptEncoding: string | undefined) => HttpAnswer | undefined;

export interface Router {
  readonly handle: RequestHandler;
  /** Name of a path in the metrics: one of the routes, else a word, so that nobody can flood them with paths. */
  readonly nameOf: (path: string) => string;
  /** Takes connections that shall become WebSockets; absent where there are none. */
  readonly upgrade?: UpgradeHandler;
}

export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** Routes are matched exactly; what none of them has may be a file. */
export function createRouter(routes: readonly Route[], findFile: FindFile, upgrade?: UpgradeHandler): Router {
  const byPath = new Map(routes.map((route) => [route.path, route]));
  return {
    ...(upgrade && { upgrade }),
    nameOf: (path) => (byPath.has(path) ? path : 'other'),
    handle: async (exchange) => {
      const route = byPath.get(exchange.path);
      return route ? handleRoute(route, exchange) : serveFile(exchange, findFile);
    },
  };
}

async function handleRoute({ methods, handle }: Route, exchange: Exchange): Promise<HttpAnswer> {
  if (methods.some((method) => method === methodOf(exchange))) return handle(exchange);
  throw methodNotAllowed(methods);
}

function serveFile(exchange: Exchange, findFile: FindFile): HttpAnswer {
  const acceptEncoding = exchange.headers['accept-encoding'];
  const file = findFile(exchange.path, typeof acceptEncoding === 'string' ? acceptEncoding : undefined);
  if (!file) throw gatewayRefusal('ROUTE_NOT_FOUND', 'The gateway serves nothing at this path. Try /graphql.');
  if (methodOf(exchange) !== 'GET') throw methodNotAllowed(['GET']);
  return file;
}

/** RFC 9110, 9.3.2: HEAD is GET without the content, which the server leaves out. */
function methodOf({ method }: Exchange): string {
  return method === 'HEAD' ? 'GET' : method;
}

function methodNotAllowed(methods: readonly string[]): Error {
  const allow = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');
  return gatewayRefusal('METHOD_NOT_ALLOWED', `This path takes ${allow}.`, { allow });
}
