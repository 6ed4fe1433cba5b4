/** What a buffer tells the one who fills it. */
export interface EventBufferOptions {
  /** At half of it no more shall be sent. What is on its way then is kept, however many events it is. */
  readonly maxEvents: number;
  /** At half of it no more shall be sent, and beyond it nothing is kept. */
  readonly maxBytes: number;
  /** Half of what may be kept is there: send no more. */
  readonly onFilling: () => void;
  /** All was taken: send on. */
  readonly onDrained: () => void;
}

interface Kept<Event> {
  readonly event: Event;
  readonly bytes: number;
}

/**
 * Events between a connection that pushes and a reader that pulls, one reader at a time. Never grows beyond its bound of
 * bytes. Many small events may come in one piece, which cannot be stopped half-way: their number alone is no reason to
 * lose any.
 */
export class EventBuffer<Event> {
  readonly #options: EventBufferOptions;
  readonly #kept: Kept<Event>[] = [];
  #bytes = 0;
  #isFilling = false;
  #end: { readonly error?: Error } | undefined;
  #wake: (() => void) | undefined;

  constructor(options: EventBufferOptions) {
    this.#options = options;
  }

  /** Keeps an event. False when there is no room for it: it is lost then, and whoever reads should be told. */
  push(event: Event, bytes: number): boolean {
    if (this.#end) return true;
    const { maxEvents, maxBytes, onFilling } = this.#options;
    if (this.#kept.length > 0 && this.#bytes + bytes > maxBytes) return false;
    this.#kept.push({ event, bytes });
    this.#bytes += bytes;
    if (!this.#isFilling && (this.#kept.length * 2 >= maxEvents || this.#bytes * 2 >= maxBytes)) {
      this.#isFilling = true;
      onFilling();
    }
    this.#wake?.();
    return true;
  }

  /** Nothing more comes. What is kept can still be taken; with an error it is thrown after that. */
  end(error?: Error): void {
    this.#end ??= error ? { error } : {};
    this.#wake?.();
  }

  /** Nothing more comes, and what is kept is not wanted any more. */
  abort(error: Error): void {
    this.#kept.length = 0;
    this.#bytes = 0;
    this.#end = { error };
    this.#wake?.();
  }

  /** The next event, or undefined at the end. Waits for it. Throws the error with which it ended. */
  async take(): Promise<Event | undefined> {
    while (this.#kept.length === 0 && !this.#end) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const next = this.#kept.shift();
    if (!next) {
      if (this.#end?.error) throw this.#end.error;
      return undefined;
    }
    this.#bytes -= next.bytes;
    if (this.#isFilling && this.#kept.length === 0) {
      this.#isFilling = false;
      this.#options.onDrained();
    }
    return next.event;
  }
}
