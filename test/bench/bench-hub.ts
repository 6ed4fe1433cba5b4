import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../gateway/src/launcher/embedded-postgres.js';
import { launchHub, type RunningHub } from '../../gateway/src/launcher/launch-hub.js';
import { provisionDatabases, type SubgraphDatabase } from '../../gateway/src/launcher/provision.js';
import { cpuSecondsOf, type CpuSeconds } from './cpu-time.js';

/** A whole hub as `npm start` raises it, each part in its own process, with the demo alliance. Who opens it disposes of it. */
export interface BenchHub extends AsyncDisposable {
  readonly gatewayUrl: string;
  /** The superuser's, for what is no subgraph's business. */
  readonly adminUrl: string;
  readonly databases: { readonly members: SubgraphDatabase; readonly addressIntelligence: SubgraphDatabase };
  keyOf(member: string, role: 'admin' | 'analyst' | 'app'): string;
  /** CPU seconds of each process of the hub since it started. The database's are those of all its processes. */
  cpuSeconds(): CpuSeconds;
}

export const workspace = path.resolve(import.meta.dirname, '../..');

/**
 * @param dataDir holds everything the hub keeps; whoever made it removes it
 * @param environment for every child, in place of this process's own
 */
export async function openBenchHub(
  dataDir: string,
  signal: AbortSignal,
  environment: Readonly<Record<string, string | undefined>> = inheritedEnvironment(),
): Promise<BenchHub> {
  // Durable, with the launcher's own settings: started here, so that its address is known.
  await using stack = new AsyncDisposableStack();
  const postgres = stack.use(await startEmbeddedPostgres({ dataDir, signal }));
  const settings = {
    host: '127.0.0.1',
    port: 0,
    dataDir,
    databaseUrl: postgres.adminUrl,
    seed: 'demo',
    logLevel: 'info',
    production: false,
    portOverrides: () => 0,
    environment,
  } as const;
  const failures: string[] = [];
  const hub = await launchHub(settings, {
    workspace,
    signal,
    onEvent: ({ kind, name }) => failures.push(`${name} ${kind}`),
  });
  stack.defer(() => hub.stop());
  const handle = await describe(hub, postgres);
  const opened = stack.move();
  return { ...handle, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

async function describe(
  hub: RunningHub,
  postgres: EmbeddedPostgres,
): Promise<Omit<BenchHub, typeof Symbol.asyncDispose>> {
  const { adminUrl } = postgres;
  const databases = await provisionDatabases(adminUrl, ['members', 'address-intelligence']);
  const [members, addressIntelligence] = [databases.get('members'), databases.get('address-intelligence')];
  if (!members || !addressIntelligence || hub.demoKeysFile === undefined) throw new Error('The hub lacks a part.');
  const keys = JSON.parse(await readFile(hub.demoKeysFile, 'utf8')) as Record<string, Record<string, string>>;
  return {
    gatewayUrl: hub.gatewayUrl,
    adminUrl,
    databases: { members, addressIntelligence },
    keyOf(member, role) {
      const key = keys[member]?.[role];
      if (key === undefined) throw new Error(`There is no demo key of ${member} as ${role}.`);
      return key;
    },
    cpuSeconds: () => {
      const processes = Object.entries({ ...hub.processes(), database: postgres.pid });
      const seconds = processes.map(
        ([name, pid]) => [name, pid === undefined ? undefined : cpuSecondsOf(pid)] as const,
      );
      return Object.fromEntries(seconds.filter((entry): entry is [string, number] => entry[1] !== undefined));
    },
  };
}

/** What is set for this process's own sake is no setting of the hub. */
function inheritedEnvironment(): Readonly<Record<string, string | undefined>> {
  const isOurs = (name: string): boolean => name.startsWith('HUB_') || name === 'NODE_OPTIONS' || name === 'NODE_ENV';
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOurs(name)));
}
