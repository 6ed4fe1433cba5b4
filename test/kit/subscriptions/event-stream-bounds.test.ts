import { connect } from 'node:net';
import type { Caller } from '@alliance/schema';
import { defaultSubscriptionSettings, type SubscriptionSettings } from '@alliance/kit';

import { alertEvents, alertSubgraph, bulk, toldFeed } from '../../support/alert-subgraph.js';
import { openEventStream } from '../../support/event-stream-reader.js';
import { startTestSubgraph, type TestSubgraph } from '../../support/running-subgraph.js';
import { callerOf, publicCaller } from '../../support/token-issuer.js';

const ctma = callerOf('ctma');
const tencent = callerOf('tencent');
const query = 'subscription { told }';
const told = (text: string) => ({ type: 'next', data: { data: { told: text } } });
const ended = (code: string, message: string) => [
  { type: 'next', data: { errors: [{ message: expect.stringContaining(message), extensions: { code } }] } },
  { type: 'complete', data: undefined },
];

const start = (subscriptions: Partial<SubscriptionSettings>, more = {}) =>
  startTestSubgraph(alertSubgraph, {
    subscriptions: { ...defaultSubscriptionSettings, ...subscriptions },
    ...more,
  });
const bearer = async (subgraph: TestSubgraph, caller: Caller) => ({
  authorization: `Bearer ${await subgraph.tokenFor('alerts', caller)}`,
});
const listen = async (subgraph: TestSubgraph, caller: Caller, text = query) =>
  openEventStream(subgraph.url, { query: text }, await bearer(subgraph, caller));

it('gives signs of life while there is nothing to tell', async () => {
  await using subgraph = await start({ keepAliveMs: 10 });
  await using stream = await listen(subgraph, ctma);
  for (let sign = 0; sign < 3; sign += 1) expect(await stream.block()).toBe(':');
});

describe('a token that expires', () => {
  it('ends the stream with a reason, also while no event comes', async () => {
    await using subgraph = await start({});
    // Taken for a few seconds yet, since clocks differ.
    const token = await subgraph.expiredTokenFor('alerts', ctma, 1);
    await using stream = await openEventStream(subgraph.url, { query }, { authorization: `Bearer ${token}` });
    await toldFeed.subscribers(1);
    toldFeed.push('in time');
    expect(await stream.next()).toEqual(told('in time to ctma'));
    expect(await stream.rest()).toEqual(ended('SUBGRAPH_TOKEN_EXPIRED', 'Subscribe anew with a new one.'));
    await toldFeed.subscribers(0);
  });
});

describe('open subscriptions', () => {
  const isOpen = async (stream: Awaited<ReturnType<typeof listen>>) => {
    if (stream.status === 200) return 'open';
    return [stream.status, JSON.parse((await stream.block()) ?? '') as unknown];
  };
  const full = (message: string) => [
    429,
    { errors: [{ message: expect.stringContaining(message), extensions: { code: 'SUBGRAPH_SUBSCRIPTIONS_FULL' } }] },
  ];

  it.each([
    ['of one caller', { maxPerCaller: 2 }, [ctma, ctma, ctma, tencent, publicCaller], [2, 'Your 2 subscriptions']],
    ['without identity', { maxPublic: 1 }, [publicCaller, publicCaller, ctma], [1, 'without identity']],
    ['in total', { maxTotal: 2 }, [ctma, tencent, publicCaller], [2, 'holds 2 subscriptions']],
  ] as const)('are so many at most %s', async (_which, bounds, callers, [refusedIndex, message]) => {
    await using subgraph = await start(bounds);
    const streams = [];
    for (const caller of callers) streams.push(await listen(subgraph, caller));
    expect(await Promise.all(streams.map(isOpen))).toEqual(
      callers.map((_caller, index) => (index === refusedIndex ? full(message) : 'open')),
    );
    await toldFeed.subscribers(callers.length - 1);
    for (const stream of streams) stream.leave();
    await toldFeed.subscribers(0);
  });

  it('give their place back when they end, and when their source was refused', async () => {
    await using subgraph = await start({ maxTotal: 1 });
    for (const text of ['subscription { count(to: 1) }', 'subscription { failing(how: "refused") }', query]) {
      await using stream = await listen(subgraph, ctma, text);
      expect(stream.status).toBe(200);
      if (text !== query) await stream.rest();
    }
    await toldFeed.subscribers(0);
  });
});

describe('a reader that takes nothing', () => {
  it('stops the reading of the source, is cut off, and its source is left', async () => {
    await using subgraph = await start({ maxBufferedBytes: 65_536, stallMs: 100 });
    const { authorization } = await bearer(subgraph, ctma);
    const body = JSON.stringify({ query: 'subscription { bulk }' });
    const { port } = new URL(subgraph.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.pause();
    const head = [
      'POST /graphql HTTP/1.1',
      'host: 127.0.0.1',
      'accept: text/event-stream',
      'content-type: application/json',
      `content-length: ${body.length}`,
      `authorization: ${authorization}`,
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
    await bulk.returned.promise;
    // What the system buffers between two of its sockets is megabytes; the source would give without end.
    expect(bulk.taken).toBeLessThan(1_000);
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()).once('error', () => resolve()));
    socket.resume();
    await closed;
  });

  it('is told when it reads what was left', async () => {
    await using subgraph = await start({});
    await using stream = await listen(subgraph, publicCaller, 'subscription { alertRaised { id } }');
    // At once, and more than the topic keeps: nothing runs in between that could take one.
    for (let id = 0; id < 6; id += 1) alertEvents.publish('ALERT', `none ${id}`);
    expect(await stream.rest()).toEqual(ended('SUBGRAPH_READER_TOO_SLOW', 'faster than they were taken'));
    expect(alertEvents.listenersOf('ALERT')).toBe(0);
  });
});

describe('a subgraph that stops', () => {
  it('ends its streams with a reason, and does not wait for anything else', async () => {
    await using subgraph = await start({});
    await using stream = await listen(subgraph, ctma);
    await using other = await listen(subgraph, publicCaller, 'subscription { alertRaised { id } }');
    await toldFeed.subscribers(1);
    const stopped = subgraph.stop();
    const reason = ended('SUBGRAPH_STOPPING', 'is stopping');
    expect(await Promise.all([stream.rest(), other.rest()])).toEqual([reason, reason]);
    await stopped;
    expect([toldFeed.size, alertEvents.listenersOf('ALERT')]).toEqual([0, 0]);
  });
});

describe('a subgraph that requires signatures', () => {
  it('opens streams that the hub has signed, and no others', async () => {
    const url = 'https://alerts.example/graphql';
    await using subgraph = await start({}, { requireSignature: true, publicUrl: url });
    const headers = { 'content-type': 'application/json', ...(await bearer(subgraph, ctma)) };
    const body = JSON.stringify({ query });
    const proof = await subgraph.sign({ method: 'POST', url, headers, body });
    const other = JSON.stringify({ query: 'subscription { count(to: 1) }' });
    for (const [text, extra] of [
      [body, {}],
      [other, proof],
    ] as const) {
      const refused = await openEventStream(subgraph.url, text, { ...headers, ...extra });
      expect([refused.status, await refused.block()]).toEqual([401, expect.stringContaining('SUBGRAPH_TOKEN_REFUSED')]);
    }
    await using stream = await openEventStream(subgraph.url, body, { ...headers, ...proof });
    await toldFeed.subscribers(1);
    toldFeed.push('signed');
    expect(await stream.next()).toEqual(told('signed to ctma'));
  });
});
