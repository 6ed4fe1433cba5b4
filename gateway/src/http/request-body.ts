import type { IncomingMessage } from 'node:http';
import { gatewayRefusal } from '../errors.js';

/**
 * Reads a body of at most `maxBytes`. What is a little too large is read to its end and thrown away, because a client
 * that is still sending would see a broken connection instead of the answer; what is far too large is not.
 *
 * @throws GraphQLError REQUEST_BODY_TOO_LARGE
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const mostBytes = maxBytes * 2;
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) throw bodyTooLarge(maxBytes);
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Giving up must not destroy the connection, which has to carry the answer.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw bodyTooLarge(maxBytes);
    if (bytes <= maxBytes) chunks.push(chunk);
  }
  if (bytes > maxBytes) throw bodyTooLarge(maxBytes);
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

function bodyTooLarge(maxBytes: number): Error {
  const message = `The body must have at most ${maxBytes} bytes. Send smaller batches.`;
  return gatewayRefusal('REQUEST_BODY_TOO_LARGE', message, { connection: 'close' });
}
