/**
 * Serves some subgraphs of the benchmark, in a process of its own: `<options as JSON>`. They are to cost as little as can
 * be: every distinct request is executed once, by graphql-js, and its answer kept as bytes. Ends with its parent.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { graphql, type GraphQLSchema } from 'graphql';

import { type SubgraphName, subgraphSchema } from './shop-subgraphs.js';

export interface HostOptions {
  /** Port of each subgraph; 0 takes a free one. */
  readonly ports: Readonly<Partial<Record<SubgraphName, number>>>;
}

export type HostOrder = { readonly kind: 'delay'; readonly milliseconds: number } | { readonly kind: 'count' };

export type HostReport =
  | { readonly kind: 'listening'; readonly ports: Readonly<Record<string, number>> }
  | { readonly kind: 'delayed' }
  | { readonly kind: 'counted'; readonly calls: number };

/** Requests that differ: a gateway sends the same few for the same operation. */
const maxAnswers = 20_000;

let delayMs = 0;
let calls = 0;

const { ports } = JSON.parse(process.argv[2] ?? '') as HostOptions;
process.once('disconnect', () => process.exit());
process.on('message', (order: HostOrder) => {
  if (order.kind === 'count') tell({ kind: 'counted', calls });
  else {
    delayMs = order.milliseconds;
    tell({ kind: 'delayed' });
  }
});
const listening = await Promise.all(Object.entries(ports).map(([name, port]) => listen(name as SubgraphName, port)));
tell({ kind: 'listening', ports: Object.fromEntries(listening) });

async function listen(name: SubgraphName, port: number): Promise<readonly [string, number]> {
  const answerTo = answersOf(subgraphSchema(name));
  const server = createServer({ keepAliveTimeout: 600_000 }, (request, response) => {
    calls += 1;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => void respond(request, response, Buffer.concat(chunks).toString(), answerTo));
  });
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
  return [name, (server.address() as AddressInfo).port];
}

type Answer = (request: string) => Buffer | Promise<Buffer>;

async function respond({ headers }: IncomingMessage, response: ServerResponse, request: string, answerTo: Answer) {
  // A gateway that does not pass the caller on gets nothing.
  const isCallerKnown = headers.authorization?.startsWith('Bearer ') ?? false;
  const answer = isCallerKnown ? answerTo(request) : Buffer.from('{"errors":[{"message":"Who asks?"}]}');
  const body = Buffer.isBuffer(answer) ? answer : await answer;
  const send = (): void => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
    response.end(body);
  };
  if (delayMs > 0) setTimeout(send, delayMs);
  else send();
}

function answersOf(schema: GraphQLSchema): Answer {
  const known = new Map<string, Buffer>();
  return (request) => known.get(request) ?? learn(request);

  async function learn(request: string): Promise<Buffer> {
    const { query, variables } = JSON.parse(request) as { query: string; variables?: Record<string, unknown> };
    const result = await graphql({ schema, source: query, ...(variables && { variableValues: variables }) });
    const answer = Buffer.from(JSON.stringify(result));
    if (known.size >= maxAnswers) known.clear();
    known.set(request, answer);
    return answer;
  }
}

function tell(report: HostReport): void {
  process.send?.(report);
}
