import { federate } from '../../support/federation.js';
import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

const shop: SubgraphSource = {
  name: 'shop',
  typeDefs: `${federationLink}
    type Query { price: Int items: [Item!] best: Item }
    type Item @key(fields: "id") { id: ID! label: String code: ID maker: Maker @shareable }
    type Maker @shareable { name: String }
    type Other { id: ID! }
  `,
  resolvers: {
    Query: { price: () => 1, best: () => ({ id: '1' }), items: () => ['1', '2'].map((id) => ({ id })) },
    Item: { maker: () => ({ name: 'Ada' }) },
  },
};

const depot: SubgraphSource = {
  name: 'depot',
  typeDefs: `${federationLink}
    type Item @key(fields: "id") { id: ID! shelf: String maker: Maker @shareable }
    type Maker @shareable { town: String }
  `,
  resolvers: {
    Item: {
      __resolveReference: ({ id }: { id: string }) =>
        id === '2' ? null : { id, shelf: 'A1', maker: { town: 'Turin' } },
    },
  },
};

/** The answer when one subgraph answers with these data. */
async function askWith(subgraph: string, data: object, source: string, entitlements?: null) {
  await using federation = await federate([shop, depot]);
  federation.subgraphs.intercept((call, response) => {
    if (call.subgraph !== subgraph) return false;
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ data }));
    return true;
  });
  return await federation.ask(source, {}, entitlements === null ? { entitlements } : {});
}

function leftOut(coordinate: string, path: readonly (string | number)[], subgraph?: string) {
  const message = `${coordinate} was asked for, and neither it nor a reason came.`;
  const extensions = { code: 'SUBGRAPH_INVALID_ANSWER', ...(subgraph !== undefined && { subgraph }) };
  return { message, path, extensions };
}

describe('a value that a subgraph leaves out without a word', () => {
  it('is told of a root field', async () => {
    expect(await askWith('shop', { best: null }, '{ price best { id } }')).toEqual({
      data: { price: null, best: null },
      errors: [leftOut('Query.price', ['price'], 'shop')],
    });
  });

  it('is told of a field of an object', async () => {
    expect(await askWith('shop', { best: { id: '1', code: null } }, '{ best { id label code } }')).toEqual({
      data: { best: { id: '1', label: null, code: null } },
      errors: [leftOut('Item.label', ['best', 'label'], 'shop')],
    });
  });

  it.each([{ entity: {} }, { entity: 'A1' }, { entity: [] }])('is told of an entity, $entity', async ({ entity }) => {
    const answer = await askWith('depot', { _entities: [entity, { shelf: 'B2' }] }, '{ items { shelf } }');
    expect(answer).toEqual({
      data: { items: [{ shelf: null }, { shelf: 'B2' }] },
      errors: [leftOut('Item.shelf', ['items', 0, 'shelf'], 'depot')],
    });
  });

  it('is told without the name of the subgraph to whoever may not know it', async () => {
    expect(await askWith('shop', {}, '{ price }', null)).toEqual({
      data: { price: null },
      errors: [leftOut('Query.price', ['price'])],
    });
  });
});

describe('what is rightly missing', () => {
  it('is null without an error: an entity that a subgraph does not know', async () => {
    await using federation = await federate([shop, depot]);
    expect(await federation.ask('{ items { id shelf } }')).toEqual({
      data: {
        items: [
          { id: '1', shelf: 'A1' },
          { id: '2', shelf: null },
        ],
      },
    });
  });

  it('is null without an error: what such a subgraph would have said of an object below the entity', async () => {
    await using federation = await federate([shop, depot]);
    expect(await federation.ask('{ items { maker { name town } } }')).toEqual({
      data: { items: [{ maker: { name: 'Ada', town: 'Turin' } }, { maker: { name: 'Ada', town: null } }] },
    });
  });

  it('has no error of its own where the call for it failed', async () => {
    await using federation = await federate([shop, depot]);
    federation.subgraphs.intercept(({ subgraph }, response) => {
      if (subgraph === 'depot') response.destroy();
      return subgraph === 'depot';
    });
    const answer = (await federation.ask('{ best { maker { name town } } }')) as { errors: { extensions: object }[] };
    expect(answer).toMatchObject({ data: { best: { maker: { name: 'Ada', town: null } } } });
    expect(answer.errors.map(({ extensions }) => extensions)).toEqual([
      { code: 'SUBGRAPH_UNREACHABLE', subgraph: 'depot' },
    ]);
  });
});

describe('an object of another type than the schema gives', () => {
  it('is null, with an error', async () => {
    const data = { best: { __typename: 'Other', id: '1' } };
    expect(await askWith('shop', data, '{ best { __typename id } }')).toEqual({
      data: { best: null },
      errors: [
        {
          message: 'Query.best is Item by the schema, and came as another type.',
          path: ['best'],
          extensions: { code: 'VALUE_OF_WRONG_TYPE', subgraph: 'shop' },
        },
      ],
    });
  });
});
