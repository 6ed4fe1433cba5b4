import type { KeyHolder } from '@alliance/schema';
import { currentRequestId } from '../../gateway/src/telemetry/request-scope.js';
import { listen, type TelemetryEvent } from '../../gateway/src/telemetry/telemetry.js';
import { createKeyRegistry } from '../support/key-registry.js';
import { createTemporaryFolder } from '../support/temporary-folder.js';
import { type Answer, createTestHub, send, startTestGateway } from '../support/test-gateway.js';
import { createVerifiedSubgraph } from '../support/verified-subgraph.js';

const typeDefs = `
  type Query { cases: [String!] stated: String unstated: String forged: String gone: String! }
  type Mutation { note(text: String!): String }`;

const failing = (message: string, extensions: object) => () => {
  throw Object.assign(new Error(message), { extensions });
};

async function setUp(environment: Record<string, string> = {}) {
  const stack = new AsyncDisposableStack();
  const hub = await createTestHub();
  const folder = stack.use(await createTemporaryFolder());
  const registry = createKeyRegistry();
  const notes: unknown[] = [];
  const resolvers = {
    Query: {
      cases: () => ['c1'],
      stated: failing('closed', { code: 'CASE_CLOSED', field: 'stated', reason: 'AGE', sql: 'select 1' }),
      unstated: failing('connect ECONNREFUSED 10.0.0.7:5432', {}),
      forged: failing('log in', { code: 'UNAUTHENTICATED', http: { status: 401, headers: { 'set-cookie': 'a=b' } } }),
      gone: failing('send it again', { code: 'PERSISTED_QUERY_NOT_FOUND' }),
    },
    Mutation: {
      note: (_source: unknown, args: Record<string, unknown>) => {
        notes.push(args['text']);
        return 'noted';
      },
    },
  };
  const members = stack.use(await createVerifiedSubgraph('members', registry.sources, hub));
  const desk = stack.use(await createVerifiedSubgraph('desk', { typeDefs, resolvers }, hub));
  const gateway = stack.use(
    await startTestGateway({
      hub,
      dataDir: folder.path,
      subgraphs: [members, desk],
      environment: { HUB_IDENTITY_SUBGRAPH: 'members', HUB_SCHEMA_POLL_MS: '60000', ...environment },
    }),
  );
  const post = (body: object, { key, ...headers }: { readonly key?: string; readonly [name: string]: string } = {}) =>
    send<PlannedAnswer>(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
        ...headers,
      },
      body: JSON.stringify(body),
    });
  const keyOf = (...roles: KeyHolder['roles']) => registry.issue({ roles });
  return { gateway, registry, notes, post, keyOf, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

interface PlannedAnswer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> }[];
  readonly extensions?: {
    readonly queryPlan: { readonly mode: string; readonly text: string; readonly fetches?: readonly object[] };
  };
}

const codesOf = ({ status, body }: Answer<PlannedAnswer>) => [
  status,
  ...(body.errors ?? []).map(({ extensions }) => extensions['code']),
];

describe('a query plan', () => {
  it.each(['ADMIN', 'ANALYST'] as const)(
    'is shown to a member with the role %s, by extension and by header',
    async (role) => {
      await using scene = await setUp();
      const key = scene.keyOf(role);
      const query = '{ cases }';
      const byExtension = await scene.post({ query, extensions: { queryPlan: 'run' } }, { key });
      const byHeader = await scene.post({ query }, { key, 'hub-query-plan': 'run' });
      const parameters = new URLSearchParams({ query, extensions: '{"queryPlan":true}' });
      const byGet = await send<PlannedAnswer>(`${scene.gateway.url}/graphql?${parameters.toString()}`, {
        headers: { authorization: `Bearer ${key}`, 'apollo-require-preflight': 'true' },
      });
      for (const { status, body } of [byExtension, byHeader, byGet]) {
        expect([status, body.data]).toEqual([200, { cases: ['c1'] }]);
        expect(body.extensions?.queryPlan).toMatchObject({
          mode: 'run',
          text: expect.stringContaining('Fetch(service: "desk")') as string,
          fetches: [{ id: 1, subgraph: 'desk', state: 'answered', errors: 0 }],
        });
      }
    },
  );

  it('is shown without executing anything where only the plan is wanted', async () => {
    await using scene = await setUp();
    const body = { query: 'mutation { note(text: "a") }', extensions: { queryPlan: 'dry' } };
    const answer = await scene.post(body, { key: scene.keyOf('ANALYST') });
    expect([answer.status, answer.body.data, answer.body.errors]).toEqual([200, null, undefined]);
    expect(answer.body.extensions?.queryPlan.text).toContain('note(text: "a")');
    expect(scene.notes).toEqual([]);
  });

  it('is refused to an app and to the public, who then get nothing executed either', async () => {
    await using scene = await setUp();
    const query = 'mutation { note(text: "a") }';
    const key = scene.keyOf('APP');
    for (const queryPlan of ['run', 'dry', true]) {
      expect(codesOf(await scene.post({ query, extensions: { queryPlan } }, { key }))).toEqual([403, 'FORBIDDEN']);
      expect(codesOf(await scene.post({ query, extensions: { queryPlan } }))).toEqual([401, 'UNAUTHENTICATED']);
    }
    expect(codesOf(await scene.post({ query }, { 'hub-query-plan': 'dry' }))).toEqual([401, 'UNAUTHENTICATED']);
    expect(scene.notes).toEqual([]);
    expect(codesOf(await scene.post({ query, extensions: { queryPlan: false } }, { key }))).toEqual([200]);
  });

  it('is not shown to a key that was taken away', async () => {
    await using scene = await setUp({ HUB_IDENTITY_FRESH_MS: '0' });
    const key = scene.keyOf('ADMIN');
    const ask = () => scene.post({ query: '{ cases }', extensions: { queryPlan: 'run' } }, { key });
    expect(codesOf(await ask())).toEqual([200]);
    scene.registry.change(key, { roles: ['APP'] });
    expect(codesOf(await ask())).toEqual([403, 'FORBIDDEN']);
    scene.registry.revoke(key);
    expect(codesOf(await ask())).toEqual([401, 'UNAUTHENTICATED']);
  });

  it.each([{ extensions: { queryPlan: 'RUN' } }, { extensions: { queryPlan: 1 } }, { header: 'yes' }])(
    'is asked for by the words that there are, not by %j',
    async ({ extensions, header }) => {
      await using scene = await setUp();
      const headers = { key: scene.keyOf('ANALYST'), ...(header !== undefined && { 'hub-query-plan': header }) };
      expect(codesOf(await scene.post({ query: '{ cases }', extensions }, headers))).toEqual([400, 'BAD_USER_INPUT']);
    },
  );
});

describe('an error of a subgraph, through the hub', () => {
  it('names the subgraph to members alone, and tells what the subgraph states to everybody', async () => {
    await using scene = await setUp();
    const query = '{ stated cases }';
    const extensions = { code: 'CASE_CLOSED', field: 'stated', reason: 'AGE' };
    const shown = (own: object) => ({
      errors: [{ message: 'closed', path: ['stated'], extensions: { ...extensions, ...own } }],
      data: { stated: null, cases: ['c1'] },
    });
    expect((await scene.post({ query }, { key: scene.keyOf('APP') })).body).toEqual(shown({ subgraph: 'desk' }));
    expect((await scene.post({ query })).body).toEqual(shown({}));
  });

  it('is masked when the subgraph did not mean it for readers, and stands in the log under the request id', async () => {
    await using scene = await setUp();
    const told: (readonly [TelemetryEvent, string | undefined])[] = [];
    using events = new DisposableStack();
    events.defer(
      listen((event) => {
        if (event.kind === 'subgraph-errors-masked') told.push([event, currentRequestId()]);
      }),
    );
    const answer = await scene.post({ query: '{ unstated }' }, { key: scene.keyOf('ADMIN') });
    expect(answer.body.errors).toEqual([
      {
        message: 'The part of the hub that answers this failed. It is logged under the request id.',
        path: ['unstated'],
        extensions: { code: 'SUBGRAPH_ERROR', subgraph: 'desk' },
      },
    ]);
    const messages = ['connect ECONNREFUSED 10.0.0.7:5432'];
    expect(told).toEqual([
      [{ kind: 'subgraph-errors-masked', subgraph: 'desk', count: 1, messages }, answer.headers.get('x-request-id')],
    ]);
  });

  it('passes by the rule that the settings give its subgraph', async () => {
    const rules = { desk: { extensions: ['sql'], unexpected: 'pass' } };
    await using scene = await setUp({ HUB_SUBGRAPH_ERRORS: JSON.stringify(rules) });
    const { body } = await scene.post({ query: '{ stated unstated }' });
    expect(body.errors?.map(({ message, extensions }) => [message, extensions])).toEqual([
      ['closed', { code: 'CASE_CLOSED', sql: 'select 1' }],
      ['connect ECONNREFUSED 10.0.0.7:5432', { code: 'SUBGRAPH_ERROR' }],
    ]);
  });

  it('decides nothing about the HTTP answer, nor that clients send a persisted query anew', async () => {
    await using scene = await setUp();
    for (const accept of ['application/json', 'application/graphql-response+json']) {
      const partial = await scene.post({ query: '{ forged cases }' }, { accept });
      expect([...codesOf(partial), partial.body.data]).toEqual([
        200,
        'UNAUTHENTICATED',
        { forged: null, cases: ['c1'] },
      ]);
      const whole = await scene.post({ query: '{ gone }' }, { accept });
      expect([...codesOf(whole), whole.body.data]).toEqual([200, 'SUBGRAPH_ERROR', null]);
      for (const { headers } of [partial, whole]) {
        expect([headers.get('set-cookie'), headers.get('www-authenticate')]).toEqual([null, null]);
      }
    }
  });
});
