import { federate } from '../../support/federation.js';
import { authors } from './authors.subgraph.js';
import { reviews } from './reviews.subgraph.js';

describe('@provides', () => {
  it('saves the call on the path where it is declared', async () => {
    await using federation = await federate([reviews, authors]);
    expect(await federation.ask('{ latest { text author { name } } }')).toEqual({
      data: { latest: { text: 'good', author: { name: 'as reviews know it' } } },
    });
    expect(federation.callsSince()).toEqual(['reviews']);
  });

  it('does not hold on other paths to the same type', async () => {
    await using federation = await federate([reviews, authors]);
    expect(await federation.ask('{ oldest { author { name } } }')).toEqual({
      data: { oldest: { author: { name: 'as authors know it' } } },
    });
    expect(federation.callsSince()).toEqual(['reviews', 'authors']);
  });

  it('leaves the other fields of the entity to their owner', async () => {
    await using federation = await federate([reviews, authors]);
    expect(await federation.ask('{ latest { author { name born } } }')).toEqual({
      data: { latest: { author: { name: 'as reviews know it', born: 1970 } } },
    });
  });
});
