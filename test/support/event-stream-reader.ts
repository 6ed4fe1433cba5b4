/** An event stream as it comes over the wire. Whoever opens it leaves it. */
export interface EventStreamReader extends AsyncDisposable {
  readonly status: number;
  readonly headers: Headers;
  /** The next block (a comment or an event, without its empty line), or undefined at the end. */
  block(): Promise<string | undefined>;
  /** The next that is no comment: an event by type and data, or undefined at the end. */
  next(): Promise<{ readonly type: string; readonly data: unknown } | undefined>;
  /** Everything that is no comment, to the end. */
  rest(): Promise<{ readonly type: string; readonly data: unknown }[]>;
  /** Closes the connection. */
  leave(): void;
}

/** Asks a GraphQL endpoint for an event stream. */
export async function openEventStream(
  url: string,
  body: object | string,
  headers: Readonly<Record<string, string>> = {},
): Promise<EventStreamReader> {
  const leaving = new AbortController();
  const response = await fetch(url, {
    method: 'POST',
    headers: { accept: 'text/event-stream', 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    signal: leaving.signal,
  });
  const blocks = blocksOf(response.body ?? new ReadableStream());
  const block = async () => (await blocks.next()).value ?? undefined;
  const next = async () => {
    for (let text = await block(); text !== undefined; text = await block()) {
      if (!text.startsWith(':')) return eventOf(text);
    }
    return undefined;
  };
  const leave = () => leaving.abort();
  return {
    status: response.status,
    headers: response.headers,
    block,
    next,
    rest: async () => {
      const events = [];
      for (let event = await next(); event !== undefined; event = await next()) events.push(event);
      return events;
    },
    leave,
    [Symbol.asyncDispose]: () => {
      leave();
      return Promise.resolve();
    },
  };
}

async function* blocksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string, undefined, undefined> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    const parts = text.split('\n\n');
    text = parts.pop() ?? '';
    yield* parts;
  }
  if (text !== '') yield text;
  return undefined;
}

function eventOf(text: string): { type: string; data: unknown } {
  const [, type = '', data = ''] = /^event: (\w+)\ndata:(.*)$/s.exec(text) ?? [];
  if (type === '') throw new Error(`This is no event: ${text}`);
  return { type, data: data.trim() === '' ? undefined : (JSON.parse(data) as unknown) };
}
