import type { IncomingMessage } from 'node:http';
import { gatewayRefusal } from '../errors.js';

/**
 * Reads a body of at most `maxBytes`. The rest of one that is too large is let through and thrown away: a client that
 * is still sending would otherwise see a broken connection instead of the answer. The time for a request bounds that.
 *
 * @throws GraphQLError REQUEST_BODY_TOO_LARGE
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const isSaidTooLarge = Number(request.headers['content-length'] ?? 0) > maxBytes;
  const body = isSaidTooLarge ? undefined : await collect(request, maxBytes);
  if (body) return body;
  request.resume();
  const message = `The body must have at most ${maxBytes} bytes. Send smaller batches.`;
  throw gatewayRefusal('REQUEST_BODY_TOO_LARGE', message);
}

/** Undefined as soon as there is more than `maxBytes`. Giving up must not destroy the connection: it has to answer. */
async function collect(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}
