import type { EngineEvent } from '../../../gateway/src/engine/engine.js';
import { federate, type FederationOptions } from '../../support/federation.js';
import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

const shop: SubgraphSource = {
  name: 'shop',
  typeDefs: `${federationLink}
    type Query { price: Int stock: Int items: [Item!] }
    type Item @key(fields: "id") { id: ID! }
  `,
  resolvers: { Query: { items: () => [{ id: '1' }, { id: '2' }], price: () => 1, stock: () => 2 } },
};

const depot: SubgraphSource = {
  name: 'depot',
  typeDefs: `${federationLink}
    type Query { open: Boolean }
    type Item @key(fields: "id") { id: ID! shelf: String }
  `,
  resolvers: { Query: { open: () => true } },
};

/** Lets a subgraph answer with one error, and asks for `source` as somebody entitled to names, or to nothing. */
async function askWithError(error: object, options: FederationOptions = { subgraphErrors: {} }) {
  const events: EngineEvent[] = [];
  await using federation = await federate([shop, depot], { ...options, onEvent: (event) => events.push(event) });
  federation.subgraphs.intercept((_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ data: { price: null }, errors: [{ path: ['price'], ...error }] }));
    return true;
  });
  const answer = (await federation.ask('{ price }')) as { errors: readonly object[] };
  return { error: answer.errors[0], told: events.filter(({ kind }) => kind === 'subgraph-errors-masked') };
}

const masked = 'The part of the hub that answers this failed. It is logged under the request id.';

describe('the names of subgraphs in errors', () => {
  const source = '{ price items { shelf } }';

  async function askWithDepotDown(entitlements: { subgraphNames: boolean; queryPlans: boolean } | null) {
    await using federation = await federate([shop, depot]);
    federation.subgraphs.intercept(({ subgraph }, response) => {
      if (subgraph === 'depot') response.destroy();
      return subgraph === 'depot';
    });
    return (await federation.ask(source, {}, { entitlements })) as { errors: readonly object[] };
  }

  const places = [0, 1].map((index) => ['items', index, 'shelf']);

  it('are told to whoever is entitled to them', async () => {
    const { errors } = await askWithDepotDown({ subgraphNames: true, queryPlans: false });
    const message = 'Subgraph "depot" cannot be reached, or broke off its answer.';
    const extensions = { code: 'SUBGRAPH_UNREACHABLE', subgraph: 'depot' };
    expect(errors).toEqual(places.map((path) => ({ message, path, extensions })));
  });

  it.each([
    { who: 'is entitled to other things', entitlements: { subgraphNames: false, queryPlans: true } },
    { who: 'is entitled to nothing', entitlements: null },
  ])('are kept from whoever $who, and the answer is the same otherwise', async ({ entitlements }) => {
    const answer = await askWithDepotDown(entitlements);
    const message = 'The part of the hub that this field needs cannot be reached.';
    expect(answer).toEqual({
      data: { price: 1, items: [{ shelf: null }, { shelf: null }] },
      errors: places.map((path) => ({ message, path, extensions: { code: 'SUBGRAPH_UNREACHABLE' } })),
    });
  });

  it.each([
    { what: 'a page', body: '<h1>depot</h1>', code: 'SUBGRAPH_INVALID_ANSWER' },
    { what: 'nothing', body: '{"data":null}', code: 'SUBGRAPH_INVALID_ANSWER' },
    { what: 'too few entities', body: '{"data":{"_entities":[null]}}', code: 'SUBGRAPH_WRONG_ENTITY_COUNT' },
    { what: 'a null where none may be', body: '{"data":{"_entities":[{"shelf":{}},{}]}}', code: 'VALUE_OF_WRONG_TYPE' },
  ])('stand in no message about $what either', async ({ body, code }) => {
    await using federation = await federate([shop, depot]);
    federation.subgraphs.intercept(({ subgraph }, response) => {
      if (subgraph === 'depot') response.setHeader('content-type', 'application/json').end(body);
      return subgraph === 'depot';
    });
    const answer = (await federation.ask(source, {}, { entitlements: null })) as { errors: { extensions: object }[] };
    expect(answer.errors[0]?.extensions).toEqual({ code });
    expect(JSON.stringify(answer)).not.toContain('depot');
  });

  it('stand in no message about a call that could not be made', async () => {
    await using federation = await federate([shop, depot], { transport: { urls: { depot: 'ftp://depot' } } });
    const answer = (await federation.ask('{ open }', {}, { entitlements: null })) as { errors: readonly object[] };
    expect(answer.errors).toHaveLength(1);
    expect(JSON.stringify(answer)).not.toContain('depot');
  });
});

describe('an error that a subgraph states', () => {
  it('passes with its message, its code and what the rule lets through', async () => {
    const extensions = {
      code: 'OUT_OF_STOCK',
      field: 'items[0]',
      reason: 'EMPTY',
      sql: 'select 1',
      service: 'db-7',
      subgraph: 'forged',
      stacktrace: ['at shop.js:1'],
      exception: { stacktrace: [] },
      http: { status: 401, headers: { 'set-cookie': 'a=b' } },
    };
    expect(await askWithError({ message: 'sold out', extensions })).toEqual({
      error: {
        message: 'sold out',
        path: ['price'],
        extensions: { code: 'OUT_OF_STOCK', field: 'items[0]', reason: 'EMPTY', subgraph: 'shop' },
      },
      told: [],
    });
  });

  it('is under the rule of its subgraph, or of all others', async () => {
    const error = { message: 'later', extensions: { code: 'BUSY', retryAfter: 3, field: 'f', http: {} } };
    const ask = async (subgraphErrors: FederationOptions['subgraphErrors']) =>
      (await askWithError(error, { ...(subgraphErrors && { subgraphErrors }) })).error;
    const shown = (extensions: object) => ({ message: 'later', path: ['price'], extensions });
    expect(await ask({ shop: { extensions: ['retryAfter'] }, '*': { extensions: [] } })).toEqual(
      shown({ code: 'BUSY', retryAfter: 3, subgraph: 'shop' }),
    );
    expect(await ask({ depot: { extensions: ['retryAfter'] }, '*': { extensions: [] } })).toEqual(
      shown({ code: 'BUSY', subgraph: 'shop' }),
    );
    expect(await ask({ shop: { extensions: ['*'] } })).toEqual(
      shown({ code: 'BUSY', retryAfter: 3, field: 'f', subgraph: 'shop' }),
    );
  });
});

describe('an error that a subgraph did not mean for readers', () => {
  it.each([
    { why: 'has no code', extensions: undefined, code: 'SUBGRAPH_ERROR' },
    { why: 'has a code that is none', extensions: { code: 7, field: 'f' }, code: 'SUBGRAPH_ERROR' },
    { why: 'is internal', extensions: { code: 'INTERNAL_SERVER_ERROR', field: 'f' }, code: 'INTERNAL_SERVER_ERROR' },
    {
      why: 'says that the operation is invalid',
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      code: 'SUBGRAPH_ERROR',
    },
    { why: 'asks for the persisted query', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' }, code: 'SUBGRAPH_ERROR' },
    { why: 'says that the hub timed out', extensions: { code: 'REQUEST_TIMEOUT' }, code: 'SUBGRAPH_ERROR' },
    { why: 'speaks of another subgraph', extensions: { code: 'SUBGRAPH_UNREACHABLE' }, code: 'SUBGRAPH_ERROR' },
  ])('is masked, and told to the log, because it $why', async ({ extensions, code }) => {
    const message = 'relation "price" does not exist at 10.0.0.7:5432';
    expect(await askWithError({ message, ...(extensions && { extensions }) })).toEqual({
      error: { message: masked, path: ['price'], extensions: { code, subgraph: 'shop' } },
      told: [{ kind: 'subgraph-errors-masked', subgraph: 'shop', count: 1, messages: [message] }],
    });
  });

  it('passes where the rule says so, yet never with a code of the gateway', async () => {
    const options = { subgraphErrors: { shop: { unexpected: 'pass', extensions: ['*'] } } } as const;
    const extensions = { code: 'PERSISTED_QUERY_NOT_FOUND', detail: 1 };
    expect(await askWithError({ message: 'which?', extensions }, options)).toEqual({
      error: {
        message: 'which?',
        path: ['price'],
        extensions: { code: 'SUBGRAPH_ERROR', detail: 1, subgraph: 'shop' },
      },
      told: [],
    });
  });

  it('is told to the log in short, however many and however long they are', async () => {
    const events: EngineEvent[] = [];
    const onEvent = (event: EngineEvent) => events.push(event);
    await using federation = await federate([shop], { subgraphErrors: {}, onEvent });
    federation.subgraphs.intercept((_, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({ data: null, errors: Array.from({ length: 50 }, () => ({ message: 'x'.repeat(9_000) })) }),
      );
      return true;
    });
    await federation.ask('{ price }');
    const told = events.filter((event) => event.kind === 'subgraph-errors-masked');
    expect(told).toEqual([
      { kind: 'subgraph-errors-masked', subgraph: 'shop', count: 50, messages: Array(10).fill('x'.repeat(500)) },
    ]);
  });
});

describe('an operation that cannot be planned', () => {
  it('is refused in our own words, and the planner speaks to the log', async () => {
    const events: EngineEvent[] = [];
    await using federation = await federate([shop, depot], {
      onEvent: (event) => events.push(event),
      limits: { planTimeoutMs: 0 },
    });
    expect(await federation.ask('query Slow { price }', {}, { operationName: 'Slow' })).toEqual({
      errors: [
        {
          message: 'Planning the operation took too long. Ask for less at once, or again later.',
          extensions: { code: 'PLANNING_TIMEOUT' },
        },
      ],
    });
    expect(events.filter(({ kind }) => kind === 'planning-failed')).toEqual([
      { kind: 'planning-failed', operationName: 'Slow', error: expect.objectContaining({ name: 'PlanningError' }) },
    ]);
  });
});
