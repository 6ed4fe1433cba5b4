import { LiveSubscription } from '../../../gateway/src/subscriptions/live-subscription.js';
import type { SourceEvent } from '../../../gateway/src/subscriptions/subscription-parts.js';
import { EventFeed } from '../../support/event-feed.js';
import { StandingClock } from './standing-clock.js';

const hour = 3_600_000;
const caller = { key: 'ada', headersFor: () => ({}) };

/** What the reader of a subscription is told when the supergraph is exchanged and its operation is answered with `code`. */
async function toldAfter(code: string): Promise<unknown> {
  const text = JSON.stringify({ errors: [{ message: 'Not planned.', extensions: { code } }] });
  let swap = (): void => undefined;
  const feed = new EventFeed<SourceEvent>();
  const subscription = new LiveSubscription({
    planned: {
      kind: 'subscription',
      operation: {},
      source: { subgraph: 's', url: '', body: '' },
      complete: async () => ({ dataText: '{}' }),
    },
    caller,
    transport: { subscribe: () => feed.open() },
    desk: {
      open: async () => ({ kind: 'answer', text, isRefusal: true }),
      onSwap: (listener) => {
        swap = listener;
        return () => undefined;
      },
    },
    resolveCaller: async () => caller,
    lifetimeMsOf: () => undefined,
    clock: new StandingClock(),
    recheckMs: hour,
    stallMs: hour,
    onOver: () => undefined,
  });
  const next = subscription.next();
  await feed.subscribers(1);
  swap();
  return JSON.parse((await next).value ?? '');
}

const ending = (message: string, resubscribe: boolean) => ({
  errors: [{ message, extensions: { code: 'SUPERGRAPH_CHANGED' } }],
  extensions: { resubscribe, events: 0, lastEventAt: null, replayed: false },
});

describe('a subscription that cannot be planned over another supergraph', () => {
  it.each(['GRAPHQL_VALIDATION_FAILED', 'OPERATION_NOT_PLANNABLE', 'UNAUTHORIZED_FIELD_OR_TYPE'])(
    'says that it does not fit (%s)',
    async (code) => {
      expect(await toldAfter(code)).toEqual(
        ending('The graph was changed, and the operation does not fit it any more.', false),
      );
    },
  );

  it.each(['PLANNING_TIMEOUT', 'INTERNAL_SERVER_ERROR'])(
    'says that it may fit, where that could not be found out (%s)',
    async (code) => {
      expect(await toldAfter(code)).toEqual(
        ending('The graph was changed, and the operation could not be planned for it now. Subscribe anew.', true),
      );
    },
  );
});
