import { federate } from '../../support/federation.js';
import { old } from './old.subgraph.js';
import { renewed } from './new.subgraph.js';

describe('@override', () => {
  it('moves a field to its new subgraph', async () => {
    await using federation = await federate([old, renewed]);
    expect(await federation.ask('{ card { id limit } }')).toEqual({ data: { card: { id: 'c1', limit: 2 } } });
  });

  it.each([
    { active: false, colour: 'old' },
    { active: true, colour: 'new' },
  ])('with a label follows the label (active: $active)', async ({ active, colour }) => {
    const isOverrideActive = (label: string) => active && label === 'new-colours';
    await using federation = await federate([old, renewed], { isOverrideActive });
    expect(await federation.ask('{ card { colour } }')).toEqual({ data: { card: { colour } } });
  });

  it('with a percentage moves that share of the operations, also of one that is kept compiled', async () => {
    let percentage = 0;
    await using federation = await federate([old, renewed], { overridePercentage: () => percentage });
    const ratings: unknown[] = [];
    for (percentage of [0, 29.9, 30, 99.9, 12]) ratings.push(await federation.ask('{ card { rating } }'));
    expect(ratings).toEqual(['new', 'new', 'old', 'old', 'new'].map((rating) => ({ data: { card: { rating } } })));
  });
});
