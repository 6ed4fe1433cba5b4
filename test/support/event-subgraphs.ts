import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, type ExecutionResult, type GraphQLSchema, parse, subscribe, validate } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

import type { SubgraphSource } from './subgraph-server.js';

/** What came to a subgraph, and by what. */
export interface ReceivedOperation {
  readonly subgraph: string;
  readonly by: 'http' | 'sse' | 'ws';
  readonly query: string;
  readonly authorization: string | undefined;
}

/** Subgraphs that answer queries by HTTP, and subscriptions by server-sent events and by `graphql-transport-ws`. */
export interface EventSubgraphs extends AsyncDisposable {
  urlOf(subgraph: string): string;
  readonly received: ReceivedOperation[];
  /** Breaks every connection off, as a process that dies does. */
  breakConnections(): void;
}

/** What stands between the subgraphs and strangers. */
export interface EventProtection {
  readonly tls: ServerOptions;
  /** Throws when a `POST` shall not be answered. */
  readonly verify: (request: IncomingMessage, body: string, url: string) => Promise<void>;
}

export async function startEventSubgraphs(
  sources: readonly SubgraphSource[],
  protection?: EventProtection,
): Promise<EventSubgraphs> {
  const schemas = new Map(
    sources.map(({ name, typeDefs, resolvers = {} }) => [
      name,
      buildSubgraphSchema([{ typeDefs: parse(typeDefs), resolvers: resolvers as never }]),
    ]),
  );
  const received: ReceivedOperation[] = [];
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    const answering = async () => {
      const body = await text(request);
      await protection?.verify(request, body, `https://127.0.0.1:${port}${request.url ?? ''}`);
      await answer({ request, response, body }, schemas, received);
    };
    answering().catch((error: unknown) => response.destroy(error as Error));
  };
  const server = protection ? createTlsServer(protection.tls, onRequest) : createServer(onRequest);
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const webSockets = new WebSocketServer({ server });
  serveWebSockets(webSockets, schemas, received);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const breakConnections = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    urlOf: (subgraph) => `http${protection ? 's' : ''}://127.0.0.1:${port}/${subgraph}`,
    received,
    breakConnections,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      breakConnections();
      await closed;
      webSockets.close();
    },
  };
}

async function answer(
  { request, response, body }: { request: IncomingMessage; response: ServerResponse; body: string },
  schemas: ReadonlyMap<string, GraphQLSchema>,
  received: ReceivedOperation[],
): Promise<void> {
  const { query, variables } = JSON.parse(body) as { query: string; variables?: object };
  const subgraph = (request.url ?? '').slice(1);
  const schema = schemas.get(subgraph);
  const isStream = request.headers.accept === 'text/event-stream';
  const { authorization } = request.headers;
  received.push({ subgraph, by: isStream ? 'sse' : 'http', query, authorization });
  if (!schema) throw new Error(`There is no subgraph ${subgraph}.`);
  const document = parse(query);
  const errors = validate(schema, document);
  const args = { schema, document, variableValues: { ...variables }, contextValue: { authorization } };
  const result = errors.length > 0 ? { errors } : await (isStream ? subscribe(args) : execute(args));
  if (Symbol.asyncIterator in result) await stream(response, result);
  else response.setHeader('content-type', 'application/json').end(JSON.stringify(result));
}

async function stream(response: ServerResponse, results: AsyncGenerator<ExecutionResult>): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  response.once('close', () => void results.return(undefined));
  for await (const result of results) {
    if (!response.write(`event: next\ndata: ${JSON.stringify(result)}\n\n`) && !response.destroyed) {
      await drained(response);
    }
  }
  response.end('event: complete\ndata:\n\n');
}

/** Resolves when the client has taken what was written, or has gone. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}

function serveWebSockets(
  server: WebSocketServer,
  schemas: ReadonlyMap<string, GraphQLSchema>,
  received: ReceivedOperation[],
): void {
  useServer(
    {
      schema: ({ extra, connectionParams }, _id, { query }) => {
        const subgraph = (extra.request.url ?? '').slice(1);
        const authorization = connectionParams?.['authorization'] as string | undefined;
        received.push({ subgraph, by: 'ws', query, authorization });
        const schema = schemas.get(subgraph);
        if (!schema) throw new Error(`There is no subgraph ${subgraph}.`);
        return schema;
      },
      context: ({ connectionParams }) => ({ authorization: connectionParams?.['authorization'] }),
    },
    server,
  );
}
