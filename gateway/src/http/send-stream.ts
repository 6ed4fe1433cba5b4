import type { ServerResponse } from 'node:http';

import type { StreamBody } from './http-answer.js';

/**
 * Writes a body as it comes and as fast as the client takes it: beside what the connection buffers, one part is kept.
 * Frees the body as soon as the client goes. Promises not to throw.
 *
 * @param maxStallMs - how long a client may take nothing before it is cut off, in milliseconds
 */
export async function sendStream(response: ServerResponse, body: StreamBody, maxStallMs: number): Promise<void> {
  const leave = () => void body.return().catch(() => undefined);
  response.once('close', leave);
  try {
    if (response.closed || response.destroyed) leave();
    for (let step = await body.next(); !step.done; step = await body.next()) {
      if (!response.write(step.value)) await drained(response, maxStallMs);
    }
    response.end();
    await finished(response);
  } catch {
    // What a body fails on it tells in the body; this is the connection, which has an end either way.
    response.destroy();
  } finally {
    response.off('close', leave);
    leave();
  }
}

/** Waits until the client has taken what was written, or is gone. */
async function drained(response: ServerResponse, maxStallMs: number): Promise<void> {
  if (response.destroyed || !response.writableNeedDrain) return;
  await new Promise<void>((resolve) => {
    const stalled = setTimeout(() => response.destroy(), maxStallMs);
    const done = () => {
      clearTimeout(stalled);
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.once('drain', done);
    response.once('close', done);
  });
}

async function finished(response: ServerResponse): Promise<void> {
  if (response.writableFinished || response.destroyed) return;
  await new Promise<void>((resolve) => {
    response.once('finish', resolve);
    response.once('close', resolve);
  });
}
