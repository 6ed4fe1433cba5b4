/**
 * Calls of one subgraph that others may join while they are in flight. Nothing stays when a call has ended: this is no
 * cache.
 *
 * What is shared never crosses callers: calls are kept apart by caller before anything else is compared.
 */
export class InFlightCalls<TCall> {
  private readonly byCaller = new Map<string, Map<string, TCall>>();

  find(callerKey: string, body: string): TCall | undefined {
    return this.byCaller.get(callerKey)?.get(body);
  }

  add(callerKey: string, body: string, call: TCall): void {
    const ofCaller = this.byCaller.get(callerKey);
    if (ofCaller) ofCaller.set(body, call);
    else this.byCaller.set(callerKey, new Map([[body, call]]));
  }

  /** Does nothing when another call has taken its place. */
  remove(callerKey: string, body: string, call: TCall): void {
    const ofCaller = this.byCaller.get(callerKey);
    if (ofCaller?.get(body) !== call) return;
    if (ofCaller.size === 1) this.byCaller.delete(callerKey);
    else ofCaller.delete(body);
  }

  /** Lets nobody join any more; the calls go on. */
  closeAll(): void {
    this.byCaller.clear();
  }
}
