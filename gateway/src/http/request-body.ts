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
function collect(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const stop = () => {
      request.off('data', onData).off('end', onEnd).off('error', onError).off('close', onClose);
    };
    const onData = (chunk: Buffer) => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes <= maxBytes) return;
      stop();
      resolve(undefined);
    };
    const onEnd = () => {
      stop();
      resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
    };
    const onError = (error: Error) => {
      stop();
      reject(error);
    };
    const onClose = () => {
      onError(new Error('The connection was closed before the body had come.'));
    };
    // Who was gone before says so no more.
    if (request.destroyed) onClose();
    else request.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose);
  });
}
