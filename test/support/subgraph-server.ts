import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, type GraphQLSchema, parse, validate } from 'graphql';

/** A subgraph as its owner writes it. */
export interface SubgraphSource {
  readonly name: string;
  readonly typeDefs: string;
  readonly resolvers?: Readonly<Record<string, object>>;
}

/** A call as it came over the wire. */
export interface ReceivedCall {
  readonly subgraph: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly headers: IncomingMessage['headers'];
  /** The body, byte for byte. */
  readonly text: string;
}

/** Stands in for the subgraph's own answer. Returns true when it has answered, or will. */
export type Interception = (call: ReceivedCall, response: ServerResponse) => boolean;

/** Subgraphs behind real HTTP, one path each. */
export interface SubgraphServer extends AsyncDisposable {
  urlOf(subgraph: string): string;
  /** Every call so far, in order of arrival; tests may empty it. */
  readonly calls: ReceivedCall[];
  /** Lets a test answer in a subgraph's place, or not at all. */
  intercept(interception: Interception | undefined): void;
}

/** Starts the subgraphs on a free port of the loopback interface. */
export async function startSubgraphServer(sources: readonly SubgraphSource[]): Promise<SubgraphServer> {
  const schemas = new Map(sources.map((source) => [source.name, schemaOf(source)]));
  const calls: ReceivedCall[] = [];
  let interception: Interception | undefined;
  const server = createServer((request, response) => {
    const serve = async () => {
      const call = await receive(request);
      calls.push(call);
      if (interception?.(call, response)) return;
      const schema = schemas.get(call.subgraph);
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(schema ? await answer(schema, call) : { errors: [{ message: 'unknown' }] }));
    };
    serve().catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  const origin = await listen(server);
  return {
    urlOf: (subgraph) => `${origin}/${subgraph}`,
    calls,
    intercept: (next) => {
      interception = next;
    },
    [Symbol.asyncDispose]: () => close(server),
  };
}

function schemaOf({ typeDefs, resolvers = {} }: SubgraphSource): GraphQLSchema {
  return buildSubgraphSchema([{ typeDefs: parse(typeDefs), resolvers: resolvers as never }]);
}

async function receive(request: IncomingMessage): Promise<ReceivedCall> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const { query, variables = {} } = JSON.parse(text) as { query: string; variables?: Record<string, unknown> };
  return { subgraph: (request.url ?? '').slice(1), query, variables, headers: request.headers, text };
}

async function answer(schema: GraphQLSchema, { query, variables }: ReceivedCall): Promise<object> {
  const document = parse(query);
  const errors = validate(schema, document);
  return errors.length > 0 ? { errors } : execute({ schema, document, variableValues: variables, contextValue: {} });
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

/** The head of a subgraph's schema: every directive of federation under its plain name. */
export const federationLink = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: [
  "@key", "@requires", "@provides", "@external", "@shareable", "@override", "@inaccessible", "@interfaceObject", "@tag"
])`;

/** The head of a subgraph's schema that says who may read what. */
export const authorizationLink = federationLink.replace(
  '"@tag"',
  '"@tag", "@authenticated", "@requiresScopes", "@policy"',
);
