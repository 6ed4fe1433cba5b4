import { once } from 'node:events';
import { refusal } from '@alliance/schema';

import { gatewayRefusal } from '../../../gateway/src/errors.js';
import { closeCodeOf, init, nextMessage, serveEndpoint as serve, silence, subscribe } from './served-endpoint.js';

describe('WebSocketEndpoint', () => {
  it('closes with 4408 when a client does not say who it is', async () => {
    await using server = await serve({ initTimeoutMs: 10 });
    expect(await closeCodeOf(await server.connect())).toBe(4408);
  });

  it.each([
    ['4400 what is no JSON', 4400, ['{"type":']],
    ['4400 a message of no known type', 4400, ['{"type":"start"}']],
    ['4400 bytes that are no text', 4400, [Buffer.from([0xff, 0x00])]],
    ['4401 an operation before it said who it is', 4401, [subscribe('1')]],
    ['4429 saying it twice', 4429, [init, init]],
    ['4409 an id that is in use', 4409, [init, subscribe('1'), subscribe('1')]],
    ['4400 a message that only servers send', 4400, [init, '{"type":"connection_ack"}']],
    ['1009 a message that is too large', 1009, ['x'.repeat(2_000)]],
  ] as const)('answers with %s', async (_what, code, messages) => {
    await using server = await serve({ open: silence, maxMessageBytes: 1_000 });
    const socket = await server.connect();
    const closed = closeCodeOf(socket);
    for (const [index, message] of messages.entries()) {
      socket.send(message);
      if (index === 0 && message === init) await nextMessage(socket);
    }
    expect(await closed).toBe(code);
  });

  it('closes with 4406 where no protocol or another is spoken', async () => {
    await using server = await serve();
    expect(await closeCodeOf(await server.connect([]))).toBe(4406);
    await expect(server.connect('graphql-ws')).rejects.toThrow('no subprotocol');
  });

  it.each([
    ['4403 when it does not hold', 4403, () => refusal('UNAUTHENTICATED', 'The key is unknown or revoked.')],
    ['1013 when that cannot be told now', 1013, () => gatewayRefusal('IDENTITY_UNAVAILABLE', 'Try again.')],
  ] as const)('verifies the credential, and closes with %s', async (_what, code, reason) => {
    const seen: unknown[] = [];
    await using server = await serve({
      verify: (authorization) => {
        seen.push(authorization);
        return Promise.reject(reason());
      },
    });
    const socket = await server.connect();
    const closed = closeCodeOf(socket);
    socket.send('{"type":"connection_init","payload":{"authorization":"Bearer x"}}');
    expect([await closed, seen]).toEqual([code, ['Bearer x']]);
  });

  it('masks what is ours, and tells under which request id it is logged', async () => {
    await using server = await serve({ open: () => Promise.reject(new Error('hunter2')) });
    const socket = await server.connect();
    socket.send(init);
    await nextMessage(socket);
    socket.send(subscribe('1'));
    const requestId = expect.stringMatching(/^[0-9a-f-]{36}$/) as string;
    const message = 'The hub failed to answer this. It is logged under the request id.';
    const extensions = { code: 'INTERNAL_SERVER_ERROR', requestId };
    expect(await nextMessage(socket)).toEqual({ id: '1', type: 'error', payload: [{ message, extensions }] });
    socket.close();
  });

  it('bounds the operations of a socket, and forgets those that were completed', async () => {
    await using server = await serve({ open: silence });
    const socket = await server.connect();
    socket.send(init);
    await nextMessage(socket);
    for (const id of ['1', '2', '3']) socket.send(subscribe(id));
    const message = 'A socket may have 2 operations open.';
    const refused = (id: string) => ({
      id,
      type: 'error',
      payload: [{ message, extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } }],
    });
    expect(await nextMessage(socket)).toEqual(refused('3'));
    socket.send('{"id":"1","type":"complete"}');
    for (const id of ['4', '5']) socket.send(subscribe(id));
    expect(await nextMessage(socket)).toEqual(refused('5'));
    socket.close();
  });

  it('bounds the sockets, and serves one path alone', async () => {
    await using server = await serve({ maxSockets: 1 });
    await expect(server.connect(undefined, '/other')).rejects.toThrow('404');
    const socket = await server.connect();
    await expect(server.connect()).rejects.toThrow('503');
    socket.close();
    await once(socket, 'close');
    (await server.connect()).close();
  });

  it('bounds the sockets that showed no key, and only those', async () => {
    await using server = await serve({ anonymous: { max: 10, maxPerNetwork: 1 } });
    const enter = async (message: string) => {
      const socket = await server.connect();
      const entered = Promise.race([nextMessage(socket), closeCodeOf(socket)]);
      socket.send(message);
      return { socket, entered: await entered };
    };
    const acknowledged = { type: 'connection_ack' };
    const first = await enter(init);
    expect(first.entered).toEqual(acknowledged);
    expect((await enter(init)).entered).toBe(1013);
    const known = await enter('{"type":"connection_init","payload":{"authorization":"Bearer x"}}');
    expect(known.entered).toEqual(acknowledged);
    first.socket.close();
    await once(first.socket, 'close');
    expect((await enter(init)).entered).toEqual(acknowledged);
  });

  it('breaks off who asks and asks and reads nothing of the answers', async () => {
    await using server = await serve({ maxUnreadBytes: 64 * 1024 });
    const socket = await server.connect();
    const closed = once(socket, 'close');
    socket.send(init);
    await nextMessage(socket);
    socket.pause();
    const ping = JSON.stringify({ type: 'ping', payload: { filler: 'x'.repeat(256 * 1024) } });
    const send = () => new Promise<boolean>((resolve) => socket.send(ping, (error) => resolve(!error)));
    // What the operating system keeps for both sides is filled before the gateway has to keep anything.
    let sent = 0;
    while (sent < 1_000 && (await send())) sent += 1;
    expect(sent).toBeLessThan(1_000);
    socket.resume();
    expect((await closed)[0]).toBe(1006);
  });

  it('breaks off who does not answer any more', async () => {
    await using server = await serve({ keepAliveMs: 10 });
    const socket = await server.connect(undefined, undefined, { autoPong: false });
    expect(await closeCodeOf(socket)).toBe(1006);
  });
});
