import { EventTopics } from '@alliance/kit';

/** Topics of which a test waits until so many listen. Those that leave for too many events are not noticed. */
export class WatchedTopics extends EventTopics {
  readonly #waiting = new Set<() => void>();

  override subscribe(topic: string, id?: unknown): ReturnType<EventTopics['subscribe']> {
    const listener = super.subscribe(topic, id);
    const leave = listener.return?.bind(listener);
    listener.return = async () => {
      const step = await leave?.();
      this.#tell();
      return step ?? { done: true, value: undefined };
    };
    this.#tell();
    return listener;
  }

  listeners(topic: string, count: number): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (this.listenersOf(topic) !== count) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }

  #tell(): void {
    for (const check of [...this.#waiting]) check();
  }
}
