import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { EventWriter } from '../../../subgraphs/kit/src/subscriptions/event-writer.js';
import { LiveSubscription } from '../../../subgraphs/kit/src/subscriptions/live-subscription.js';
import { EventFeed } from '../../support/event-feed.js';
import { openEventStream } from '../../support/event-stream-reader.js';

const hour = 3_600_000;

/** A subscription over a feed, whose token and answers a test decides on. */
async function serve(answer: (event: string) => Promise<string | undefined> = (event) => Promise.resolve(event)) {
  const feed = new EventFeed<string>();
  const token = { isGood: true };
  const over = Promise.withResolvers<undefined>();
  const server = createServer((_request, response) => {
    const live = new LiveSubscription({
      source: feed.open(),
      writer: new EventWriter(response, { maxBufferedBytes: 1_024, stallMs: hour, keepAliveMs: hour }),
      access: {
        expiresAtMs: Date.now() + hour,
        verify: () => (token.isGood ? Promise.resolve() : Promise.reject(new Error('Expired.'))),
      },
      answer: (event) => answer(event as string),
      present: () => ({ message: 'failed' }),
    });
    void live.run().then(over.resolve as () => void);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stream = await openEventStream(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {});
  return {
    feed,
    token,
    stream,
    isOver: over.promise,
    [Symbol.asyncDispose]: async () => {
      stream.leave();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const expired = [
  { type: 'next', data: { errors: [expect.objectContaining({ extensions: { code: 'SUBGRAPH_TOKEN_EXPIRED' } })] } },
  { type: 'complete', data: undefined },
];

it('verifies the token before each event, and tells none under one that does not hold', async () => {
  await using scene = await serve();
  scene.feed.push('1');
  expect(await scene.stream.next()).toEqual({ type: 'next', data: 1 });
  scene.token.isGood = false;
  scene.feed.push('2');
  expect(await scene.stream.rest()).toEqual(expired);
  await scene.isOver;
  expect(scene.feed.size).toBe(0);
});

it('tells nothing of an event whose reader has gone, and is over when its answer is', async () => {
  const [asked, answer] = [Promise.withResolvers<undefined>(), Promise.withResolvers<string>()];
  await using scene = await serve(() => {
    asked.resolve(undefined);
    return answer.promise;
  });
  scene.feed.push('1');
  await asked.promise;
  scene.stream.leave();
  await scene.feed.subscribers(0);
  let isOver = false;
  void scene.isOver.then(() => {
    isOver = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(isOver).toBe(false);
  answer.resolve('"late"');
  await scene.isOver;
});

it('goes on after an event that is not told', async () => {
  await using scene = await serve((event) => Promise.resolve(event === '1' ? undefined : event));
  scene.feed.push('1');
  scene.feed.push('2');
  expect(await scene.stream.next()).toEqual({ type: 'next', data: 2 });
});
