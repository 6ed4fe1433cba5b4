/** Does one thing after the other, in the order in which they are asked for. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  /** Rejects when the work does, and with the signal's reason when it is given up before; then its turn passes unused. */
  async take<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const giveUp = () => reject(signal?.reason);
    signal?.addEventListener('abort', giveUp, { once: true });
    this.last = this.last.then(async () => {
      if (signal?.aborted) return;
      await work().then(resolve, reject);
    });
    return promise.finally(() => signal?.removeEventListener('abort', giveUp));
  }
}
