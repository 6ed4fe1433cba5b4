import { refusal } from '@alliance/schema';
import { LiveSubscription } from '../../../gateway/src/subscriptions/live-subscription.js';
import type { SourceEvent } from '../../../gateway/src/subscriptions/subscription-parts.js';
import { listen } from '../../../gateway/src/telemetry/telemetry.js';
import { EventFeed } from '../../support/event-feed.js';
import { StandingClock } from './standing-clock.js';

type Caller = { readonly key: string; headersFor(): Record<string, string> };

/** A subscription over a feed, whose caller a test changes. */
function open(settings: { readonly recheckMs?: number; readonly stallMs?: number } = {}) {
  const feed = new EventFeed<SourceEvent>();
  const asked: { count: number; resolve: () => Promise<Caller> } = { count: 0, resolve: async () => caller('ada') };
  const headers: string[] = [];
  const signals: AbortSignal[] = [];
  const caller = (key: string): Caller => ({ key, headersFor: () => ({ authorization: `${key} ${asked.count}` }) });
  const subscription = new LiveSubscription<Caller>({
    planned: {
      kind: 'subscription',
      operation: {},
      source: { subgraph: 's', url: '', body: '' },
      complete: async (answer, on) => {
        headers.push(on.caller.headersFor()['authorization'] ?? '');
        const { data, errors } = answer;
        return { dataText: JSON.stringify(data), ...(errors && { errors }) };
      },
    },
    caller: caller('ada'),
    transport: {
      subscribe: ({ signal }) => {
        signals.push(signal);
        return feed.open();
      },
    },
    desk: { open: () => Promise.reject(new Error('not planned anew here')), onSwap: () => () => undefined },
    resolveCaller: () => {
      asked.count += 1;
      return asked.resolve();
    },
    lifetimeMsOf: () => undefined,
    clock: new StandingClock(),
    recheckMs: settings.recheckMs ?? 3_600_000,
    stallMs: settings.stallMs ?? 3_600_000,
    onOver: () => undefined,
  });
  return { subscription, feed, asked, headers, signals, caller };
}

const event = (a: number): SourceEvent => ({ kind: 'next', answer: { data: { a } } });
const codeOf = (text: string | undefined) =>
  (JSON.parse(text ?? '') as { errors: { extensions: { code: string; cause?: string } }[] }).errors[0]?.extensions;

describe('LiveSubscription', () => {
  it('asks who the caller is, and for its credentials, before each event', async () => {
    const { subscription, feed, headers } = open();
    for (const a of [1, 2]) {
      const next = subscription.next();
      await feed.subscribers(1);
      feed.push(event(a));
      expect((await next).value).toBe(`{"data":{"a":${a}}}`);
    }
    expect(headers).toEqual(['ada 1', 'ada 2']);
    await subscription.return();
  });

  it('hands over no event once the credential is revoked, and ends instead', async () => {
    const { subscription, feed, asked, signals } = open();
    const next = subscription.next();
    await feed.subscribers(1);
    asked.resolve = () => Promise.reject(refusal('UNAUTHENTICATED', 'The key is unknown or revoked.'));
    feed.push(event(1));
    expect(codeOf((await next).value)).toEqual({ code: 'SUBSCRIPTION_ACCESS_ENDED', cause: 'UNAUTHENTICATED' });
    expect(await subscription.next()).toEqual({ done: true, value: undefined });
    expect(signals[0]?.aborted).toBe(true);
  });

  it('ends by itself when a revocation is noticed while no event comes', async () => {
    const { subscription, feed, asked } = open({ recheckMs: 5 });
    const next = subscription.next();
    await feed.subscribers(1);
    asked.resolve = () => Promise.reject(refusal('UNAUTHENTICATED', 'The key is unknown or revoked.'));
    expect(codeOf((await next).value)).toEqual({ code: 'SUBSCRIPTION_ACCESS_ENDED', cause: 'UNAUTHENTICATED' });
  });

  it('says that the hub failed, and logs why, when it cannot look for a reason of its own', async () => {
    const unexpected: unknown[] = [];
    const endListening = listen((told) => {
      if (told.kind === 'unexpected-error') unexpected.push(told.error);
    });
    const { subscription, feed, asked } = open();
    const next = subscription.next();
    await feed.subscribers(1);
    const fault = new Error('hunter2');
    asked.resolve = () => Promise.reject(fault);
    feed.push(event(1));
    expect(JSON.parse((await next).value ?? '')).toEqual({
      errors: [
        {
          message: 'The hub failed to go on with the subscription.',
          extensions: { code: 'INTERNAL_SERVER_ERROR' },
        },
      ],
      extensions: { resubscribe: true, events: 0, lastEventAt: null, replayed: false },
    });
    expect(unexpected).toEqual([fault]);
    endListening();
  });

  it('ends when the caller has other rights than at the beginning', async () => {
    const { subscription, feed, asked, caller } = open();
    const next = subscription.next();
    await feed.subscribers(1);
    asked.resolve = async () => caller('ada, promoted');
    feed.push(event(1));
    expect(codeOf((await next).value)).toEqual({ code: 'SUBSCRIPTION_ACCESS_ENDED' });
  });

  it('lets go of the source when a client leaves an event untaken, and says so when it comes back', async () => {
    const { subscription, feed, signals } = open({ stallMs: 5 });
    const next = subscription.next();
    await feed.subscribers(1);
    feed.push(event(1));
    await next;
    const [signal] = signals;
    await new Promise<void>((resolve) => {
      if (signal?.aborted) resolve();
      else signal?.addEventListener('abort', () => resolve(), { once: true });
    });
    expect(codeOf((await subscription.next()).value)).toEqual({ code: 'SUBSCRIPTION_TOO_SLOW' });
  });

  it.each([
    ['SUBGRAPH_STOPPING', true],
    ['SUBGRAPH_TOKEN_EXPIRED', true],
    ['SUBGRAPH_READER_TOO_SLOW', true],
    ['SUBGRAPH_SUBSCRIPTIONS_FULL', false],
  ])(
    'tells the error %s for which a subgraph ends it, and whether to subscribe anew: %s',
    async (code, resubscribe) => {
      const error = { message: 'no', extensions: { code } };
      const ends: readonly SourceEvent[] = [
        { kind: 'error', errors: [error] },
        ...(resubscribe ? [{ kind: 'next', answer: { errors: [error] } } as const] : []),
      ];
      for (const end of ends) {
        const { subscription, feed } = open();
        const next = subscription.next();
        await feed.subscribers(1);
        feed.push(end);
        expect(JSON.parse((await next).value ?? '')).toEqual({
          errors: [
            error,
            {
              message: 'The subgraph ended the subscription for the errors beside this one.',
              extensions: { code: 'SUBSCRIPTION_ENDED_BY_SUBGRAPH' },
            },
          ],
          extensions: { resubscribe, events: 0, lastEventAt: null, replayed: false },
        });
        expect(await subscription.next()).toEqual({ done: true, value: undefined });
        await feed.subscribers(0);
      }
    },
  );

  it('goes on after an event that failed with such an error', async () => {
    const { subscription, feed } = open();
    const next = subscription.next();
    await feed.subscribers(1);
    const errors = [{ message: 'no', extensions: { code: 'SUBGRAPH_STOPPING' } }];
    feed.push({ kind: 'next', answer: { data: null, errors } });
    expect(JSON.parse((await next).value ?? '')).toEqual({ data: null, errors });
    feed.push(event(2));
    expect((await subscription.next()).value).toBe('{"data":{"a":2}}');
    await subscription.return();
  });
});
