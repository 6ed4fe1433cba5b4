import { federate } from '../../support/federation.js';
import { first } from './first.subgraph.js';
import { second } from './second.subgraph.js';

describe('@shareable', () => {
  it('is answered by one subgraph where one has everything', async () => {
    await using federation = await federate([first, second]);
    expect(await federation.ask('{ place { name point { x y } } }')).toEqual({
      data: { place: { name: 'Hall', point: { x: 1, y: 2 } } },
    });
    expect(federation.callsSince()).toHaveLength(1);
  });

  it('is joined in depth where values without keys come from several', async () => {
    await using federation = await federate([first, second]);
    expect(await federation.ask('{ place { name floor point { x z } } }')).toEqual({
      data: { place: { name: 'Hall', floor: 3, point: { x: 1, z: 9 } } },
    });
  });
});
