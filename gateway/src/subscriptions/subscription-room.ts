import { setImmediate as immediate, setTimeout as delay } from 'node:timers/promises';

import type { SubscriptionSettings } from '../config/subscription-settings.js';
import { gatewayRefusal } from '../errors.js';
import { emit } from '../telemetry/telemetry.js';
import { stopping } from './ending.js';
import { LiveSubscription } from './live-subscription.js';
import type {
  EventTransport,
  OperationDesk,
  OperationText,
  PlannedSubscription,
  Subscriber,
} from './subscription-parts.js';

/** What became of an operation: one answer, or events. Whoever gets events reads them, or returns the iterator. */
export type Opening =
  | { readonly kind: 'answer'; readonly text: string; readonly isRefusal: boolean }
  | { readonly kind: 'events'; readonly events: AsyncIterableIterator<string, undefined, undefined> };

export interface SubscriptionRoomOptions<S extends Subscriber> {
  readonly desk: OperationDesk<S>;
  readonly transport: EventTransport;
  readonly settings: Pick<SubscriptionSettings, 'maxTotal' | 'maxPerCaller' | 'stallMs'>;
  /** How often callers of open subscriptions are verified anew, in milliseconds. */
  readonly recheckMs: number;
}

export interface OpeningRequest<S> {
  readonly resolveCaller: () => Promise<S>;
  /** Aborts when nobody waits for the answer any more. Events are ended by their reader. */
  readonly signal: AbortSignal;
  readonly mayWrite: boolean;
}

/** All open subscriptions of a gateway, within its bounds. */
export class SubscriptionRoom<S extends Subscriber> {
  readonly #options: SubscriptionRoomOptions<S>;
  readonly #live = new Set<LiveSubscription<S>>();
  readonly #byCaller = new Map<string, number>();
  #isStopping = false;

  constructor(options: SubscriptionRoomOptions<S>) {
    this.#options = options;
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
    const { resolveCaller, signal, mayWrite } = request;
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
      return opened.kind === 'answer' ? opened : { kind: 'events', events: this.#start(opened, caller, resolveCaller) };
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
    await Promise.race([Promise.all(live.map(({ isRead }) => isRead)), wait]);
    grace.abort();
    await Promise.all(live.map((subscription) => subscription.return()));
    // What was read is written in this turn.
    await immediate();
  }

  #start(planned: PlannedSubscription<S>, caller: S, resolveCaller: () => Promise<S>): LiveSubscription<S> {
    this.#admit(caller);
    const { desk, transport, settings, recheckMs } = this.#options;
    const { key } = caller;
    this.#byCaller.set(key, (this.#byCaller.get(key) ?? 0) + 1);
    const live = new LiveSubscription({
      planned,
      caller,
      transport,
      desk,
      resolveCaller,
      recheckMs,
      stallMs: settings.stallMs,
      onOver: () => this.#forget(live, key),
    });
    this.#live.add(live);
    emit({ kind: 'subscriptions-open', count: this.#live.size });
    return live;
  }

  #admit({ key }: S): void {
    const { maxTotal, maxPerCaller } = this.#options.settings;
    if (this.#isStopping) throw gatewayRefusal(stopping.code, stopping.message, { 'retry-after': '1' });
    if (this.#live.size >= maxTotal) {
      throw gatewayRefusal('TOO_MANY_SUBSCRIPTIONS', 'The gateway has as many subscriptions open as it takes.', {
        'retry-after': '5',
      });
    }
    if ((this.#byCaller.get(key) ?? 0) < maxPerCaller) return;
    throw gatewayRefusal('TOO_MANY_SUBSCRIPTIONS', `A caller may have ${maxPerCaller} subscriptions open.`);
  }

  #forget(live: LiveSubscription<S>, key: string): void {
    this.#live.delete(live);
    const left = (this.#byCaller.get(key) ?? 1) - 1;
    if (left === 0) this.#byCaller.delete(key);
    else this.#byCaller.set(key, left);
    emit({ kind: 'subscriptions-open', count: this.#live.size });
  }
}
