import { EventStreamParser } from '../../../../gateway/src/transport/subscriptions/event-stream-parser.js';

const read = (chunks: readonly Uint8Array[], maxEventBytes = 1_000) => {
  const parser = new EventStreamParser(maxEventBytes);
  return chunks.flatMap((chunk) => [...parser.push(chunk)]);
};

const stream = Buffer.from(
  '\uFEFFevent: next\ndata: {"a":"ä😀"}\n\n: comment\r\ndata:one\rdata: two\r\n\r\nevent: bare\n\nid: 7\nretry: 1\ndata\n\ndata: unfinished\n',
);
const events = [
  { type: 'next', data: '{"a":"ä😀"}' },
  { type: 'message', data: 'one\ntwo' },
  { type: 'bare', data: undefined },
  { type: 'message', data: '' },
];

describe('EventStreamParser', () => {
  it('reads events, whatever ends their lines, and wherever chunks break', () => {
    expect(read([stream])).toEqual(events);
    expect(read([...stream].map((byte) => Uint8Array.of(byte)))).toEqual(events);
    for (let cut = 1; cut < stream.length; cut++) {
      expect(read([stream.subarray(0, cut), stream.subarray(cut)])).toEqual(events);
    }
  });

  it('keeps no more of an event than its bound, counted over all its lines; comments do not count', () => {
    expect(() => read([Buffer.from('data: 12345')], 10)).toThrow('more than 10 bytes');
    expect(() => read([Buffer.from('data:1\ndata:2\n')], 10)).toThrow('more than 10 bytes');
    const comments = Buffer.from(': life\n'.repeat(100));
    expect(read([comments, Buffer.from('data:1\n\n'), Buffer.from('data:2\n\n')], 10)).toHaveLength(2);
  });
});
