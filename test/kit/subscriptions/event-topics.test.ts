import { EventTopics } from '@alliance/kit';

it('tells whoever listens what is published from then on, in its order', async () => {
  const topics = new EventTopics();
  topics.publish('a', 0);
  const [one, other, elsewhere] = [topics.subscribe('a'), topics.subscribe('a'), topics.subscribe('b')];
  const waiting = one.next();
  topics.publish('a', 1);
  topics.publish('a', 2);
  expect([await waiting, await one.next(), await other.next()].map(({ value }) => value)).toEqual([1, 2, 1]);
  const [left, never] = [one.next(), elsewhere.next()];
  for (const listener of [one, other, elsewhere]) await listener.return?.();
  expect([await left, await never, await other.next()].map(({ done }) => done)).toEqual([true, true, true]);
  expect([topics.listenersOf('a'), topics.listenersOf('b')]).toEqual([0, 0]);
});

it('lets go of who leaves more untaken than is kept, and says so', async () => {
  const topics = new EventTopics({ maxUntaken: 2 });
  const listener = topics.subscribe('a');
  for (const event of [1, 2]) topics.publish('a', event);
  expect((await listener.next()).value).toBe(1);
  for (const event of [3, 4]) topics.publish('a', event);
  await expect(listener.next()).rejects.toThrow('More than 2 events were left untaken.');
  expect(await listener.next()).toEqual({ done: true, value: undefined });
  expect(topics.listenersOf('a')).toBe(0);
});

it('refuses ids, which it would not heed', () => {
  expect(() => new EventTopics().subscribe('a', 7)).toThrow('no ids');
});
