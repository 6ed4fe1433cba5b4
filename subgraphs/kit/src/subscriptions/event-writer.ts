import type { ServerResponse } from 'node:http';

export interface EventWriterOptions {
  /** Bytes that a reader may leave untaken before it gets no more, beside the event that passes the bound. */
  readonly maxBufferedBytes: number;
  /** How long a reader may take nothing of what is there, in milliseconds. */
  readonly stallMs: number;
  /** How often a sign of life is written, in milliseconds. */
  readonly keepAliveMs: number;
}

const headers = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // Some proxies keep answers back until they are complete; this tells nginx and its kin not to.
  'x-accel-buffering': 'no',
  // Nothing comes after a stream, and a subgraph that stops need not wait for the connection.
  connection: 'close',
};

const comment = ':\n\n';

/**
 * Writes an event stream ("distinct connections mode" of graphql-sse), and knows how much of it was taken. Whoever
 * begins it finishes it; a reader that goes or stalls is told by the callbacks.
 */
export class EventWriter {
  readonly #response: ServerResponse;
  readonly #options: EventWriterOptions;
  #untakenBytes = 0;
  #onRoom: (() => void) | undefined;
  #stall: NodeJS.Timeout | undefined;
  #keepAlive: NodeJS.Timeout | undefined;

  constructor(response: ServerResponse, options: EventWriterOptions) {
    this.#response = response;
    this.#options = options;
  }

  /** Lets the reader know that it is heard before the first event comes. */
  begin({ onGone, onStalled }: { readonly onGone: () => void; readonly onStalled: () => void }): void {
    const { stallMs, keepAliveMs } = this.#options;
    this.#response.once('close', () => {
      clearTimeout(this.#stall);
      clearInterval(this.#keepAlive);
      onGone();
    });
    this.#stall = setTimeout(() => {
      if (this.#untakenBytes > 0) onStalled();
    }, stallMs);
    this.#keepAlive = setInterval(() => {
      // Whoever has something to take needs no sign.
      if (this.#untakenBytes === 0) this.#write(comment);
    }, keepAliveMs);
    this.#response.writeHead(200, headers);
    this.#write(comment);
  }

  /** @param result - JSON text of an execution result, which holds no line break */
  writeNext(result: string): void {
    this.#write(`event: next\ndata: ${result}\n\n`);
  }

  /** Resolves when the reader has taken enough to get more. Never, when it goes or stalls: see `begin`. */
  room(): Promise<void> {
    if (this.#untakenBytes <= this.#options.maxBufferedBytes) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onRoom = resolve;
    });
  }

  /** Says that nothing more comes. A reader that does not take it in time is cut off. */
  finish(): void {
    if (this.#response.destroyed) return;
    clearInterval(this.#keepAlive);
    clearTimeout(this.#stall);
    this.#stall = setTimeout(() => this.#response.destroy(), this.#options.stallMs);
    this.#response.end('event: complete\ndata:\n\n');
  }

  #write(text: string): void {
    if (this.#response.destroyed || this.#response.writableEnded) return;
    const chunk = Buffer.from(text);
    if (this.#untakenBytes === 0) this.#stall?.refresh();
    this.#untakenBytes += chunk.length;
    this.#response.write(chunk, () => this.#onTaken(chunk.length));
  }

  #onTaken(bytes: number): void {
    this.#untakenBytes -= bytes;
    // Bytes of a connection that is gone count as taken, too: a timer that was cleared must not start again.
    if (!this.#response.writableEnded && !this.#response.destroyed) this.#stall?.refresh();
    if (this.#untakenBytes > this.#options.maxBufferedBytes) return;
    this.#onRoom?.();
    this.#onRoom = undefined;
  }
}
