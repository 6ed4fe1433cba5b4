import { setImmediate as nextTurn } from 'node:timers/promises';
import { Entrance } from '../../../gateway/src/graphql-server/entrance.js';

describe('the entrance of operations', () => {
  it('lets an operation begin at once when none began in this turn', async () => {
    const entrance = new Entrance();
    expect(entrance.enter()).toBeUndefined();
    await nextTurn();
    await nextTurn();
    expect(entrance.enter()).toBeUndefined();
  });

  it('lets one begin in a turn, in order, and what is under way go on in between', async () => {
    const entrance = new Entrance();
    const happened: string[] = [];
    const begin = async (name: string) => {
      await entrance.enter();
      happened.push(`${name} begins`);
      await nextTurn();
      happened.push(`${name} goes on`);
    };
    await Promise.all(['a', 'b', 'c'].map(begin));
    expect(happened.filter((each) => each.endsWith('begins'))).toEqual(['a begins', 'b begins', 'c begins']);
    expect(happened.indexOf('a goes on')).toBeLessThan(happened.indexOf('c begins'));
  });

  it('forgets nobody who comes while others wait', async () => {
    const entrance = new Entrance();
    const begun: number[] = [];
    const begin = async (number: number) => {
      await entrance.enter();
      begun.push(number);
    };
    const first = [0, 1, 2].map(begin);
    await nextTurn();
    await Promise.all([...first, ...[3, 4, 5].map(begin)]);
    expect(begun).toEqual([0, 1, 2, 3, 4, 5]);
  });
});
