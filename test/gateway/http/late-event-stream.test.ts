import { once } from 'node:events';

import { type EventStreamOptions, withEventStreams } from '../../../gateway/src/http/event-stream-handler.js';
import type { StreamBody } from '../../../gateway/src/http/http-answer.js';
import { startHttpServer } from '../../../gateway/src/http/http-server.js';
import { eventStreamOf } from '../../../gateway/src/subscriptions/event-stream.js';
import type { Opening } from '../../../gateway/src/subscriptions/opening.js';

/** A server whose operations are opened by `open`, each within 200 ms. */
async function serve(open: EventStreamOptions['open']) {
  const handle = withEventStreams(() => Promise.reject(new Error('It is not asked for as JSON.')), {
    isReady: () => true,
    open,
  });
  const place = { host: '127.0.0.1', port: 0, limits: { requestTimeoutMs: 200, maxBodyBytes: 1_024 } };
  const server = await startHttpServer(() => ({ handle, nameOf: () => 'other' }), place);
  return {
    ask: (signal?: AbortSignal) =>
      fetch(`${server.url}/graphql?query={a}`, { headers: { accept: 'text/event-stream' }, ...(signal && { signal }) }),
    [Symbol.asyncDispose]: () => server.stop(1_000),
  };
}

const answer: Opening = { kind: 'answer', text: '{"data":null}', isRefusal: false };

/** A stream that says when it is let go. */
function watchedStream() {
  const letGo = Promise.withResolvers<undefined>();
  const body: StreamBody = {
    next: () => Promise.resolve({ done: true, value: undefined }),
    return: () => {
      letGo.resolve(undefined);
      return letGo.promise;
    },
  };
  return { body, letGo: letGo.promise };
}

describe('an operation that is answered by a stream', () => {
  it('is answered with what there is when its time is over', async () => {
    await using server = await serve(async (_operation, { signal }) => {
      // As the engine does: it gives up what it waits for, and answers with the rest.
      await once(signal, 'abort');
      return eventStreamOf(answer, 60_000) as StreamBody;
    });
    const response = await server.ask();
    expect(await response.text()).toBe(':\n\nevent: next\ndata: {"data":null}\n\nevent: complete\ndata:\n\n');
  });

  it('is let go when it was opened after the request had been refused', async () => {
    const refused = Promise.withResolvers<undefined>();
    const { body, letGo } = watchedStream();
    await using server = await serve(async () => {
      await refused.promise;
      return body;
    });
    expect((await server.ask()).status).toBe(504);
    refused.resolve(undefined);
    await letGo;
  });

  it('is let go when it was opened after the client had gone', async () => {
    const { body, letGo } = watchedStream();
    const client = new AbortController();
    await using server = await serve(async (_operation, { signal }) => {
      client.abort();
      await once(signal, 'abort');
      return body;
    });
    await expect(server.ask(client.signal)).rejects.toThrow('aborted');
    await letGo;
  });
});
