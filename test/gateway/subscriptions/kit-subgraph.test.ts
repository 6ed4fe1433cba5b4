import { alertEvents, alertSubgraph, toldFeed } from '../../support/alert-subgraph.js';
import { clients, type Results } from '../../support/event-clients.js';
import { createKeyRegistry } from '../../support/key-registry.js';
import { publishKeys } from '../../support/published-keys.js';
import { startTestSubgraph, type TestSubgraph } from '../../support/running-subgraph.js';
import { createTemporaryFolder } from '../../support/temporary-folder.js';
import { createTestHub, startTestGateway, type TestGateway } from '../../support/test-gateway.js';
import { membershipOf } from '../../support/token-issuer.js';
import { createVerifiedSubgraph, type SubgraphContext } from '../../support/verified-subgraph.js';

/** Adds to the kit's alerts what it knows of them, and for whom it was asked. */
const watchers = {
  typeDefs: 'type Query { watchers: Int } type Alert @key(fields: "id") { id: ID! watchedFor: String! }',
  resolvers: {
    Alert: {
      watchedFor: (_alert: unknown, _args: unknown, { viewer }: SubgraphContext) =>
        viewer.kind === 'member' ? viewer.member : viewer.kind,
    },
  },
};

const opened = new AsyncDisposableStack();
const registry = createKeyRegistry();
const [inGroup, outside, originator] = [
  registry.issue({ principal: 'p1', member: 'ctma', groups: [membershipOf('g1')] }),
  registry.issue({ principal: 'p2', member: 'stranger', groups: [] }),
  registry.issue({ principal: 'p3', member: 'tencent', groups: [membershipOf('g1')] }),
];
let alerts: TestSubgraph;
let gateway: TestGateway;

beforeAll(async () => {
  const folder = opened.use(await createTemporaryFolder());
  const hub = await createTestHub();
  const { jwksUrl } = opened.use(await publishKeys(hub));
  alerts = opened.use(await startTestSubgraph(alertSubgraph, { issuer: hub.issuer, jwksUrl, requireSignature: true }));
  const members = opened.use(await createVerifiedSubgraph('members', registry.sources, hub));
  const others = opened.use(await createVerifiedSubgraph('watchers', watchers, hub));
  gateway = opened.use(
    await startTestGateway({
      hub,
      dataDir: folder.path,
      subgraphs: [{ name: 'alerts', url: alerts.url }, members, others],
      environment: { HUB_IDENTITY_SUBGRAPH: 'members', HUB_SUBGRAPH_CHANNELS: '{"alerts":{"sign":true}}' },
    }),
  );
});

afterAll(() => opened.disposeAsync());

const subscribe = (by: 'sse' | 'ws', query: string, key?: string): Results =>
  clients[by](gateway.url, { query }, key === undefined ? undefined : `Bearer ${key}`);

async function raise(id: string, tlp: number, group?: string): Promise<void> {
  const mutation = 'mutation ($id: ID!, $tlp: Int!, $group: String) { raise(id: $id, tlp: $tlp, group: $group) }';
  const { body } = await gateway.ask(mutation, { key: originator, variables: { id, tlp, group } });
  expect(body).toEqual({ data: { raise: id } });
}

/** Reads until an event that everybody is told. */
async function readUntil(results: Results, last: string): Promise<unknown[]> {
  const read: unknown[] = [];
  for await (const result of results) {
    read.push(result);
    if (JSON.stringify(result).includes(last)) break;
  }
  return read;
}

describe.each(['sse', 'ws'] as const)('events of a subgraph by the kit, told by %s', (by) => {
  it('are for those who may see their records, each completed in their name', async () => {
    const query = 'subscription { alertRaised { id text watchedFor } }';
    const callers = [
      ['ctma', inGroup],
      ['stranger', outside],
      ['public', undefined],
    ] as const;
    const reading = callers.map(([, key]) => readUntil(subscribe(by, query, key), `${by} clear`));
    await alertEvents.listeners('ALERT', callers.length);
    await raise(`${by} amber`, 2, 'g1');
    await raise(`${by} green`, 1);
    await raise(`${by} clear`, 0);
    const told = (member: string, ids: readonly string[]) =>
      ids.map((id) => ({
        data: { alertRaised: { id: `${by} ${id}`, text: `text of ${by} ${id}`, watchedFor: member } },
      }));
    expect(await Promise.all(reading)).toEqual([
      told('ctma', ['amber', 'green', 'clear']),
      told('stranger', ['green', 'clear']),
      told('public', ['clear']),
    ]);
    await alertEvents.listeners('ALERT', 0);
  });

  it('end when the client goes', async () => {
    const results = subscribe(by, 'subscription { told }', inGroup);
    const first = results.next();
    await toldFeed.subscribers(1);
    toldFeed.push('one');
    expect((await first).value).toEqual({ data: { told: 'one to ctma' } });
    await results.return();
    await toldFeed.subscribers(0);
  });

  it('are complete when their source is', async () => {
    const read: unknown[] = [];
    for await (const result of subscribe(by, 'subscription { count(to: 2) }')) read.push(result);
    expect(read).toEqual([{ data: { count: 1 } }, { data: { count: 2 } }]);
  });

  it('are refused with what the subgraph states, and nothing of what fails in it', async () => {
    const errorOf = async (how: string) => {
      const { value } = await subscribe(by, `subscription { failing(how: "${how}") }`).next();
      return (value as { errors: { message: string; extensions: object }[] }).errors[0];
    };
    expect(await errorOf('refused')).toMatchObject({
      message: 'Analysts listen here.',
      extensions: { code: 'FORBIDDEN' },
    });
    expect(JSON.stringify(await errorOf('broken'))).not.toContain('hunter2');
  });
});

describe('events of a subgraph by the kit that stops', () => {
  it('end with what it says, which a client can act upon', async () => {
    const reading = (['sse', 'ws'] as const).map((by) => readUntil(subscribe(by, 'subscription { told }'), 'never'));
    await toldFeed.subscribers(2);
    await alerts.stop();
    const error = {
      message: 'The subgraph is stopping. Subscribe anew once it has started again.',
      path: ['told'],
      extensions: { code: 'SUBGRAPH_STOPPING' },
    };
    const ended = {
      message: 'The subgraph ended the subscription for the errors beside this one.',
      extensions: { code: 'SUBSCRIPTION_ENDED_BY_SUBGRAPH' },
    };
    const extensions = { resubscribe: true, events: 0, lastEventAt: null, replayed: false };
    const last = [{ errors: [error, ended], extensions }];
    expect(await Promise.all(reading)).toEqual([last, last]);
  });
});
