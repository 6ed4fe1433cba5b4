import { setImmediate as immediate, setTimeout as delay } from 'node:timers/promises';

import type { SubscriptionSettings } from '../config/subscription-settings.js';
import { gatewayRefusal } from '../errors.js';
import { emit } from '../telemetry/telemetry.js';
import { AddressQuota } from './address-quota.js';
import { stopping } from './ending.js';
import { LiveSubscription } from './live-subscription.js';
import type { Opening } from './opening.js';
import { Quota } from './quota.js';
import type {
  EventClock,
  EventTransport,
  OperationDesk,
  OperationText,
  PlannedSubscription,
  Subscriber,
} from './subscription-parts.js';
import { tokenLifetimeMs } from './token-lifetime.js';

export interface SubscriptionRoomOptions<S extends Subscriber> {
  readonly desk: OperationDesk<S>;
  readonly transport: EventTransport;
  readonly settings: Pick<SubscriptionSettings, 'unrenewed' | 'maxTotal' | 'maxPublic' | 'maxPerCaller' | 'stallMs'>;
  /** By which streams of subgraphs are renewed. */
  readonly clock: EventClock;
  /** How often callers of open subscriptions are verified anew, in milliseconds. */
  readonly recheckMs: number;
}

export interface OpeningRequest<S> {
  readonly resolveCaller: () => Promise<S>;
  /** Aborts when nobody waits for the answer any more. Events are ended by their reader. */
  readonly signal: AbortSignal;
  readonly mayWrite: boolean;
  /** Where a caller without a credential calls from; undefined for whoever has one. */
  readonly anonymousAt: string | undefined;
}

/** For whom a subscription is opened. */
interface Reader<S> extends Pick<OpeningRequest<S>, 'resolveCaller' | 'anonymousAt'> {
  readonly caller: S;
}

/** All open subscriptions of a gateway, within its bounds. */
export class SubscriptionRoom<S extends Subscriber> {
  readonly #options: SubscriptionRoomOptions<S>;
  readonly #live = new Set<LiveSubscription<S>>();
  readonly #callers: Quota;
  readonly #anonymous: AddressQuota;
  #isStopping = false;

  constructor(options: SubscriptionRoomOptions<S>) {
    this.#options = options;
    const { maxPublic, maxPerCaller } = options.settings;
    this.#callers = new Quota({ maxPerHolder: maxPerCaller });
    this.#anonymous = new AddressQuota({ max: maxPublic, maxPerNetwork: maxPerCaller });
  }

  /** Open subscriptions. */
  get size(): number {
    return this.#live.size;
  }

  /**
   * Answers an operation of any kind, a subscription by events.
   *
   * @throws GraphQLError TOO_MANY_SUBSCRIPTIONS, HUB_STOPPING, and what `resolveCaller` throws
   */
  async open(operation: OperationText, request: OpeningRequest<S>): Promise<Opening> {
    const { resolveCaller, signal, mayWrite, anonymousAt } = request;
    const caller = await resolveCaller();
    const { desk } = this.#options;
    let isOutdated = false;
    const endSwaps = desk.onSwap(() => {
      isOutdated = true;
    });
    try {
      let opened = await desk.open(operation, { caller, signal, mayWrite });
      while (opened.kind === 'subscription' && isOutdated) {
        isOutdated = false;
        opened = await desk.open(operation, { caller, signal, mayWrite });
      }
      if (opened.kind === 'answer') return opened;
      return { kind: 'events', events: this.#start(opened, { caller, resolveCaller, anonymousAt }) };
    } finally {
      endSwaps();
    }
  }

  /** Takes no more, and ends those that are open with a last event. Waits `graceMs` for it to be read. */
  async stop(graceMs: number): Promise<void> {
    this.#isStopping = true;
    const live = [...this.#live];
    if (live.length === 0) return;
    for (const subscription of live) subscription.end(stopping);
    const grace = new AbortController();
    const wait = delay(graceMs, undefined, { signal: grace.signal }).catch(() => undefined);
    await Promise.race([Promise.all(live.map(({ whenRead }) => whenRead)), wait]);
    grace.abort();
    await Promise.all(live.map((subscription) => subscription.return()));
    // What was read is written in this turn.
    await immediate();
  }

  #start(planned: PlannedSubscription<S>, { caller, resolveCaller, anonymousAt }: Reader<S>): LiveSubscription<S> {
    const giveBack = this.#admit(caller, anonymousAt);
    const { desk, transport, clock, settings, recheckMs } = this.#options;
    const live = new LiveSubscription({
      planned,
      caller,
      transport,
      desk,
      lifetimeMsOf: settings.unrenewed.includes(planned.source.subgraph) ? () => undefined : tokenLifetimeMs,
      clock,
      resolveCaller,
      recheckMs,
      stallMs: settings.stallMs,
      onOver: () => this.#forget(live, giveBack),
    });
    this.#live.add(live);
    emit({ kind: 'subscriptions-open', count: this.#live.size });
    return live;
  }

  /** Takes a place for a caller. Returns what gives it back. */
  #admit({ key }: S, anonymousAt: string | undefined): () => void {
    const { maxTotal, maxPerCaller } = this.#options.settings;
    if (this.#isStopping) throw gatewayRefusal(stopping.code, stopping.message, { 'retry-after': '1' });
    if (this.#live.size >= maxTotal) {
      throw gatewayRefusal('TOO_MANY_SUBSCRIPTIONS', 'The gateway has as many subscriptions open as it takes.', {
        'retry-after': '5',
      });
    }
    const giveBack = anonymousAt === undefined ? this.#callers.take(key) : this.#anonymous.take(anonymousAt);
    if (giveBack) return giveBack;
    const message =
      anonymousAt === undefined
        ? `A caller may have ${maxPerCaller} subscriptions open.`
        : 'There are as many subscriptions open without a key as the gateway takes, from here or in total.';
    throw gatewayRefusal('TOO_MANY_SUBSCRIPTIONS', message);
  }

  #forget(live: LiveSubscription<S>, giveBack: () => void): void {
    this.#live.delete(live);
    giveBack();
    emit({ kind: 'subscriptions-open', count: this.#live.size });
  }
}
