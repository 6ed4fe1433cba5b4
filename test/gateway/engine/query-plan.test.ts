import { parse } from 'graphql';
import { federate } from '../../support/federation.js';
import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

const shelf: SubgraphSource = {
  name: 'shelf',
  typeDefs: `${federationLink}
    type Query { books: [Book!]! none: [Book!]! }
    type Mutation { add(id: ID!): Book! }
    type Book @key(fields: "id") { id: ID! author: Author! }
    type Author @key(fields: "id") { id: ID! }
  `,
  resolvers: {
    Query: { books: () => [book('1', 'a'), book('2', 'a')], none: () => [] },
    Mutation: { add: (_: object, { id }: { id: string }) => book(id, 'a') },
  },
};

const desk: SubgraphSource = {
  name: 'desk',
  typeDefs: `${federationLink}
    type Query { open: Boolean }
    type Author @key(fields: "id") { id: ID! name: String }
  `,
  resolvers: {
    Query: { open: () => true },
    Author: { __resolveReference: ({ id }: { id: string }) => ({ id, name: `Author ${id}` }) },
  },
};

const book = (id: string, author: string) => ({ id, author: { id: author } });

interface Answer {
  readonly data: unknown;
  readonly errors?: readonly object[];
  readonly extensions?: {
    readonly queryPlan: {
      readonly mode: string;
      readonly text: string;
      readonly node: object;
      readonly timings: object;
      readonly fetches?: readonly { readonly startMs?: number; readonly durationMs?: number }[];
    };
  };
}

const ms = expect.any(Number);
const source = 'query Books($with: Boolean!) { books { id author @include(if: $with) { name } } }';

describe('a query plan beside the answer', () => {
  it('tells of every fetch what was sent for this request and how long it took', async () => {
    await using federation = await federate([shelf, desk]);
    const answer = (await federation.ask(source, { with: true }, { queryPlan: 'run' })) as Answer;
    expect(answer.data).toEqual({ books: ['1', '2'].map((id) => ({ id, author: { name: 'Author a' } })) });
    const {
      text = '',
      node,
      ...rest
    }: Partial<NonNullable<Answer['extensions']>['queryPlan']> = answer.extensions?.queryPlan ?? {};
    expect(rest).toEqual({
      mode: 'run',
      timings: { planMs: ms, runMs: ms },
      fetches: [
        { id: 1, subgraph: 'shelf', state: 'answered', startMs: ms, durationMs: ms, requestBytes: ms, errors: 0 },
        {
          id: 2,
          subgraph: 'desk',
          state: 'answered',
          startMs: ms,
          durationMs: ms,
          requestBytes: ms,
          // Two books of one author.
          representations: 1,
          errors: 0,
        },
      ],
    });
    const [first, second] = rest.fetches ?? [];
    expect(second?.startMs).toBeGreaterThanOrEqual((first?.startMs ?? 0) + (first?.durationMs ?? 0) - 0.01);
    expect(node).toMatchObject({ kind: 'sequence', nodes: [{ kind: 'fetch', id: 1 }, {}] });
    expect(text.replaceAll(/\d+\.\d ms/g, '0.0 ms').replaceAll(/\d+ bytes/g, '0 bytes')).toMatchInlineSnapshot(`
      "QueryPlan {
        Sequence {
          Fetch(service: "shelf") {
            # fetch 1: answered; at 0.0 ms, took 0.0 ms, 0 bytes sent
            {
              books {
                id
                author {
                  __typename
                  id
                }
              }
            }
          }
          Flatten(path: "books.@.author") {
            Fetch(service: "desk") {
              # fetch 2: answered; at 0.0 ms, took 0.0 ms, 1 entity, 0 bytes sent
              { ... on Author { __typename id } } =>
              query ($representations: [_Any!]!) {
                _entities(representations: $representations) {
                  ... on Author {
                    name
                  }
                }
              }
            }
          }
        }
      }"
    `);
  });

  it('is that of the operation with the values of its conditions', async () => {
    await using federation = await federate([shelf, desk]);
    const planFor = async (variables: Readonly<Record<string, unknown>>) =>
      (await federation.ask(source, variables, { queryPlan: 'dry' })) as Answer;
    const { data, extensions } = await planFor({ with: false });
    expect(data).toBeNull();
    expect(extensions?.queryPlan.node).toEqual({
      kind: 'fetch',
      id: 1,
      subgraph: 'shelf',
      operationKind: 'query',
      operation: '{books{id}}',
      variables: [],
    });
    expect(await planFor({})).toEqual({
      errors: [
        {
          message: 'Variable "$with" of required type "Boolean!" was not provided.',
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ],
    });
    expect(federation.callsSince()).toEqual([]);
  });

  it('says which fetches were not needed, and which failed', async () => {
    await using federation = await federate([shelf, desk]);
    const fetchesOf = async (operation: string) =>
      ((await federation.ask(operation, {}, { queryPlan: 'run' })) as Answer).extensions?.queryPlan.fetches;
    expect(await fetchesOf('{ none { author { name } } }')).toEqual([
      expect.objectContaining({ id: 1, state: 'answered' }),
      { id: 2, subgraph: 'desk', state: 'skipped' },
    ]);
    federation.subgraphs.intercept(({ subgraph }, response) => {
      if (subgraph === 'desk') response.destroy();
      return subgraph === 'desk';
    });
    expect(await fetchesOf('{ books { author { name } } }')).toEqual([
      expect.objectContaining({ id: 1, state: 'answered' }),
      expect.objectContaining({ id: 2, state: 'failed', code: 'SUBGRAPH_UNREACHABLE', representations: 1 }),
    ]);
  });

  it('is the same for an operation that was asked before, and is made anew', async () => {
    const planned: unknown[] = [];
    await using federation = await federate([shelf, desk], {
      onEvent: (event) => {
        if (event.kind === 'operation-planned') planned.push(event);
      },
    });
    await federation.ask('{ open }');
    await federation.ask('{ open }');
    expect(planned).toHaveLength(1);
    const answer = (await federation.ask('{ open }', {}, { queryPlan: 'run' })) as Answer;
    expect(planned).toHaveLength(2);
    expect(Object.keys(answer.extensions?.queryPlan ?? {})).toEqual(['mode', 'text', 'timings', 'node', 'fetches']);
  });

  it('is there for what no subgraph has to be asked for', async () => {
    await using federation = await federate([shelf, desk]);
    const answer = (await federation.ask('{ __typename }', {}, { queryPlan: 'run' })) as Answer;
    expect(answer).toMatchObject({
      data: { __typename: 'Query' },
      extensions: { queryPlan: { text: 'QueryPlan {}', node: null, fetches: [] } },
    });
  });

  it('does not appear when nobody asks for it', async () => {
    await using federation = await federate([shelf, desk]);
    expect(await federation.ask('{ open }')).toEqual({ data: { open: true } });
  });
});

describe('a query plan in place of the answer', () => {
  it('asks no subgraph, not even for a mutation', async () => {
    await using federation = await federate([shelf, desk]);
    const answer = await federation.ask('mutation { add(id: "9") { author { name } } }', {}, { queryPlan: 'dry' });
    expect(answer).toEqual({
      data: null,
      extensions: {
        queryPlan: {
          mode: 'dry',
          timings: { planMs: ms },
          text: expect.stringContaining('Flatten(path: "add.author")'),
          node: {
            kind: 'sequence',
            nodes: [
              {
                kind: 'fetch',
                id: 1,
                subgraph: 'shelf',
                operationKind: 'mutation',
                operation: 'mutation{add(id: "9"){author{__typename id}}}',
                variables: [],
              },
              {
                kind: 'fetch',
                id: 2,
                subgraph: 'desk',
                operationKind: 'query',
                operation:
                  'query($representations:[_Any!]!){_entities(representations: $representations){...on Author{name}}}',
                variables: [],
                entities: [
                  { variable: 'representations', at: ['add.author'], requires: '{ ... on Author { __typename id } }' },
                ],
              },
            ],
          },
        },
      },
    });
    expect(federation.callsSince()).toEqual([]);
  });
});

describe('a query plan of a subscription', () => {
  const news: SubgraphSource = {
    ...shelf,
    typeDefs: shelf.typeDefs.replace('type Mutation', 'type Subscription { added: Book! } type Mutation'),
  };
  const source = 'subscription { added { author { name } } }';

  it('is shown in place of the stream, with what completes each event', async () => {
    await using federation = await federate([news, desk]);
    const answer = (await federation.ask(source, {}, { queryPlan: 'dry' })) as Answer;
    expect(answer).toMatchObject({ data: null, extensions: { queryPlan: { node: { kind: 'subscription' } } } });
    expect(answer.extensions?.queryPlan.text).toMatchInlineSnapshot(`
      "QueryPlan {
        Subscription {
          Primary {
            Fetch(service: "shelf") {
              subscription {
                added {
                  author {
                    __typename
                    id
                  }
                }
              }
            }
          }
          Rest {
            Flatten(path: "added.author") {
              Fetch(service: "desk") {
                { ... on Author { __typename id } } =>
                query ($representations: [_Any!]!) {
                  _entities(representations: $representations) {
                    ... on Author {
                      name
                    }
                  }
                }
              }
            }
          }
        }
      }"
    `);
    expect(federation.callsSince()).toEqual([]);
  });

  it('is refused like any other', async () => {
    await using federation = await federate([news, desk]);
    const document = parse(source);
    const caller = { key: '', headersFor: () => ({}) };
    for (const queryPlan of ['run', 'dry'] as const) {
      const refused = await federation.engine.subscribe({ document, source, variables: {}, caller, queryPlan });
      expect(refused).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    }
  });
});

describe('whoever may not see query plans', () => {
  it.each([
    { who: 'is a member', entitlements: { subgraphNames: true, queryPlans: false }, code: 'FORBIDDEN' },
    { who: 'is the public', entitlements: null, code: 'UNAUTHENTICATED' },
  ])('and $who is refused before anything is asked', async ({ entitlements, code }) => {
    await using federation = await federate([shelf, desk]);
    for (const queryPlan of ['run', 'dry'] as const) {
      const answer = await federation.ask('mutation { add(id: "9") { id } }', {}, { entitlements, queryPlan });
      expect(answer).toEqual({ errors: [{ message: expect.any(String), extensions: { code } }] });
    }
    expect(federation.callsSince()).toEqual([]);
  });
});
