import type { FetcherParams, Observable } from '@graphiql/toolkit';
import type { ExecutionResult } from 'graphql';

import { fetchAs, graphqlUrl } from './hub.js';

/** What takes the results of a subscription. */
interface Taker {
  next(result: ExecutionResult): void;
  error(error: unknown): void;
  complete(): void;
}

/**
 * Subscribes by server-sent events ("distinct connections mode" of graphql-sse) as the owner of a key. An `EventSource`
 * could not send the key, so the stream is read from an ordinary request. Unsubscribing closes the connection.
 */
export function subscribeAs(key: string | undefined, operation: FetcherParams): Observable<ExecutionResult> {
  return {
    subscribe: ((taker: Taker) => {
      const leaving = new AbortController();
      read(key, operation, taker, leaving.signal).then(
        () => taker.complete(),
        (error: unknown) => {
          // The analyst stopped it, and knows.
          if (!leaving.signal.aborted) taker.error(error);
        },
      );
      return { unsubscribe: () => leaving.abort() };
    }) as Observable<ExecutionResult>['subscribe'],
  };
}

async function read(key: string | undefined, operation: FetcherParams, taker: Taker, signal: AbortSignal) {
  const response = await fetchAs(key)(graphqlUrl, {
    method: 'POST',
    headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
    body: JSON.stringify(operation),
    signal,
  });
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
  if (!isStream || !response.body) {
    // A refusal, which says why in the form of any answer.
    taker.next(JSON.parse(await response.text()) as ExecutionResult);
    return;
  }
  for await (const { type, data } of eventsOf(response.body)) {
    if (type === 'complete') return;
    if (type === 'next') taker.next(JSON.parse(data) as ExecutionResult);
  }
  throw new Error('The connection to the hub was lost. Run the subscription again.');
}

/** Events of a `text/event-stream` (WHATWG HTML, section 9.2.6), as far as a subscription needs them. */
async function* eventsOf(body: ReadableStream<Uint8Array>) {
  const reader = body.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>).getReader();
  let begun = '';
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    const blocks = (begun + step.value).replaceAll('\r\n', '\n').split('\n\n');
    begun = blocks.pop() ?? '';
    for (const block of blocks) yield { type: fieldOf(block, 'event'), data: fieldOf(block, 'data') };
  }
}

function fieldOf(block: string, name: string): string {
  const lines = block.split('\n').filter((line) => line.startsWith(`${name}:`));
  return lines.map((line) => line.slice(name.length + 1).replace(/^ /, '')).join('\n');
}
