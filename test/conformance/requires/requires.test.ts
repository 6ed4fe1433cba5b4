import { federate } from '../../support/federation.js';
import { shipping } from './shipping.subgraph.js';
import { stock } from './stock.subgraph.js';

const scaleIsBrokenAt = (path: readonly (string | number)[]) => ({
  message: 'the scale is broken',
  path,
  extensions: { code: 'SUBGRAPH_ERROR', subgraph: 'stock' },
});

describe('@requires', () => {
  it('sends the inputs, null included, and does not ask for entities whose inputs failed', async () => {
    await using federation = await federate([stock, shipping]);
    expect(await federation.ask('{ items { id cost } }')).toEqual({
      data: {
        items: [
          { id: 'light', cost: 20 },
          { id: 'broken', cost: null },
          { id: 'unknown', cost: -1 },
          { id: 'heavy', cost: 400 },
        ],
      },
      errors: [scaleIsBrokenAt(['items', 1, 'cost'])],
    });
    expect(federation.subgraphs.calls[1]?.variables).toEqual({
      representations: [
        { __typename: 'Item', id: 'light', weight: 2 },
        { __typename: 'Item', id: 'unknown', weight: null },
        { __typename: 'Item', id: 'heavy', weight: 40 },
      ],
    });
  });

  // A path leads to a field of the response (section 7.1.2).
  it('tells that an input failed at each field of the response that is null for it, the input included', async () => {
    await using federation = await federate([stock, shipping]);
    expect(await federation.ask('{ items { weight price: cost } }')).toEqual({
      data: {
        items: [
          { weight: 2, price: 20 },
          { weight: null, price: null },
          { weight: null, price: -1 },
          { weight: 40, price: 400 },
        ],
      },
      errors: [scaleIsBrokenAt(['items', 1, 'weight']), scaleIsBrokenAt(['items', 1, 'price'])],
    });
  });

  it('keeps apart inputs that differ in arguments only, and what the client asked for itself', async () => {
    await using federation = await federate([stock, shipping]);
    const source = '{ items { costInEuro costInDollar price(currency: "CNY") } }';
    const item = { costInEuro: 20, costInDollar: 30, price: 3 };
    expect(await federation.ask(source)).toEqual({ data: { items: [item, item, item, item] } });
    expect(federation.callsSince()).toEqual(['stock', 'shipping']);
  });

  it('keeps apart an input with arguments and what the client asks for without', async () => {
    await using federation = await federate([stock, shipping]);
    const item = { costInDollar: 30, price: 2 };
    expect(await federation.ask('{ items { costInDollar price } }')).toEqual({
      data: { items: [item, item, item, item] },
    });
  });

  it('sends of nested inputs what is required and no more', async () => {
    await using federation = await federate([stock, shipping]);
    const item = { volume: 3, parts: [{ secret: 7 }, { secret: 8 }] };
    expect(await federation.ask('{ items { volume parts { secret } } }')).toEqual({
      data: { items: [item, item, item, item] },
    });
    expect(federation.subgraphs.calls[1]?.variables['representations']).toEqual(
      ['light', 'broken', 'unknown', 'heavy'].map((id) => ({
        __typename: 'Item',
        id,
        parts: [{ size: 1 }, { size: 2 }],
      })),
    );
  });
});
