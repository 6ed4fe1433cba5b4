import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { buildSchema, graphql, parse, subscribe } from 'graphql';
import { EventFeed } from '../../support/event-feed.js';
import { loadPlayground, type Playground } from '../../../gateway/src/playground/playground-assets.js';

/** A graph just large enough for the bar and two of the examples; the real one has these names, too. */
const schema = buildSchema(`
  type Query { me: Principal, members(first: Int): MemberConnection! }
  type Subscription { joined: Member! }
  type Principal { member: Member, roles: [String!]!, clearance: String!, groups: [Group!]! }
  type Group { id: ID!, name: String! }
  type MemberConnection { totalCount: Int!, nodes: [Member!]! }
  type Member { id: ID!, displayName: String!, status: String! }
`);

interface Joined {
  readonly joined: { readonly id: string; readonly displayName: string; readonly status: string };
}

const member = { id: 'ctma', displayName: 'CTMA', status: 'ACTIVE' };

export interface PlaygroundServer extends AsyncDisposable {
  readonly url: string;
  /** The `authorization` header of every GraphQL request with its text, in order. */
  readonly calls: readonly { readonly query: string; readonly authorization: string | undefined }[];
  /** What subscriptions tell. */
  readonly joined: EventFeed<Joined>;
}

/** Serves the built playground and a GraphQL endpoint that knows the key `right-key`, on a free port of 127.0.0.1. */
export async function startPlaygroundServer(): Promise<PlaygroundServer> {
  const playground = await loadPlayground();
  const calls: { query: string; authorization: string | undefined }[] = [];
  const joined = new EventFeed<Joined>();
  const server = createServer((request, response) => {
    const answer = request.url === '/graphql' ? answerGraphql(request, response, { calls, joined }) : undefined;
    if (!answer) answerAsset(playground, request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    joined,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function answerAsset(playground: Playground, request: IncomingMessage, response: ServerResponse): void {
  const asset = playground.respond(request.url ?? '', String(request.headers['accept-encoding']));
  if (asset) response.writeHead(asset.status, asset.headers).end(asset.body);
  else response.writeHead(404).end();
}

async function answerGraphql(
  request: IncomingMessage,
  response: ServerResponse,
  { calls, joined }: { calls: { query: string; authorization: string | undefined }[]; joined: EventFeed<Joined> },
): Promise<void> {
  const { query, variables, operationName } = JSON.parse(await text(request)) as {
    query: string;
    variables?: Record<string, unknown>;
    operationName?: string;
  };
  const { authorization } = request.headers;
  calls.push({ query, authorization });
  response.setHeader('content-type', 'application/json');
  if (authorization !== undefined && authorization !== 'Bearer right-key') {
    response.writeHead(401).end(JSON.stringify({ errors: [{ message: 'This key is not known.' }] }));
    return;
  }
  if (request.headers.accept === 'text/event-stream') return tell(response, query, joined);
  const rootValue = {
    me: () => (authorization ? { member, roles: ['ANALYST'], clearance: 'AMBER', groups: [] } : null),
    members: () => ({ totalCount: 1, nodes: [member] }),
  };
  const result = await graphql({ schema, source: query, rootValue, variableValues: variables, operationName });
  response.end(JSON.stringify(result));
}

async function tell(response: ServerResponse, query: string, joined: EventFeed<Joined>): Promise<void> {
  const rootValue = { joined: () => joined.open() };
  const results = await subscribe({ schema, document: parse(query), rootValue });
  if (!(Symbol.asyncIterator in results)) throw new Error(JSON.stringify(results.errors));
  response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
  response.once('close', () => void results.return(undefined));
  for await (const result of results) response.write(`event: next\ndata: ${JSON.stringify(result)}\n\n`);
  response.end('event: complete\ndata:\n\n');
}
