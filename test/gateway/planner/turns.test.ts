import { Turns } from '../../../gateway/src/planner/turns.js';

describe('turns', () => {
  it('come one after the other, whatever becomes of them', async () => {
    const turns = new Turns();
    const events: string[] = [];
    const work = (name: string, error?: Error) => async () => {
      events.push(`${name} begins`);
      await Promise.resolve();
      events.push(`${name} ends`);
      if (error) throw error;
      return name;
    };
    const results = await Promise.allSettled([
      turns.take(work('a')),
      turns.take(work('b', new Error('no'))),
      turns.take(work('c')),
    ]);
    expect(results).toEqual([
      { status: 'fulfilled', value: 'a' },
      { status: 'rejected', reason: new Error('no') },
      { status: 'fulfilled', value: 'c' },
    ]);
    expect(events).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  it('pass unused when they are given up', async () => {
    const turns = new Turns();
    const first = Promise.withResolvers<string>();
    const running = turns.take(() => first.promise);
    const caller = new AbortController();
    let isStarted = false;
    const givenUp = turns.take(() => {
      isStarted = true;
      return Promise.resolve('never');
    }, caller.signal);
    caller.abort(new Error('enough'));
    await expect(givenUp).rejects.toThrow('enough');
    first.resolve('done');
    expect([await running, await turns.take(() => Promise.resolve('next')), isStarted]).toEqual([
      'done',
      'next',
      false,
    ]);
  });
});
