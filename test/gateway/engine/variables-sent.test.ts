import { federate } from '../../support/federation.js';
import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

/** Echoes what it understood, in its own inner values. */
const orders: SubgraphSource = {
  name: 'orders',
  typeDefs: `${federationLink}
    type Query { echo(order: Order, ids: [ID!], size: Size, count: Int): String }
    input Order { id: ID!, size: Size! = SMALL, note: String, parts: [Order!], when: Moment, inner: Inner = { level: 2 } }
    input Inner { level: Int = 1 }
    enum Size { SMALL LARGE }
    scalar Moment`,
  resolvers: {
    Query: { echo: (_: unknown, args: object) => JSON.stringify(args) },
    Size: { LARGE: 2 },
  },
};

describe('variables on their way to a subgraph', () => {
  it('go in the form in which JSON brought them, and every default has its effect there', async () => {
    await using federation = await federate([orders]);
    const source = `query ($order: Order, $ids: [ID!], $size: Size = LARGE, $count: Int = 3, $left: Int) {
      echo(order: $order, ids: $ids, size: $size, count: $count)
      again: echo(count: $left)
    }`;
    const variables = {
      order: { id: 7, parts: { id: 'p', size: 'LARGE', inner: {} }, when: { day: [1] } },
      ids: 8,
      unknown: 1,
    };

    const response = (await federation.ask(source, variables)) as { data: { echo: string; again: string } };

    expect({ echo: JSON.parse(response.data.echo), again: JSON.parse(response.data.again) }).toEqual({
      echo: {
        order: {
          id: '7',
          size: 'SMALL',
          parts: [{ id: 'p', size: 2, inner: { level: 1 } }],
          when: { day: [1] },
          inner: { level: 2 },
        },
        ids: ['8'],
        size: 2,
        count: 3,
      },
      again: {},
    });
    expect(federation.subgraphs.calls.map((call) => call.variables)).toEqual([{ order: variables.order, ids: 8 }]);
  });

  it('are refused before any subgraph is asked, with fifty errors and the word that there are more', async () => {
    await using federation = await federate([orders]);
    const ids = Array.from({ length: 2_000 }, () => true);
    const response = (await federation.ask('query ($ids: [ID!]) { echo(ids: $ids) }', { ids })) as {
      readonly errors: readonly object[];
    };
    expect(response).toEqual({
      errors: [
        ...Array.from({ length: 50 }, (_, index) => ({
          message: `Variable "$ids" got invalid value true at "ids[${index}]"; ID cannot represent value: true`,
          extensions: { code: 'BAD_USER_INPUT' },
        })),
        {
          message: 'Too many errors processing variables, error limit reached. Execution aborted.',
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ],
    });
    expect(federation.callsSince()).toEqual([]);
  });

  it('may be nested beyond every stack without harm to the next operation', async () => {
    await using federation = await federate([orders]);
    const source = 'query ($order: Order) { echo(order: $order) }';
    const order = JSON.parse(`${'{"id":"1","parts":'.repeat(200_000)}null${'}'.repeat(200_000)}`) as object;
    const message = 'Variable "$order" has a number beyond the range of numbers, or is nested too deeply.';
    expect(await federation.ask(source, { order })).toEqual({
      errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }],
    });
    expect(await federation.ask(source, { order: null })).toEqual({ data: { echo: '{"order":null}' } });
  });
});
