import { federate } from '../../support/federation.js';
import { catalogue } from './catalogue.subgraph.js';
import { makers } from './makers.subgraph.js';

describe('entities', () => {
  it('are asked for in one call, each once', async () => {
    await using federation = await federate([catalogue, makers]);
    expect(await federation.ask('{ products { name maker { name } } }')).toEqual({
      data: {
        products: [
          { name: 'Ledger', maker: { name: 'Maker m1 of CH' } },
          { name: 'Scale', maker: { name: null } },
          { name: 'Seal', maker: { name: 'Maker m1 of CH' } },
        ],
      },
    });
    expect(federation.subgraphs.calls.map(({ subgraph, variables }) => [subgraph, variables])).toEqual([
      ['catalogue', {}],
      [
        'makers',
        {
          representations: [
            { __typename: 'Maker', code: 'm1', land: 'CH' },
            { __typename: 'Maker', code: 'm2', land: 'CH' },
          ],
        },
      ],
    ]);
  });

  it('lead on to entities of a third place, and back', async () => {
    await using federation = await federate([catalogue, makers]);
    expect(await federation.ask('{ products { id maker { flagship { id name maker { code name } } } } }')).toEqual({
      data: {
        products: [
          { id: 'p1', maker: { flagship: { id: 'p3', name: 'Seal', maker: { code: 'm1', name: 'Maker m1 of CH' } } } },
          { id: 'p2', maker: { flagship: null } },
          { id: 'p3', maker: { flagship: { id: 'p3', name: 'Seal', maker: { code: 'm1', name: 'Maker m1 of CH' } } } },
        ],
      },
    });
    expect(federation.callsSince()).toEqual(['catalogue', 'makers', 'catalogue', 'makers']);
  });

  it('are not asked for when there are none', async () => {
    const empty = { ...catalogue, resolvers: { Query: { products: () => [] } } };
    await using federation = await federate([empty, makers]);
    expect(await federation.ask('{ products { maker { name } } }')).toEqual({ data: { products: [] } });
    expect(federation.callsSince()).toEqual(['catalogue']);
  });
});
