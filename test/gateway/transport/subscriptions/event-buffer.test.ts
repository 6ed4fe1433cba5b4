import { EventBuffer } from '../../../../gateway/src/transport/subscriptions/event-buffer.js';

const bufferOf = (maxEvents: number, maxBytes: number) => {
  const told: string[] = [];
  const buffer = new EventBuffer<string>({
    maxEvents,
    maxBytes,
    onFilling: () => told.push('filling'),
    onDrained: () => told.push('drained'),
  });
  return { buffer, told };
};

describe('EventBuffer', () => {
  it('asks to send no more at half, keeps what comes nevertheless, and asks for more when all is taken', async () => {
    const { buffer, told } = bufferOf(4, 1_000);
    expect(['a', 'b', 'c', 'd', 'e'].map((event) => buffer.push(event, 1))).toEqual([true, true, true, true, true]);
    expect(told).toEqual(['filling']);
    const taken = [
      await buffer.take(),
      await buffer.take(),
      await buffer.take(),
      await buffer.take(),
      await buffer.take(),
    ];
    expect([taken, told]).toEqual([
      ['a', 'b', 'c', 'd', 'e'],
      ['filling', 'drained'],
    ]);
  });

  it('refuses more bytes than its bound, and always has room for one event', () => {
    const { buffer } = bufferOf(100, 10);
    expect([buffer.push('large', 50), buffer.push('small', 1)]).toEqual([true, false]);
  });

  it('gives what it has before it ends with an error, and nothing more when it is aborted', async () => {
    const { buffer } = bufferOf(4, 100);
    buffer.push('a', 1);
    buffer.end(new Error('lost'));
    expect(await buffer.take()).toBe('a');
    await expect(buffer.take()).rejects.toThrow('lost');
    const aborted = bufferOf(4, 100).buffer;
    aborted.push('a', 1);
    aborted.abort(new Error('unwanted'));
    await expect(aborted.take()).rejects.toThrow('unwanted');
  });
});
