/** One event of a `text/event-stream`. */
export interface ServerSentEvent {
  /** `message` where the stream names none. */
  readonly type: string;
  /** Undefined where the stream has none for it: to a browser that is no event. */
  readonly data: string | undefined;
}

/** An event has more bytes than the reader takes. */
export class EventTooLargeError extends Error {
  override readonly name = 'EventTooLargeError';
}

const lineEnd = /\r\n|\n|\r/g;

/**
 * Reads `text/event-stream` (WHATWG HTML, section 9.2.6, "Interpreting an event stream") from chunks as they come, which
 * may break anywhere. What was begun and not ended by an empty line is no event. `id` and `retry` are for clients that
 * reconnect by themselves, which this one leaves to its callers.
 */
export class EventStreamParser {
  readonly #maxEventBytes: number;
  // Takes away a byte order mark at the beginning, as the format asks.
  readonly #decoder = new TextDecoder('utf-8');
  #line = '';
  #type = '';
  #data: string[] = [];
  #bytes = 0;
  #endedInReturn = false;

  /** @param maxEventBytes - bytes of all lines of one event */
  constructor(maxEventBytes: number) {
    this.#maxEventBytes = maxEventBytes;
  }

  /** The events that end in this chunk. Throws an {@link EventTooLargeError}. */
  *push(chunk: Uint8Array): Generator<ServerSentEvent, void, undefined> {
    const text = this.#withoutSplitLineEnd(this.#decoder.decode(chunk, { stream: true }));
    let start = 0;
    for (const { 0: end, index } of text.matchAll(lineEnd)) {
      this.#extendLine(text.slice(start, index));
      start = index + end.length;
      const event = this.#endLine();
      if (event) yield event;
    }
    this.#extendLine(text.slice(start));
  }

  /** The line feed of a CRLF whose first half ended the chunk before ends no second line. */
  #withoutSplitLineEnd(text: string): string {
    if (text === '') return text;
    const isSplit = this.#endedInReturn && text.startsWith('\n');
    this.#endedInReturn = text.endsWith('\r');
    return isSplit ? text.slice(1) : text;
  }

  #extendLine(part: string): void {
    this.#bytes += Buffer.byteLength(part);
    if (this.#bytes > this.#maxEventBytes) {
      throw new EventTooLargeError(`An event has more than ${this.#maxEventBytes} bytes.`);
    }
    this.#line += part;
  }

  #endLine(): ServerSentEvent | undefined {
    const line = this.#line;
    this.#line = '';
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    // A comment; it has done its work by breaking the silence.
    if (colon === 0) this.#bytes -= Buffer.byteLength(line);
    else if (colon < 0) this.#field(line, '');
    else this.#field(line.slice(0, colon), line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1));
    return undefined;
  }

  #field(name: string, value: string): void {
    if (name === 'event') this.#type = value;
    else if (name === 'data') this.#data.push(value);
  }

  /** What has neither data nor a type is no event. */
  #dispatch(): ServerSentEvent | undefined {
    const [type, data] = [this.#type, this.#data];
    this.#type = '';
    this.#data = [];
    this.#bytes = 0;
    if (data.length === 0) return type === '' ? undefined : { type, data: undefined };
    return { type: type === '' ? 'message' : type, data: data.join('\n') };
  }
}
