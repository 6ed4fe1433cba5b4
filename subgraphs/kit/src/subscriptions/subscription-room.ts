import { setTimeout as delay } from 'node:timers/promises';
import type { Viewer } from '@alliance/schema';
import { kitErrorCodes, kitRefusal } from '../error-codes.js';
import { subgraphStopping } from './ending.js';
import type { LiveSubscription } from './live-subscription.js';

export interface RoomBounds {
  /** Open subscriptions in total. */
  readonly maxTotal: number;
  /** Open subscriptions without identity together, within `maxTotal`. */
  readonly maxPublic: number;
  /** Open subscriptions of one caller. */
  readonly maxPerCaller: number;
}

/** A place among the open subscriptions. Whoever takes it gives it back, once. */
export interface Place {
  /** Runs what came of it, and lets the room end it. */
  hold(live: LiveSubscription): Promise<void>;
  giveBack(): void;
}

/** All open subscriptions of a subgraph, within its bounds. */
export class SubscriptionRoom {
  readonly #bounds: RoomBounds;
  readonly #live = new Map<LiveSubscription, Promise<void>>();
  readonly #byCaller = new Map<string, number>();
  #taken = 0;
  #isStopping = false;

  constructor(bounds: RoomBounds) {
    this.#bounds = bounds;
  }

  /**
   * Takes a place for a viewer.
   *
   * @throws GraphQLError SUBGRAPH_STOPPING, SUBGRAPH_SUBSCRIPTIONS_FULL
   */
  take(viewer: Viewer): Place {
    if (this.#isStopping) throw kitRefusal('SUBGRAPH_STOPPING', kitErrorCodes.SUBGRAPH_STOPPING.meaning);
    const { maxTotal, maxPublic, maxPerCaller } = this.#bounds;
    const isMember = viewer.kind === 'member';
    const caller = isMember ? `member ${viewer.caller}` : viewer.kind;
    const own = this.#byCaller.get(caller) ?? 0;
    const maxOwn = isMember ? maxPerCaller : maxPublic;
    if (this.#taken >= maxTotal) throw full(`This subgraph holds ${maxTotal} subscriptions open`);
    if (own >= maxOwn) throw full(`${isMember ? 'Your' : 'All'} ${maxOwn} subscriptions ${ownText(isMember)} are open`);
    this.#taken += 1;
    this.#byCaller.set(caller, own + 1);
    return {
      hold: (live) => this.#hold(live),
      giveBack: () => {
        this.#taken -= 1;
        const left = (this.#byCaller.get(caller) ?? 1) - 1;
        if (left > 0) this.#byCaller.set(caller, left);
        else this.#byCaller.delete(caller);
      },
    };
  }

  /** Takes no more, and ends those that are open with a last event. Waits `graceMs` at most for what they still do. */
  async stop(graceMs: number): Promise<void> {
    this.#isStopping = true;
    for (const live of this.#live.keys()) live.end(subgraphStopping);
    const grace = new AbortController();
    const wait = delay(graceMs, undefined, { signal: grace.signal }).catch(() => undefined);
    await Promise.race([Promise.all(this.#live.values()), wait]);
    grace.abort();
  }

  async #hold(live: LiveSubscription): Promise<void> {
    const running = live.run();
    this.#live.set(live, running);
    if (this.#isStopping) live.end(subgraphStopping);
    await running;
    this.#live.delete(live);
  }
}

function ownText(isMember: boolean): string {
  return isMember ? 'of this subgraph' : 'for callers without identity';
}

function full(what: string): Error {
  return kitRefusal('SUBGRAPH_SUBSCRIPTIONS_FULL', `${what}. End one, or try again later.`);
}
