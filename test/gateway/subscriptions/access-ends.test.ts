import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { membersSubgraph } from '@alliance/members';

import { clients, type Results } from '../../support/event-clients.js';
import { EventFeed } from '../../support/event-feed.js';
import { publishKeys } from '../../support/published-keys.js';
import { startTestSubgraph } from '../../support/running-subgraph.js';
import { createTemporaryFolder } from '../../support/temporary-folder.js';
import { createTestHub, startTestGateway, type TestGateway } from '../../support/test-gateway.js';
import { createVerifiedSubgraph, type SubgraphContext } from '../../support/verified-subgraph.js';

interface Alert {
  readonly id: string;
}

const feed = new EventFeed<Alert>();
const alerts = {
  typeDefs: 'type Query { alerts: Int } type Subscription { alert: Alert! } type Alert { id: ID! reader: String! }',
  resolvers: {
    Subscription: {
      alert: {
        subscribe: () => feed.open(),
        resolve: (event: unknown, _args: unknown, { viewer }: SubgraphContext) => ({
          ...(event as Alert),
          reader: viewer.kind === 'member' ? viewer.member : viewer.kind,
        }),
      },
    },
  },
};

const opened = new AsyncDisposableStack();
let gateway: TestGateway;
let keys: Record<string, Record<string, string>>;

beforeAll(async () => {
  const folder = opened.use(await createTemporaryFolder());
  const hub = await createTestHub();
  const { jwksUrl } = opened.use(await publishKeys(hub));
  const demoKeysFile = path.join(folder.path, 'keys.json');
  const trust = { issuer: hub.issuer, jwksUrl };
  const members = opened.use(await startTestSubgraph(membersSubgraph, { ...trust, seed: 'demo', demoKeysFile }));
  const events = opened.use(await createVerifiedSubgraph('alerts', alerts, hub));
  const subgraphs = [{ name: 'members', url: members.url }, events];
  const environment = { HUB_IDENTITY_SUBGRAPH: 'members' };
  gateway = opened.use(await startTestGateway({ hub, dataDir: folder.path, subgraphs, environment }));
  keys = JSON.parse(await readFile(demoKeysFile, 'utf8')) as typeof keys;
}, 60_000);

afterAll(() => opened.disposeAsync());

const keyOf = (member: string, role = 'admin'): string => keys[member]?.[role] ?? '';

/** Reads a subscription to its end, and notes when that was. */
function reader(results: Results) {
  const read: unknown[] = [];
  const wanted: { readonly count: number; readonly resolve: () => void }[] = [];
  const isOver = (async () => {
    for await (const result of results) {
      read.push(result);
      for (const { count, resolve } of wanted) if (read.length >= count) resolve();
    }
    return performance.now();
  })();
  const hasRead = (count: number) =>
    new Promise<void>((resolve) => {
      if (read.length >= count) resolve();
      else wanted.push({ count, resolve });
    });
  return { read, isOver, hasRead };
}

const subscribe = (to: 'sse' | 'ws', key: string) =>
  reader(clients[to](gateway.url, { query: 'subscription { alert { id reader } }' }, `Bearer ${key}`));

const told = (id: string, member: string) => ({ data: { alert: { id, reader: member } } });

const ending = {
  errors: [
    {
      message: 'The credential with which the subscription was opened does not hold any more.',
      extensions: { code: 'SUBSCRIPTION_ACCESS_ENDED', cause: 'UNAUTHENTICATED' },
    },
  ],
  extensions: { resubscribe: false, events: 1, lastEventAt: expect.any(String), replayed: false },
};

async function change(key: string, mutation: string): Promise<Readonly<Record<string, unknown>>> {
  const { body } = await gateway.ask(`mutation { ${mutation} }`, { key });
  expect(body.errors).toBeUndefined();
  return body.data ?? {};
}

/** Cuts off, by `act`, the owner of `key`, who listens by both protocols beside somebody who stays. */
async function expectCutOff(key: string, member: string, act: () => Promise<unknown>): Promise<void> {
  const cut = [subscribe('sse', key), subscribe('ws', key)];
  const stays = subscribe('sse', keyOf('tencent-security', 'analyst'));
  const all = [...cut, stays];
  await feed.subscribers(3);
  feed.push({ id: '1' });
  await Promise.all(all.map(({ hasRead }) => hasRead(1)));
  // A verdict as young as it can be holds the longest.
  await gateway.ask('{ me { id } }', { key });
  await act();
  const acknowledgedAt = performance.now();
  const overAt = await Promise.all(cut.map(({ isOver }) => isOver));
  expect(Math.max(...overAt) - acknowledgedAt).toBeLessThan(2_000);
  await feed.subscribers(1);
  feed.push({ id: '2' });
  await stays.hasRead(2);
  expect(cut.map(({ read }) => read)).toEqual([
    [told('1', member), ending],
    [told('1', member), ending],
  ]);
  expect(stays.read).toEqual([told('1', 'tencent-security'), told('2', 'tencent-security')]);
  feed.complete();
  await stays.isOver;
}

describe('access ends within two seconds, on open subscriptions as everywhere', () => {
  it('when a key is revoked', async () => {
    const admin = keyOf('demo-exchange');
    const created = await change(
      admin,
      'createApiKey(input: { label: "watches", roles: [APP] }) { key apiKey { keyId } }',
    );
    const { key, apiKey } = created['createApiKey'] as { key: string; apiKey: { keyId: string } };
    await expectCutOff(key, 'demo-exchange', () =>
      change(admin, `revokeApiKey(keyId: "${apiKey.keyId}") { revokedAt }`),
    );
  });

  it('when its member is suspended', async () => {
    const input = '{ member: "demo-analytics", status: SUSPENDED, reason: "keys lost" }';
    await expectCutOff(keyOf('demo-analytics', 'analyst'), 'demo-analytics', () =>
      change(keyOf('cbarc'), `changeMemberStatus(input: ${input}) { status }`),
    );
  });
});
