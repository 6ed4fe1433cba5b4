import { UnsecuredJWT } from 'jose';

import { LiveSubscription } from '../../../gateway/src/subscriptions/live-subscription.js';
import { overlapMs, silenceMs } from '../../../gateway/src/subscriptions/renewed-source.js';
import { tokenLifetimeMs } from '../../../gateway/src/subscriptions/token-lifetime.js';
import { createSubscriptionTransport } from '../../../gateway/src/transport/subscriptions/create-subscription-transport.js';
import { startScriptedSubgraph } from './scripted-subgraph.js';
import { StandingClock } from './standing-clock.js';

interface Caller {
  readonly key: string;
  headersFor(): Promise<Readonly<Record<string, string>>>;
}

export interface RenewalSettings {
  readonly protocol?: 'sse' | 'ws';
  readonly url: string;
  readonly query?: string;
  /** The token of each time that one is asked for, in their order; then the last one always. */
  readonly tokens?: readonly string[];
}

const minute = 60_000;
const hour = 3_600_000;

/** A token as the hub gives it for a minute: each is another. */
export const tokenFor = (jti: string) => new UnsecuredJWT({ jti }).setExpirationTime('60s').encode();

/** When a token of a minute is renewed; some of it has passed when it is looked at, and `exp` is in whole seconds. */
export const isRenewal = (delayMs: number) => delayMs > overlapMs && delayMs < minute;
export const isOverlap = (delayMs: number) => delayMs === overlapMs;
export const isSilence = (delayMs: number) => delayMs === silenceMs;

/** A subscription by the transport there is, to a subgraph at an address, under tokens and times that a test decides on.
 * Whoever opens it disposes of it. */
export function openRenewal({ protocol = 'sse', url, query = 'subscription { a }', tokens }: RenewalSettings) {
  const clock = new StandingClock();
  const transport = createSubscriptionTransport({ carriers: { s: { protocol } } });
  const given = tokens ?? [tokenFor('1'), tokenFor('2'), tokenFor('3')];
  let asked = 0;
  const ada: Caller = {
    key: 'ada',
    headersFor: async () => ({ authorization: `Bearer ${given[Math.min(asked++, given.length - 1)] ?? ''}` }),
  };
  const signals: AbortSignal[] = [];
  const access = { resolve: () => Promise.resolve(ada) };
  const subscription = new LiveSubscription<Caller>({
    planned: {
      kind: 'subscription',
      operation: {},
      source: { subgraph: 's', url, body: JSON.stringify({ query }) },
      complete: async ({ data, errors }) => ({
        dataText: data === undefined ? undefined : JSON.stringify(data),
        ...(errors && { errors }),
      }),
    },
    caller: ada,
    transport: {
      subscribe: (call) => {
        signals.push(call.signal);
        return transport.subscribe(call);
      },
    },
    desk: { open: () => Promise.reject(new Error('not planned anew here')), onSwap: () => () => undefined },
    resolveCaller: () => access.resolve(),
    recheckMs: hour,
    stallMs: hour,
    lifetimeMsOf: tokenLifetimeMs,
    clock,
    onOver: () => undefined,
  });
  return {
    subscription,
    clock,
    access,
    tokens: given,
    read: async () => {
      const { value } = await subscription.next();
      return value === undefined ? undefined : (JSON.parse(value) as unknown);
    },
    /** What is left of it when it is over. */
    rest: () => ({
      timers: clock.delays,
      isLeft: signals.map((signal) => signal.aborted),
    }),
    [Symbol.asyncDispose]: async () => {
      await subscription.return();
      await transport.close();
    },
  };
}

/** What a subgraph tells, and what comes of it. */
export const event = (a: unknown) => ({ data: { a } });

/** A subscription that was told its first event, under the first token. */
export async function beginRenewal(protocol: 'sse' | 'ws', settings: Partial<RenewalSettings> = {}) {
  const subgraph = await startScriptedSubgraph();
  const scene = openRenewal({ protocol, url: subgraph.url, ...settings });
  const first = scene.read();
  const old = await subgraph.stream(0);
  old.establish();
  old.tell(event(1));
  expect(await first).toEqual(event(1));
  return {
    ...scene,
    subgraph,
    old,
    [Symbol.asyncDispose]: async () => {
      await scene[Symbol.asyncDispose]();
      await subgraph[Symbol.asyncDispose]();
    },
  };
}
