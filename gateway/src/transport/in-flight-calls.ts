const slotCount = 256;
/** Calls of one slot that are compared before a new one is sent: a bound for callers who have very many in flight. */
const mostCompared = 64;

/** A call that others may join. Whoever added it takes it out. */
export interface InFlightEntry<TCall> {
  readonly callerKey: string;
  readonly body: string;
  readonly call: TCall;
  /** Another one in the same slot. */
  next: InFlightEntry<TCall> | undefined;
}

/**
 * Calls of one subgraph that others may join while they are in flight. Nothing stays when a call has ended: this is no
 * cache.
 *
 * What is shared never crosses callers: an entry is found by the whole key of its caller and its whole body. The slots
 * are our own because a Map that lives on its entries' coming and going leaves tables behind that keep what has ended
 * alive; measured, the garbage collector then took more time than everything else here.
 */
export class InFlightCalls<TCall> {
  private readonly slots = new Array<InFlightEntry<TCall> | undefined>(slotCount).fill(undefined);

  find(callerKey: string, body: string): TCall | undefined {
    let entry = this.slots[slotOf(callerKey, body)];
    for (let compared = 0; entry && compared < mostCompared; compared++) {
      if (entry.callerKey === callerKey && entry.body === body) return entry.call;
      entry = entry.next;
    }
    return undefined;
  }

  add(callerKey: string, body: string, call: TCall): InFlightEntry<TCall> {
    const slot = slotOf(callerKey, body);
    const entry = { callerKey, body, call, next: this.slots[slot] };
    this.slots[slot] = entry;
    return entry;
  }

  /** Does nothing when the entry is not there any more, as after `closeAll`. */
  remove(entry: InFlightEntry<TCall>): void {
    const slot = slotOf(entry.callerKey, entry.body);
    let before = this.slots[slot];
    if (before === entry) this.slots[slot] = entry.next;
    while (before && before.next !== entry) before = before.next;
    if (before) before.next = entry.next;
  }

  /** Lets nobody join any more; the calls go on. */
  closeAll(): void {
    this.slots.fill(undefined);
  }
}

/** Reads a few characters of the key and none of the body, which may be long. Equality is judged by the entries. */
function slotOf(callerKey: string, body: string): number {
  let hash = body.length;
  for (let place = callerKey.length - 1; place >= 0; place -= 1 + (callerKey.length >> 4)) {
    hash = (hash * 31 + callerKey.charCodeAt(place)) | 0;
  }
  return (hash ^ (hash >>> 8) ^ (hash >>> 16)) & (slotCount - 1);
}
