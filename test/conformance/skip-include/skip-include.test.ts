import { federate } from '../../support/federation.js';
import { ratings } from './ratings.subgraph.js';
import { shop } from './shop.subgraph.js';

describe('@skip and @include', () => {
  const source = `query ($with: Boolean! = false, $without: Boolean = false) {
    item {
      name @skip(if: $without)
      stars @include(if: $with)
      ... @include(if: $with) { box { size } }
      box { colour }
    }
  }`;

  it.each([
    { variables: {}, item: { name: 'Lens', box: { colour: 'red' } }, calls: ['shop'] },
    { variables: { without: true }, item: { box: { colour: 'red' } }, calls: ['shop'] },
    {
      variables: { with: true },
      item: { name: 'Lens', stars: 5, box: { size: 4, colour: 'red' } },
      calls: ['shop', 'ratings'],
    },
    {
      variables: { with: true, without: true },
      item: { stars: 5, box: { size: 4, colour: 'red' } },
      calls: ['shop', 'ratings'],
    },
  ])('follow the variables $variables, and call nobody in vain', async ({ variables, item, calls }) => {
    await using federation = await federate([shop, ratings]);
    expect(await federation.ask(source, variables)).toEqual({ data: { item } });
    expect(federation.callsSince()).toEqual(calls);
  });

  it('may leave nothing to ask', async () => {
    await using federation = await federate([shop, ratings]);
    const empty = 'query ($no: Boolean!) { item @include(if: $no) { name } never: item @skip(if: true) { name } }';
    expect(await federation.ask(empty, { no: false })).toEqual({ data: {} });
    expect(await federation.ask('{ item @include(if: false) { name } }')).toEqual({ data: {} });
    expect(federation.callsSince()).toEqual([]);
  });

  it('apply to introspection as well', async () => {
    await using federation = await federate([shop, ratings]);
    const mixed = `query ($meta: Boolean!) {
      kind: __typename @include(if: $meta)
      ... @include(if: $meta) { __type(name: "Box") { name } }
      item { id }
    }`;
    expect(await federation.ask(mixed, { meta: true })).toEqual({
      data: { kind: 'Query', __type: { name: 'Box' }, item: { id: 'i1' } },
    });
    expect(await federation.ask(mixed, { meta: false })).toEqual({ data: { item: { id: 'i1' } } });
  });
});
