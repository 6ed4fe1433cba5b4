import { buildSubgraphSchema } from '@apollo/subgraph';
import { type ExecutionResult, graphql, type GraphQLFieldResolver, parse, subscribe } from 'graphql';
import { createLocalJWKSet, type JWK } from 'jose';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { type Viewer, verifySubgraphToken } from '@alliance/schema';

import { findFreePort } from '../../gateway/src/launcher/local-port.js';

export interface SubgraphContext {
  readonly viewer: Viewer;
  readonly token: string;
  readonly request: IncomingMessage;
}

type FieldResolver = GraphQLFieldResolver<unknown, SubgraphContext>;

/** A field of `Subscription`. */
interface EventResolver {
  readonly subscribe: (source: unknown, args: unknown, context: SubgraphContext) => AsyncIterable<unknown>;
  readonly resolve: FieldResolver;
}

type Resolvers = Readonly<Record<string, Readonly<Record<string, FieldResolver | EventResolver>>>>;

export interface SubgraphSources {
  readonly typeDefs: string;
  readonly resolvers: Resolvers;
}

/** Whose tokens a subgraph takes. */
export interface TrustedHub {
  readonly issuer: string;
  readonly publicJwk: JWK;
}

/** A small real subgraph: refuses every call without the hub's token for it, like those of the alliance. */
export interface VerifiedSubgraph extends AsyncDisposable {
  readonly name: string;
  readonly url: string;
  /** Serves another schema from now on. */
  show(sources: SubgraphSources): void;
  /** Goes away, connections and all. */
  stop(): Promise<void>;
  /** Comes (back) at the same address. */
  start(): Promise<void>;
}

const linkHead = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.7",
  import: ["@key", "@inaccessible", "@shareable", "@external"])\n`;

/** Reserves an address, and listens there unless `down` says otherwise. Whoever creates it disposes of it. */
export async function createVerifiedSubgraph(
  name: string,
  sources: SubgraphSources,
  hub: TrustedHub,
  options: { readonly down?: boolean } = {},
): Promise<VerifiedSubgraph> {
  const shown = { schema: build(sources) };
  const verification = { keys: createLocalJWKSet({ keys: [hub.publicJwk] }), issuer: hub.issuer, audience: name };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const answer = await respond(request, shown, verification);
    if (Symbol.asyncIterator in answer) await stream(response, answer);
    else response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  };
  const port = await findFreePort();
  let server = await listen(port, handle);
  const stop = () => close(server);
  if (options.down) await stop();
  return {
    name,
    url: `http://127.0.0.1:${port}/graphql`,
    show: (next) => {
      shown.schema = build(next);
    },
    stop,
    start: async () => {
      server = await listen(port, handle);
    },
    [Symbol.asyncDispose]: stop,
  };
}

function build({ typeDefs, resolvers }: SubgraphSources) {
  return buildSubgraphSchema([{ typeDefs: parse(linkHead + typeDefs), resolvers: resolvers as never }]);
}

async function respond(
  request: IncomingMessage,
  { schema }: { schema: ReturnType<typeof build> },
  verification: Parameters<typeof verifySubgraphToken>[1],
): Promise<object | AsyncGenerator<ExecutionResult>> {
  const { query, variables } = (await json(request)) as { query: string; variables?: Record<string, unknown> };
  const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
  try {
    const { viewer } = await verifySubgraphToken(token, verification);
    const contextValue: SubgraphContext = { viewer, token, request };
    const args = { schema, variableValues: variables ?? {}, contextValue };
    if (request.headers.accept !== 'text/event-stream') return await graphql({ ...args, source: query });
    return await subscribe({ ...args, document: parse(query) });
  } catch {
    return { errors: [{ message: 'Refused.', extensions: { code: 'SUBGRAPH_TOKEN_REFUSED' } }] };
  }
}

/** Events as they come, until whoever reads them leaves. */
async function stream(response: ServerResponse, results: AsyncGenerator<ExecutionResult>): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
  response.once('close', () => void results.return(undefined));
  for await (const result of results) response.write(`event: next\ndata: ${JSON.stringify(result)}\n\n`);
  response.end('event: complete\ndata:\n\n');
}

async function listen(port: number, handle: (q: IncomingMessage, r: ServerResponse) => Promise<void>): Promise<Server> {
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return server;
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
}
