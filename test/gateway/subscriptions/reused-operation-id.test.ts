import type { Opening } from '../../../gateway/src/subscriptions/opening.js';
import { init, nextMessage, serveEndpoint, subscribe } from './served-endpoint.js';

/** Events as a subscription has them: returned, they are over for whoever waits for the next. */
function watchedEvents(...texts: string[]) {
  const returned = Promise.withResolvers<IteratorResult<string, undefined>>();
  const events: AsyncIterableIterator<string, undefined, undefined> = {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => {
      const value = texts.shift();
      return value === undefined ? returned.promise : Promise.resolve({ done: false, value });
    },
    return: () => {
      returned.resolve({ done: true, value: undefined });
      return returned.promise;
    },
  };
  return { opening: { kind: 'events', events } satisfies Opening, returned: returned.promise };
}

interface Asked {
  readonly signal: AbortSignal;
  readonly answer: (opening: Opening) => void;
}

/** A socket whose operations are opened when the test says so. */
async function enter() {
  const asked: Asked[] = [];
  let wake: (() => void) | undefined;
  const server = await serveEndpoint({
    open: (_operation, { signal }) =>
      new Promise((resolve) => {
        asked.push({ signal, answer: resolve });
        wake?.();
      }),
  });
  const socket = await server.connect();
  socket.send(init);
  await nextMessage(socket);
  return {
    socket,
    /** What the n-th operation was asked for with. */
    askedFor: async (place: number): Promise<Asked> => {
      for (;;) {
        const found = asked[place];
        if (found) return found;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

async function aborted({ signal }: Asked): Promise<void> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
}

const complete = '{"id":"1","type":"complete"}';
const event = '{"data":{"a":2}}';

describe('an id that is used again', () => {
  it('is that of the new operation, although the one before was still being opened', async () => {
    await using client = await enter();
    const { socket, askedFor } = client;
    const [before, now] = [watchedEvents('{"data":{"a":1}}'), watchedEvents(event)];
    socket.send(subscribe('1'));
    const first = await askedFor(0);
    socket.send(complete);
    socket.send(subscribe('1'));
    await aborted(first);
    first.answer(before.opening);
    (await askedFor(1)).answer(now.opening);
    expect(await nextMessage(socket)).toEqual({ id: '1', type: 'next', payload: { data: { a: 2 } } });
    socket.close();
    // Neither goes on when nobody is there any more.
    await Promise.all([before.returned, now.returned]);
  });

  it('is that of the last operation, although all before were still being opened', async () => {
    await using client = await enter();
    const { socket, askedFor } = client;
    const all = [watchedEvents('{"data":{"a":0}}'), watchedEvents('{"data":{"a":1}}'), watchedEvents(event)];
    for (const message of [subscribe('1'), complete, subscribe('1'), complete, subscribe('1')]) socket.send(message);
    for (const [place, { opening }] of all.entries()) {
      const asked = await askedFor(place);
      if (place < 2) await aborted(asked);
      asked.answer(opening);
    }
    expect(await nextMessage(socket)).toEqual({ id: '1', type: 'next', payload: { data: { a: 2 } } });
    socket.close();
    await Promise.all(all.map(({ returned }) => returned));
  });

  it('is that of the new operation, although the one before was telling events', async () => {
    await using client = await enter();
    const { socket, askedFor } = client;
    const [before, now] = [watchedEvents('{"data":{"a":1}}'), watchedEvents(event)];
    socket.send(subscribe('1'));
    (await askedFor(0)).answer(before.opening);
    await nextMessage(socket);
    socket.send(complete);
    socket.send(subscribe('1'));
    await before.returned;
    (await askedFor(1)).answer(now.opening);
    expect(await nextMessage(socket)).toEqual({ id: '1', type: 'next', payload: { data: { a: 2 } } });
    socket.close();
    await now.returned;
  });

  it('does not let a client have more under way than it may, by completing what is still being opened', async () => {
    await using client = await enter();
    const { socket, askedFor } = client;
    for (const id of ['1', '2', '3', '4']) {
      socket.send(subscribe(id));
      await askedFor(Number(id) - 1);
      socket.send(`{"id":"${id}","type":"complete"}`);
    }
    socket.send(subscribe('5'));
    expect(await nextMessage(socket)).toMatchObject({
      id: '5',
      type: 'error',
      payload: [{ extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } }],
    });
    socket.close();
  });

  it('is not asked for any more when the socket closes before its turn', async () => {
    await using client = await enter();
    const { socket, askedFor } = client;
    socket.send(subscribe('1'));
    const first = await askedFor(0);
    socket.send(complete);
    socket.send(subscribe('1'));
    socket.send(subscribe('2'));
    await askedFor(1);
    socket.terminate();
    const second = await askedFor(1);
    await aborted(second);
    const before = watchedEvents();
    first.answer(before.opening);
    await before.returned;
    const further = Promise.race([askedFor(2), new Promise((resolve) => setImmediate(() => resolve('not asked')))]);
    expect(await further).toBe('not asked');
  });
});
