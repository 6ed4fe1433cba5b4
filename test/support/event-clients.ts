import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

import { EventStreamParser } from '../../gateway/src/transport/subscriptions/event-stream-parser.js';

export interface Operation {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
}

/** What a client reads of a subscription, one result after the other; leaving it ends the subscription. */
export type Results = AsyncGenerator<unknown, void, undefined>;

/** Subscribes to a gateway as a client would. */
export type Subscribe = (url: string, operation: Operation, authorization?: string) => Results;

export const clients: Readonly<Record<'sse' | 'ws', Subscribe>> = { sse: subscribeBySse, ws: subscribeByWebSocket };

async function* subscribeBySse(url: string, operation: Operation, authorization?: string): Results {
  const leaving = new AbortController();
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      accept: 'text/event-stream',
      'content-type': 'application/json',
      ...(authorization !== undefined && { authorization }),
    },
    body: JSON.stringify(operation),
    signal: leaving.signal,
  });
  if (response.status !== 200 || !response.body) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
  const parser = new EventStreamParser(64 * 1024 ** 2);
  try {
    for await (const chunk of response.body) {
      for (const { type, data } of parser.push(chunk)) {
        if (type === 'complete') return;
        yield JSON.parse(data ?? '');
      }
    }
    throw new Error('The stream ended without "complete".');
  } finally {
    leaving.abort();
  }
}

async function* subscribeByWebSocket(url: string, operation: Operation, authorization?: string): Results {
  const client = createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    ...(authorization !== undefined && { connectionParams: { authorization } }),
  });
  try {
    yield* client.iterate(operation);
  } finally {
    await client.dispose();
  }
}
