import { type Dispatcher, request } from 'undici';

import { parseAnswer } from '../parse-answer.js';
import type { SignOutgoing } from '../subgraph-channels.js';
import { type SubgraphAnswer, TransportError, type TransportErrorCode } from '../subgraph-transport.js';
import { EventStreamParser, EventTooLargeError } from './event-stream-parser.js';
import type { SubscriptionCall, SubscriptionEvent, SubscriptionLimits } from './subscription-transport.js';

const standardHeaders = { accept: 'text/event-stream', 'content-type': 'application/json' };

/** By what a stream is asked for. */
export interface SseChannel {
  readonly dispatcher: Dispatcher;
  /** Undefined where the token alone is enough. */
  readonly sign: SignOutgoing | undefined;
}

/**
 * Subscribes by GraphQL over server-sent events, "distinct connections mode" of graphql-sse: one `POST`, answered by
 * events `next` and one `complete`. A stream that ends without `complete` was broken off. Reading is as fast as events
 * are taken: what is kept here is one chunk of the connection and the event that is being read.
 */
export async function* subscribeBySse(
  call: SubscriptionCall,
  limits: SubscriptionLimits,
  channel: SseChannel,
): AsyncGenerator<SubscriptionEvent, void, undefined> {
  const { subgraph } = call;
  try {
    const response = await openStream(call, limits, channel);
    const type = response.headers['content-type'];
    const mediaType = (typeof type === 'string' ? type : '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
    if (mediaType !== 'text/event-stream' || response.statusCode !== 200) {
      const text = await readText(response.body, limits.maxEventBytes);
      yield* only(parseAnswer(subgraph, response.statusCode, mediaType, text));
      return;
    }
    call.onEstablished?.();
    const parser = new EventStreamParser(limits.maxEventBytes);
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      for (const { type: kind, data } of parser.push(chunk)) {
        // Many servers leave out the data of this one, without which it is no event to a browser.
        if (kind === 'complete') return;
        // Other events are none of the protocol's, and may be added to it one day.
        if (kind !== 'next' || data === undefined) continue;
        yield { kind: 'next', answer: parseAnswer(subgraph, 200, 'application/json', data) };
      }
    }
  } catch (error) {
    throw transportError(error, call, limits);
  }
  throw new TransportError('SUBGRAPH_UNREACHABLE', subgraph, `Subgraph "${subgraph}" broke off its events.`);
}

async function openStream(
  { url, body, headers: given, signal }: SubscriptionCall,
  limits: SubscriptionLimits,
  { dispatcher, sign }: SseChannel,
) {
  const headers = { ...given, ...standardHeaders };
  const proof = sign && (await sign({ method: 'POST', url, headers, body }));
  return request(url, {
    dispatcher,
    method: 'POST',
    headers: { ...headers, ...proof },
    body,
    signal,
    headersTimeout: limits.connectTimeoutMs,
    // Between two chunks; it stands still while reading does.
    bodyTimeout: limits.idleMs,
  });
}

/** An answer that is no stream: a refusal, or all there is. */
function* only(answer: SubgraphAnswer): Generator<SubscriptionEvent> {
  if (answer.data) yield { kind: 'next', answer };
  else yield { kind: 'error', errors: answer.errors ?? [] };
}

async function readText(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new EventTooLargeError(`There are more than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function transportError(cause: unknown, { subgraph, signal }: SubscriptionCall, limits: SubscriptionLimits): Error {
  if (cause instanceof TransportError) return cause;
  const failed = (code: TransportErrorCode, what: string) =>
    new TransportError(code, subgraph, `Subgraph "${subgraph}" ${what}`, { cause });
  if (signal.aborted) return failed('REQUEST_ABORTED', 'is not listened to any more.');
  if (cause instanceof EventTooLargeError) {
    return failed('SUBGRAPH_TOO_LARGE', `sent an event of more than ${limits.maxEventBytes} bytes.`);
  }
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'UND_ERR_BODY_TIMEOUT') return failed('SUBGRAPH_TIMEOUT', `was silent for ${limits.idleMs} ms.`);
  if (code === 'UND_ERR_HEADERS_TIMEOUT') return failed('SUBGRAPH_TIMEOUT', 'did not take the subscription in time.');
  return failed('SUBGRAPH_UNREACHABLE', 'cannot be reached, or broke off its events.');
}
