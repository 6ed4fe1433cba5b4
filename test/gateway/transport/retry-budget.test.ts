import { retryDelay } from '../../../gateway/src/transport/back-off.js';
import { RetryBudget } from '../../../gateway/src/transport/retry-budget.js';

describe('the budget of retries', () => {
  const takeAll = (budget: RetryBudget) => {
    let taken = 0;
    while (taken < 1_000 && budget.take()) taken++;
    return taken;
  };

  it('has a floor, a share of all calls, and a little for each second, none of which piles up', () => {
    const clock = { nowMs: 0, now: () => clock.nowMs };
    const budget = new RetryBudget(10, clock);
    expect(takeAll(budget)).toBe(10);
    // A tenth is no whole number in binary: the odd call keeps the sum above 5.
    for (let call = 0; call < 51; call++) budget.deposit();
    expect(takeAll(budget)).toBe(5);
    clock.nowMs += 3_000;
    expect(takeAll(budget)).toBe(3);
    for (let call = 0; call < 10_000; call++) budget.deposit();
    clock.nowMs += 3_600_000;
    expect(takeAll(budget)).toBe(10);
  });
});

describe('the wait before a retry', () => {
  const policy = { retryDelayMs: 100, retryMaxDelayMs: 1_500 };
  const inMs = (ms: number) => new Date(Date.now() + ms).toUTCString();

  it.each([
    { what: 'is drawn from twice as much each time', attempt: 3, random: 0.5, retryAfter: undefined, delay: 200 },
    { what: 'is bounded', attempt: 9, random: 0.5, retryAfter: undefined, delay: 750 },
    { what: 'may be none', attempt: 1, random: 0, retryAfter: undefined, delay: 0 },
    { what: 'is what the subgraph asks for', attempt: 1, random: 0.5, retryAfter: '1', delay: 1_000 },
    { what: 'is not shorter because it asks for less', attempt: 2, random: 0.5, retryAfter: '0', delay: 100 },
    { what: 'is given up when it asks for too much', attempt: 1, random: 0, retryAfter: '2', delay: undefined },
    { what: 'is given up for a distant date', attempt: 1, random: 0, retryAfter: inMs(600_000), delay: undefined },
    { what: 'takes a date that has passed for now', attempt: 1, random: 0.5, retryAfter: inMs(-600_000), delay: 50 },
    { what: 'does not mind what is no Retry-After', attempt: 1, random: 0.5, retryAfter: 'soon', delay: 50 },
  ])('$what', ({ attempt, random, retryAfter, delay }) => {
    expect(retryDelay(policy, attempt, random, retryAfter)).toBe(delay);
  });
});
