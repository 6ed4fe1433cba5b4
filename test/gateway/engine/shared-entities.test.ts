import { federate } from '../../support/federation.js';
import { federationLink } from '../../support/subgraph-server.js';

const names = {
  name: 'names',
  typeDefs: `${federationLink} type Item @key(fields: "id") { id: ID!, label: Label! } type Label { text: String! }`,
  resolvers: { Item: { __resolveReference: ({ id }: { id: string }) => ({ id, label: { text: `"${id}"` } }) } },
};

/** Lists in which the same items stand at several places. */
function lists(entries: readonly { readonly item: object; readonly must: string | null }[]) {
  return {
    name: 'lists',
    typeDefs: `${federationLink}
      type Query { entries: [Entry] }
      type Entry { item: Item!, must: String! }
      type Item @key(fields: "id") { id: ID! }`,
    resolvers: { Query: { entries: () => entries } },
  };
}

const item = { id: '1' };

describe('an entity at several places', () => {
  it('stands at each of them, also when the first is null for another reason', async () => {
    const entries = [
      { item, must: null },
      { item, must: 'a' },
      { item, must: 'b' },
    ];
    await using federation = await federate([lists(entries), names]);
    expect(await federation.ask('{ entries { item { label { text } id } must } }')).toEqual({
      data: {
        entries: [
          null,
          { item: { label: { text: '"1"' }, id: '1' }, must: 'a' },
          { item: { label: { text: '"1"' }, id: '1' }, must: 'b' },
        ],
      },
      errors: [
        {
          message: 'Cannot return null for non-nullable field Entry.must.',
          path: ['entries', 0, 'must'],
          extensions: expect.objectContaining({ subgraph: 'lists' }),
        },
      ],
    });
  });

  it('is completed at each of them', async () => {
    const entries = Array.from({ length: 50 }, (_, index) => ({
      item: { id: String(index % 3) },
      must: String(index),
    }));
    await using federation = await federate([lists(entries), names]);
    expect(await federation.ask('{ entries { must item { label { text } } } }')).toEqual({
      data: {
        entries: entries.map(({ item: { id }, must }) => ({ must, item: { label: { text: `"${id}"` } } })),
      },
    });
  });
});
