import { CallLimiter, type Waiter } from '../../../gateway/src/transport/call-limiter.js';

describe('the bound of calls', () => {
  it('hands places on in order, however many turns end at once', () => {
    const limiter = new CallLimiter(1, 20_000);
    const turns: number[] = [];
    const holder: Waiter = { onTurn: () => undefined };
    limiter.enter(holder);
    const waiters = Array.from({ length: 20_000 }, (_, index) => ({
      onTurn: () => {
        turns.push(index);
        limiter.release();
      },
    }));
    expect(waiters.map((waiter) => limiter.enter(waiter))).not.toContain(false);
    expect(limiter.enter(holder)).toBe(false);
    const [first] = waiters;
    if (first) limiter.leave(first);
    limiter.release();
    expect(turns).toEqual(Array.from({ length: 19_999 }, (_, index) => index + 1));
    expect([...limiter.waiting]).toEqual([]);
  });
});
