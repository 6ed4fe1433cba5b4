import { decodeJwt } from 'jose';
import { createApiKey, type Viewer } from '@alliance/schema';
import { createKeyRegistry } from '../../support/key-registry.js';
import { membershipOf } from '../../support/token-issuer.js';
import { createTemporaryFolder } from '../../support/temporary-folder.js';
import { createTestHub, type GraphQLAnswer, send, startTestGateway } from '../../support/test-gateway.js';
import { createVerifiedSubgraph, type SubgraphSources } from '../../support/verified-subgraph.js';

async function setUp(environment: Record<string, string> = {}) {
  const stack = new AsyncDisposableStack();
  const hub = await createTestHub();
  const folder = stack.use(await createTemporaryFolder());
  const registry = createKeyRegistry();
  const tokens: string[] = [];
  const incidents: SubgraphSources = {
    typeDefs: 'type Query { incidentsViewer: String! }',
    resolvers: {
      Query: {
        incidentsViewer: (_source, _args, { viewer, token }) => {
          tokens.push(token);
          return JSON.stringify(viewer);
        },
      },
    },
  };
  const members = stack.use(await createVerifiedSubgraph('members', registry.sources, hub));
  const subgraphs = [members, stack.use(await createVerifiedSubgraph('incidents', incidents, hub))];
  const gateway = stack.use(
    await startTestGateway({
      hub,
      dataDir: folder.path,
      subgraphs,
      environment: { HUB_IDENTITY_SUBGRAPH: 'members', HUB_SCHEMA_POLL_MS: '60000', ...environment },
    }),
  );
  return { gateway, registry, members, tokens, hub, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** What each subgraph was told of the caller. */
function viewersIn({ body }: { readonly body: GraphQLAnswer }): Record<string, Viewer> {
  const entries = Object.entries(body.data ?? {}).map(([field, text]) => [field, JSON.parse(String(text)) as Viewer]);
  return Object.fromEntries(entries) as Record<string, Viewer>;
}

const bothViewers = '{ membersViewer incidentsViewer }';

describe('who calls', () => {
  it('is the public without a credential', async () => {
    await using scene = await setUp();
    expect(viewersIn(await scene.gateway.ask(bothViewers))).toEqual({
      membersViewer: { kind: 'public' },
      incidentsViewer: { kind: 'public' },
    });
    expect(scene.registry.questions()).toBe(0);
  });

  it('is told to each subgraph under another pseudonym, with a token for it alone', async () => {
    await using scene = await setUp();
    const key = scene.registry.issue({ roles: ['ANALYST', 'APP'], purpose: 'RESEARCH' });
    const { membersViewer, incidentsViewer } = viewersIn(await scene.gateway.ask(bothViewers, { key }));
    const told = {
      kind: 'member',
      caller: expect.stringMatching(/^[\w-]{22}$/) as string,
      member: 'ctma',
      roles: ['ANALYST', 'APP'],
      clearance: 'AMBER',
      groups: [membershipOf('g1')],
      purpose: 'RESEARCH',
    };
    expect([membersViewer, incidentsViewer]).toEqual([told, told]);
    expect(membersViewer).not.toEqual(incidentsViewer);
    const { aud, iss, exp = 0, iat = 0, ...claims } = decodeJwt(scene.tokens[0] ?? '');
    expect({ aud, iss, lifetime: exp - iat }).toEqual({ aud: 'incidents', iss: scene.hub.issuer, lifetime: 60 });
    expect(JSON.stringify(claims)).not.toContain('person-1');
  });

  it('is refused, never taken for the public, with a credential that does not hold', async () => {
    await using scene = await setUp();
    const { key } = createApiKey();
    for (const authorization of [
      `Bearer ${key}`,
      'Bearer nonsense',
      'Basic dXNlcjpwYXNz',
      'Bearer',
      `Token ${key}`,
      '',
    ]) {
      const answer = await send<GraphQLAnswer>(`${scene.gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: JSON.stringify({ query: bothViewers }),
      });
      expect([authorization, answer.status, answer.body.errors?.[0]?.extensions]).toEqual([
        authorization,
        401,
        { code: 'UNAUTHENTICATED' },
      ]);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="alliance-hub"');
      expect(JSON.stringify(answer.body)).not.toContain(key);
    }
  });

  it('cannot see or ask for what is between hub and members', async () => {
    await using scene = await setUp();
    const answer = await scene.gateway.ask('{ keyHolder(keyId: "a", secretHash: "b") { member } }');
    expect([answer.status, answer.body.errors?.[0]?.extensions['code']]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
  });

  it('is asked for once while the verdict is fresh, and again after', async () => {
    await using lasting = await setUp({ HUB_IDENTITY_FRESH_MS: '60000' });
    const key = lasting.registry.issue();
    await Promise.all([1, 2, 3].map(() => lasting.gateway.ask('{ incidentsViewer }', { key })));
    lasting.registry.revoke(key);
    expect((await lasting.gateway.ask('{ incidentsViewer }', { key })).status).toBe(200);
    expect(lasting.registry.questions()).toBe(1);
  });

  it('is refused once the key is revoked, and has new rights once they change', async () => {
    await using scene = await setUp({ HUB_IDENTITY_FRESH_MS: '0' });
    const key = scene.registry.issue({
      groups: [membershipOf('g1'), membershipOf('g2', { joinSees: 'FROM_JOIN', mayWrite: false })],
    });
    expect(viewersIn(await scene.gateway.ask('{ incidentsViewer }', { key }))).toMatchObject({
      incidentsViewer: {
        groups: [membershipOf('g1'), membershipOf('g2', { joinSees: 'FROM_JOIN', mayWrite: false })],
      },
    });
    scene.registry.change(key, { groups: [] });
    expect(viewersIn(await scene.gateway.ask('{ incidentsViewer }', { key }))).toMatchObject({
      incidentsViewer: { groups: [] },
    });
    scene.registry.revoke(key);
    expect((await scene.gateway.ask('{ incidentsViewer }', { key })).status).toBe(401);
  });

  it('stays known while the members are away, and unknown when it was not known before', async () => {
    await using scene = await setUp({ HUB_IDENTITY_FRESH_MS: '0' });
    const [known, unknown] = [scene.registry.issue(), scene.registry.issue()];
    expect((await scene.gateway.ask('{ incidentsViewer }', { key: known })).status).toBe(200);
    await scene.members.stop();
    expect((await scene.gateway.ask('{ incidentsViewer }', { key: known })).status).toBe(200);
    const answer = await scene.gateway.ask('{ incidentsViewer }', { key: unknown });
    expect([answer.status, answer.headers.get('retry-after'), answer.body]).toEqual([
      503,
      '5',
      {
        errors: [
          {
            message: 'Who holds this credential cannot be verified now. Try again shortly.',
            extensions: { code: 'IDENTITY_UNAVAILABLE' },
          },
        ],
      },
    ]);
    expect((await scene.gateway.ask('{ incidentsViewer }')).status).toBe(200);
  });

  it('cannot be told at all where no identity subgraph is configured', async () => {
    await using scene = await setUp({ HUB_IDENTITY_SUBGRAPH: '' });
    expect((await scene.gateway.ask('{ incidentsViewer }', { key: scene.registry.issue() })).status).toBe(503);
  });
});
