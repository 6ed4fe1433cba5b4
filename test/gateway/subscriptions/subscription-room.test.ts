import { UnsecuredJWT } from 'jose';

import { readEdgeConfig } from '../../../gateway/src/config.js';
import type { SourceEvent } from '../../../gateway/src/subscriptions/subscription-parts.js';
import { SubscriptionRoom } from '../../../gateway/src/subscriptions/subscription-room.js';
import { EventFeed } from '../../support/event-feed.js';
import { StandingClock } from './standing-clock.js';

const hour = 3_600_000;

/** A room whose only subgraph, `s`, tells what a test pushes, to a caller with a token of a minute. */
function openRoom(unrenewed: readonly string[]) {
  const feed = new EventFeed<SourceEvent>();
  const clock = new StandingClock();
  const authorization = `Bearer ${new UnsecuredJWT({}).setExpirationTime('60s').encode()}`;
  const caller = { key: 'ada', headersFor: () => ({ authorization }) };
  const planned = {
    kind: 'subscription' as const,
    operation: {},
    source: { subgraph: 's', url: '', body: '' },
    complete: async () => ({ dataText: '{}' }),
  };
  const room = new SubscriptionRoom({
    desk: { open: async () => planned, onSwap: () => () => undefined },
    transport: { subscribe: () => feed.open() },
    clock,
    settings: { ...readEdgeConfig({}).subscriptions, unrenewed },
    recheckMs: hour,
  });
  return {
    room,
    feed,
    clock,
    open: () =>
      room.open(
        {},
        {
          resolveCaller: async () => caller,
          signal: new AbortController().signal,
          mayWrite: false,
          anonymousAt: undefined,
        },
      ),
  };
}

describe('SubscriptionRoom', () => {
  it.each([
    ['renews the streams of a subgraph under tokens that end', [], 1],
    ['renews none of a subgraph that ends no stream with its token', ['s'], 0],
    ['renews those of subgraphs beside it', ['t'], 1],
  ])('%s', async (_what, unrenewed, renewals) => {
    const { room, feed, clock, open } = openRoom(unrenewed);
    const opening = await open();
    if (opening.kind !== 'events') throw new Error('It is a subscription.');
    const next = opening.events.next();
    await feed.subscribers(1);
    feed.push({ kind: 'next', answer: { data: {} } });
    expect(await next).toEqual({ done: false, value: '{"data":{}}' });
    expect(clock.delays).toHaveLength(renewals);
    await opening.events.return?.();
    expect([room.size, clock.delays]).toEqual([0, []]);
  });
});
