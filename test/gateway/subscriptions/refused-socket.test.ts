import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';

import { serveEndpoint } from './served-endpoint.js';

const head = (path: string) =>
  [
    `GET ${path} HTTP/1.1`,
    'host: 127.0.0.1',
    'connection: upgrade',
    'upgrade: websocket',
    'sec-websocket-version: 13',
    'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
    'sec-websocket-protocol: graphql-transport-ws',
    '\r\n',
  ].join('\r\n');

/** A connection whose client does not close it, whatever the server does. */
async function obstinate(url: string, path: string): Promise<Socket> {
  const { port, hostname } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  await once(socket, 'connect');
  socket.write(head(path));
  return socket;
}

describe('a connection that becomes no WebSocket', () => {
  it('is closed, even when its client keeps it open', async () => {
    await using server = await serveEndpoint();
    const socket = await obstinate(server.url, '/other');
    expect((await text(socket)).split('\r\n')[0]).toBe('HTTP/1.1 404 Not Found');
    // Were it kept, the server would wait for it for ever.
    await server.closed();
    socket.destroy();
  });
});

describe('a WebSocket that is asked for while the endpoint stops', () => {
  it('is refused, and nobody waits for it', async () => {
    await using server = await serveEndpoint();
    const first = await obstinate(server.url, '/graphql');
    await once(first, 'data');
    const stopped = server.endpoint.stop(1_000);
    await expect(server.connect()).rejects.toThrow('503');
    first.destroy();
    await stopped;
    await server.closed();
  });
});
