import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';

import { describeRunningHub } from '../../../gateway/src/launcher/hub-report.js';
import { isAlive } from '../../../gateway/src/launcher/process-table.js';
import { testAdminUrl } from '../../support/database.js';
import { createHubWorkspace } from './fixtures/hub-workspace.js';

it('starts everything, tells each child what it needs and nothing more, and stops in reverse order', async () => {
  await using workspace = await createHubWorkspace({ database: 'own' });
  const environment = {
    DATABASE_URL: 'postgresql://admin:secret@x/y',
    HUB_MAX_DEPTH: '9',
    REDIS_URL: 'redis://:secret@127.0.0.1:1',
    PORT: '1',
    EMPTY: undefined,
  };
  const { hub, ask } = await workspace.launch({ environment, logLevel: 'debug' });
  const { dataDir } = workspace.settings;
  const [first, second] = hub.subgraphs;

  const { DATABASE_URL, DATABASE_OWNER_URL, ...rest } = withoutChannel(await ask('first', '/environment'));
  expect(rest).toEqual({
    HOST: '127.0.0.1',
    PORT: new URL(first?.url ?? '').port,
    HUB_ISSUER: hub.gatewayUrl,
    HUB_JWKS_URL: `${hub.gatewayUrl}/.well-known/jwks.json`,
    HUB_SEED: 'none',
    HUB_DATA_DIR: dataDir,
    HUB_MAX_DEPTH: '9',
    LOG_LEVEL: 'debug',
  });
  expect([DATABASE_URL, DATABASE_OWNER_URL].map((url) => new URL(url ?? '').username)).toEqual([
    'hub_first_app',
    'hub_first_owner',
  ]);
  expect(withoutChannel(await ask('gateway', '/environment'))).toEqual({
    HOST: '127.0.0.1',
    PORT: new URL(hub.gatewayUrl).port,
    HUB_ISSUER: hub.gatewayUrl,
    HUB_SUBGRAPHS: `first=${first?.url}/graphql,second=${second?.url}/graphql`,
    HUB_IDENTITY_SUBGRAPH: 'first',
    HUB_DATA_DIR: dataDir,
    HUB_MAX_DEPTH: '9',
    REDIS_URL: 'redis://:secret@127.0.0.1:1',
    LOG_LEVEL: 'debug',
  });

  const pids = Object.values(hub.processes());
  expect(pids.map((pid) => pid !== undefined && isAlive(pid))).toEqual([true, true, true, true]);
  await Promise.all([hub.stop(), hub.stop()]);
  expect(pids.map((pid) => pid !== undefined && isAlive(pid))).toEqual([false, false, false, false]);
  const order = (await readFile(path.join(dataDir, 'order.txt'), 'utf8')).trim().split('\n');
  expect([order[0], ...order.slice(1).sort()]).toEqual(['gateway SIGTERM', 'first SIGTERM', 'second SIGTERM']);
  expect(await readFile(path.join(dataDir, 'logs/database.log'), 'utf8')).toContain('database system is shut down');
});

it('says where everything is', async () => {
  await using workspace = await createHubWorkspace({ database: 'own' });
  const { dataDir } = workspace.settings;
  await mkdir(dataDir);
  // As the members' seed does.
  await writeFile(path.join(dataDir, 'demo-keys.json'), '{}');
  await using running = await workspace.launch({ seed: 'demo' });
  const { hub, ask } = running;
  expect(describeRunningHub(hub)).toBe(`The hub is up. Ctrl-C stops it.

  Playground  ${hub.gatewayUrl}/
  Gateway     ${hub.gatewayUrl}/graphql
  First       ${hub.subgraphs[0]?.url}/graphql
  Second      ${hub.subgraphs[1]?.url}/graphql
  Database    ${hub.database}
  Logs        ${dataDir}/logs
  Demo keys   ${dataDir}/demo-keys.json

Try it:
  curl ${hub.gatewayUrl}/graphql -H "content-type: application/json" -H "authorization: Bearer <a key from that file>" -d '{"query":"{ __typename }"}'
`);
  const environment = withoutChannel(await ask('second', '/environment'));
  expect(environment).toMatchObject({ HUB_SEED: 'demo', HUB_DEMO_KEYS_FILE: `${dataDir}/demo-keys.json` });
});

it('says how the first member comes in where no demo is seeded, by a command that works', async () => {
  await using workspace = await createHubWorkspace();
  const folder = path.join(workspace.path, 'subgraphs/first');
  const manifest = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')) as { readonly hub: object };
  const hubPart = { ...manifest.hub, found: 'dist/found.js' };
  await writeFile(path.join(folder, 'package.json'), JSON.stringify({ type: 'module', hub: hubPart }));
  const program = `console.log(new URL(process.env.DATABASE_OWNER_URL).username, process.argv.slice(2))`;
  await writeFile(path.join(folder, 'dist/found.js'), program);

  await using running = await workspace.launch();
  const row = /^ {2}First member +npx (.*)$/m.exec(describeRunningHub(running.hub));
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', row?.[1] ?? 'false']);
  expect(stdout).toBe(`hub_${workspace.prefix.replaceAll('-', '_')}first_owner [ '--help' ]\n`);
  const credentials = path.join(workspace.settings.dataDir, `credentials/${workspace.prefix}first/database.env`);
  expect((await stat(credentials)).mode & 0o777).toBe(0o600);
});

it('starts a fallen service again and tells, while the others go on', async () => {
  await using workspace = await createHubWorkspace();
  await using running = await workspace.launch();
  const { hub, ask, until } = running;
  const before = hub.processes();
  await expect(ask('second', '/fall')).rejects.toThrow('fetch failed');
  const second = `${workspace.prefix}second`;
  expect(await until('fell', 'second')).toEqual({ kind: 'fell', name: second, reason: 'status 3', retryInMs: 20 });
  expect(await ask('first', '/health/ready')).toEqual({ ready: true });
  await until('recovered', 'second');
  expect(await ask('second', '/health/ready')).toEqual({ ready: true });
  expect({ ...hub.processes(), [second]: 0 }).toEqual({ ...before, [second]: 0 });
});

it('starts a killed database again at the same place, with what was acknowledged', async () => {
  await using workspace = await createHubWorkspace({ database: 'own' });
  await using running = await workspace.launch();
  const { hub, ask, until } = running;
  await ask('first', '/write');
  process.kill(hub.processes().database ?? 0, 'SIGKILL');
  await until('recovered', 'database');
  expect(await ask('first', '/rows')).toEqual([{ id: 1 }]);
});

it('keeps the logs of children for itself, but passes warnings on', async () => {
  await using workspace = await createHubWorkspace();
  await using running = await workspace.launch();
  const { hub, ask, until } = running;
  await ask('first', '/warn');
  expect(await until('said', 'first')).toEqual({
    kind: 'said',
    name: `${workspace.prefix}first`,
    text: 'careful: why',
  });
  expect(running.events).toHaveLength(1);
  const log = path.join(hub.logFolder, `${workspace.prefix}first.log`);
  expect(await readFile(log, 'utf8')).toBe(
    '{"level":30,"msg":"listening"}\n{"level":40,"msg":"careful","err":{"message":"why"}}\n',
  );
  expect((await stat(log)).mode & 0o777).toBe(0o600);
});

it('tells why a service did not start, and leaves nothing running', async () => {
  await using workspace = await createHubWorkspace({ database: 'own' });
  const { dataDir } = workspace.settings;
  await expect(workspace.launch({ environment: { TEST_FAILS: 'second' } })).rejects.toThrow(
    'second ended (status 7). It said last:\n  the reason why it cannot start\n' +
      `All of it: ${dataDir}/logs/second.log`,
  );
  expect(await readFile(path.join(dataDir, 'logs/database.log'), 'utf8')).toContain('database system is shut down');
  await (await workspace.launch()).hub.stop();
});

it('names the variable of a port on which nobody would call it', async () => {
  await using workspace = await createHubWorkspace();
  const portOverrides = (variable: string): number => (variable === 'SECOND_PORT' ? 10080 : 0);
  await expect(workspace.launch({ port: 6000, portOverrides })).rejects.toThrow(
    'Port 6000 is one that browsers and fetch never call. Set PORT to another.\n' +
      'Port 10080 is one that browsers and fetch never call. Set SECOND_PORT to another.',
  );
});

it('names the variable of every port that is taken', async () => {
  await using workspace = await createHubWorkspace();
  const squatter = createServer().listen(0, '127.0.0.1');
  await once(squatter, 'listening');
  const { port } = squatter.address() as AddressInfo;
  try {
    const portOverrides = (variable: string): number => (variable === 'SECOND_PORT' ? port : 0);
    await expect(workspace.launch({ port, portOverrides })).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is taken. Set PORT to a free one.\n` +
        `Port ${port} on 127.0.0.1 is taken. Set SECOND_PORT to a free one.\n` +
        `Port ${port} is wanted twice. Set SECOND_PORT to another one.`,
    );
  } finally {
    squatter.close();
  }
});

it('refuses a second hub on the same data folder, and the demo in production', async () => {
  await using workspace = await createHubWorkspace();
  await using _running = await workspace.launch();
  await expect(workspace.launch()).rejects.toThrow(
    `The data folder ${workspace.settings.dataDir} is in use by process ${process.pid}. Stop that one first.`,
  );
  await expect(workspace.launch({ production: true, seed: 'demo' })).rejects.toThrow('not for production');
});

it('uses a PostgreSQL of yours, and repeats no password when it cannot', async () => {
  await using workspace = await createHubWorkspace();
  const url = new URL(testAdminUrl());
  await using running = await workspace.launch();
  const { hub, ask } = running;
  expect(await ask('second', '/write')).toEqual([{ id: expect.any(Number) as number }]);
  expect(hub.database).toBe(`${url.host} (DATABASE_URL)`);
  expect(hub.processes().database).toBeUndefined();
  await hub.stop();

  url.password = 'hunter2';
  const refused: unknown = await workspace.launch({ databaseUrl: url.href }).catch((error: unknown) => error);
  expect(String(refused)).toBe(
    `LauncherError: PostgreSQL does not let hub_admin to postgres on ${url.host}: ` +
      'password authentication failed for user "hub_admin"',
  );
});

/** Node's own variable for the channel to a child's parent. */
function withoutChannel(environment: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(environment as Record<string, string>);
  return Object.fromEntries(entries.filter(([name]) => !name.startsWith('NODE_CHANNEL')));
}
