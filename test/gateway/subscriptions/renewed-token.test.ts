import { refusal } from '@alliance/schema';

import { alertSubgraph, toldFeed } from '../../support/alert-subgraph.js';
import { startTestSubgraph } from '../../support/running-subgraph.js';
import { callerOf } from '../../support/token-issuer.js';
import { beginRenewal, event, isOverlap, isRenewal, isSilence, openRenewal, tokenFor } from './renewal-scene.js';
import { errorBy, type ScriptedStream } from './scripted-subgraph.js';

const ended = (code: string, events: number, resubscribe = true) => ({
  errors: [
    errorBy(code),
    {
      message: 'The subgraph ended the subscription for the errors beside this one.',
      extensions: { code: 'SUBSCRIPTION_ENDED_BY_SUBGRAPH' },
    },
  ],
  extensions: { resubscribe, events, lastEventAt: events > 0 ? expect.any(String) : null, replayed: false },
});

describe.each(['sse', 'ws'] as const)('a subscription whose token ends, by %s', (protocol) => {
  it('is opened anew beside the old one, which ends when the new one is established, and no event is lost', async () => {
    await using scene = await beginRenewal(protocol);
    const { clock, old, read, subgraph, tokens } = scene;
    await clock.pass(isRenewal);
    const renewed = await subgraph.stream(1);
    expect(subgraph.streams.map(({ authorization }) => authorization)).toEqual([
      `Bearer ${tokens[0]}`,
      `Bearer ${tokens[1]}`,
    ]);
    old.tell(event('while the new one is being opened'));
    expect(await read()).toEqual(event('while the new one is being opened'));
    expect(clock.delays.filter(isOverlap)).toEqual([]);

    renewed.establish();
    await clock.awaits(isOverlap);
    old.tell(event('only by the old one'));
    for (const stream of [old, renewed]) stream.tell(event('by both'));
    renewed.tell(event('only by the new one'));
    expect([await read(), await read()]).toEqual([event('only by the old one'), event('by both')]);

    await clock.pass(isOverlap);
    const next = read();
    await clock.pass(isSilence);
    await old.closed;
    expect([await next, await read()]).toEqual([event('by both'), event('only by the new one')]);
    renewed.tell(event(2));
    expect(await read()).toEqual(event(2));
  });

  it('leaves nothing of the old one untaken, however late its reader comes', async () => {
    await using scene = await beginRenewal(protocol);
    const { clock, old, read, subgraph } = scene;
    await clock.pass(isRenewal);
    const renewed = await subgraph.stream(1);
    renewed.establish();
    for (const a of [2, 3, 4]) old.tell(event(a));
    renewed.tell(event(5));
    await clock.pass(isOverlap);
    expect(clock.delays.filter(isSilence)).toEqual([]);
    expect([await read(), await read(), await read()]).toEqual([event(2), event(3), event(4)]);
    const next = read();
    await clock.pass(isSilence);
    expect(await next).toEqual(event(5));
    await old.closed;
  });

  it('goes on by the old one to its end, and tells why, when the new one', async () => {
    const conducts = {
      'is refused': (stream) => stream.refuse('SUBGRAPH_SUBSCRIPTIONS_FULL'),
      'is broken off': (stream) => stream.breakOff(),
      'is established, and refused then': (stream) => {
        stream.establish();
        stream.tell({ errors: [errorBy('FORBIDDEN')] });
        stream.complete();
      },
      'is established, and lost soon': (stream) => {
        stream.establish();
        stream.breakOff();
      },
    } satisfies Record<string, (stream: ScriptedStream) => void>;
    for (const conduct of Object.values(conducts)) {
      await using scene = await beginRenewal(protocol);
      const { clock, old, read, rest, subgraph } = scene;
      await clock.pass(isRenewal);
      const renewed = await subgraph.stream(1);
      conduct(renewed);
      await renewed.closed;
      old.tell(event(2));
      expect(await read()).toEqual(event(2));
      old.tell({ errors: [errorBy('SUBGRAPH_TOKEN_EXPIRED')] });
      expect([await read(), await read()]).toEqual([ended('SUBGRAPH_TOKEN_EXPIRED', 2), undefined]);
      expect(rest()).toEqual({
        timers: [],
        isLeft: [true, true],
      });
    }
  });

  it('ends with the old one while that still counts, and leaves both', async () => {
    await using scene = await beginRenewal(protocol);
    const { clock, old, read, rest, subgraph } = scene;
    await clock.pass(isRenewal);
    const renewed = await subgraph.stream(1);
    renewed.establish();
    await clock.awaits(isOverlap);
    old.tell({ errors: [errorBy('SUBGRAPH_TOKEN_EXPIRED')] });
    expect([await read(), await read()]).toEqual([ended('SUBGRAPH_TOKEN_EXPIRED', 1), undefined]);
    await Promise.all([old.closed, renewed.closed]);
    expect(rest()).toEqual({
      timers: [],
      isLeft: [true, true],
    });
  });

  it('is left with both streams when its reader goes, at whatever time', async () => {
    for (const steps of [[], [isOverlap], [isOverlap, isSilence]]) {
      await using scene = await beginRenewal(protocol);
      const { clock, old, read, rest, subgraph, subscription } = scene;
      await clock.pass(isRenewal);
      const renewed = await subgraph.stream(1);
      renewed.establish();
      await clock.awaits(isOverlap);
      const next = read();
      for (const step of steps) await clock.pass(step);
      await subscription.return();
      expect(await next).toBeUndefined();
      await Promise.all([old.closed, renewed.closed]);
      expect(rest()).toEqual({
        timers: [],
        isLeft: [true, true],
      });
    }
  });

  it('is renewed again and again', async () => {
    await using scene = await beginRenewal(protocol);
    const { clock, read, subgraph } = scene;
    for (const index of [1, 2]) {
      const next = read();
      await clock.pass(isRenewal);
      const renewed = await subgraph.stream(index);
      renewed.establish();
      await clock.pass(isOverlap);
      await clock.pass(isSilence);
      await subgraph.streams[index - 1]?.closed;
      renewed.tell(event(index));
      expect(await next).toEqual(event(index));
    }
  });
});

describe('a subscription whose token ends', () => {
  it('is asked for no more once its caller has lost its rights', async () => {
    await using scene = await beginRenewal('sse');
    const { access, clock, read, rest, subgraph } = scene;
    access.resolve = () => Promise.reject(refusal('UNAUTHENTICATED', 'The key is unknown or revoked.'));
    const next = read();
    await clock.pass(isRenewal);
    expect(await next).toMatchObject({ errors: [{ extensions: { code: 'SUBSCRIPTION_ACCESS_ENDED' } }] });
    expect(subgraph.streams).toHaveLength(1);
    expect(rest()).toEqual({ timers: [], isLeft: [true] });
  });

  it.each([
    ['that cannot be had anew', [tokenFor('1')], [isRenewal]],
    ['that does not say when', ['opaque'], []],
  ])('%s goes on as it is', async (_case, tokens, steps) => {
    await using scene = await beginRenewal('sse', { tokens });
    const { clock, old, read, subgraph } = scene;
    for (const step of steps) await clock.pass(step);
    old.tell(event(2));
    expect(await read()).toEqual(event(2));
    expect([subgraph.streams.length, clock.delays]).toEqual([1, []]);
  });

  it('is told by a subgraph of the kit without a gap, and nobody listens there afterwards', async () => {
    await using subgraph = await startTestSubgraph(alertSubgraph);
    const tokenUntil = (seconds: number) => subgraph.expiredTokenFor('alerts', callerOf('ctma'), -seconds);
    const tokens = [await tokenUntil(50), await tokenUntil(60)];
    await using scene = openRenewal({ url: subgraph.url, query: 'subscription { told }', tokens });
    const { clock, read, rest, subscription } = scene;
    const told = (text: string) => ({ data: { told: `${text} to ctma` } });
    const first = read();
    await toldFeed.subscribers(1);
    toldFeed.push('one');
    expect(await first).toEqual(told('one'));
    await clock.pass(isRenewal);
    await toldFeed.subscribers(2);
    toldFeed.push('two');
    expect(await read()).toEqual(told('two'));
    const next = read();
    await clock.pass(isOverlap);
    await clock.pass(isSilence);
    await toldFeed.subscribers(1);
    toldFeed.push('three');
    expect([await next, await read()]).toEqual([told('two'), told('three')]);
    await subscription.return();
    await toldFeed.subscribers(0);
    expect(rest()).toEqual({
      timers: [],
      isLeft: [true, true],
    });
  });
});
