import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { ChildService, type ServiceDefinition, type ServiceEvent, type ServiceTimes } from './child-service.js';
import { writeCredentials } from './database-credentials.js';
import { openHubDatabase, type HubDatabase } from './hub-database.js';
import {
  addressOf,
  demoKeysFileOf,
  gatewayEnvironment,
  subgraphEnvironment,
  type HubPlaces,
  type HubSettings,
} from './hub-environment.js';
import { LauncherError } from './launcher-error.js';
import { reservePorts } from './local-port.js';
import { acquireProcessLock } from './process-lock.js';
import { provisionDatabases, type SubgraphDatabase } from './provision.js';
import { findSubgraphManifests, verifyBuilt, type SubgraphManifest } from './subgraph-manifests.js';

export interface LaunchOptions {
  /** Root of the workspace: the folder that holds `gateway` and `subgraphs`. */
  readonly workspace: string;
  readonly onEvent: (event: ServiceEvent) => void;
  /** Breaks off the start; what was started is stopped. Afterwards only `stop` stops. */
  readonly signal: AbortSignal;
  readonly times?: ServiceTimes;
}

/** The whole hub on this machine. Whoever launched it stops it. */
export interface RunningHub {
  readonly gatewayUrl: string;
  readonly subgraphs: readonly { readonly name: string; readonly url: string }[];
  /** Where the data is, for people: without a password. */
  readonly database: string;
  /** Where the demo members' keys lie, when a subgraph wrote some. */
  readonly demoKeysFile: string | undefined;
  readonly logFolder: string;
  /** The command that brings the first member in, where no demo alliance is seeded and a subgraph has such a program. */
  readonly foundCommand: string | undefined;
  /** Process ids by name, undefined while a process is down. */
  processes(): Readonly<Record<string, number | undefined>>;
  /** Stops the gateway, then the subgraphs, then the database, each with its time to finish. May be called twice. */
  stop(): Promise<void>;
  /** Ends services without asking while `stop` waits. The database still writes everything down. */
  hurry(): void;
}

/**
 * Starts database, subgraphs and gateway, and waits until all can work.
 *
 * @throws LauncherError naming what stands in the way; nothing is left running then
 */
export async function launchHub(settings: HubSettings, options: LaunchOptions): Promise<RunningHub> {
  if (settings.production && settings.seed === 'demo') {
    throw new LauncherError('The demo alliance is not for production. Set HUB_SEED=none, or do not set NODE_ENV.');
  }
  const closing = new Closing();
  try {
    return await launch({ ...settings, dataDir: path.resolve(settings.dataDir) }, options, closing);
  } catch (error) {
    await closing.run();
    throw error;
  }
}

async function launch(settings: HubSettings, options: LaunchOptions, closing: Closing): Promise<RunningHub> {
  const manifests = await findSubgraphManifests(options.workspace);
  const gatewayMain = path.join(options.workspace, 'gateway/dist/main.js');
  verifyBuilt([...manifests.map(({ main }) => main), gatewayMain]);

  await mkdir(settings.dataDir, { recursive: true, mode: 0o711 });
  const lock = await acquireProcessLock(path.join(settings.dataDir, 'hub.lock'), `The data folder ${settings.dataDir}`);
  closing.add(() => lock.release());
  const places = await findPlaces(settings, manifests, options.signal);
  const database = await openHubDatabase(settings, options);
  closing.add(() => database.stop());

  const open = (definition: ServiceDefinition): ChildService =>
    new ChildService(definition, options.onEvent, options.times);
  const databases = await provisionDatabases(
    database.adminUrl,
    manifests.map(({ name }) => name),
  );
  const foundCommand = await prepareFounding(settings, manifests, databases);
  const subgraphs = subgraphDefinitions(settings, places, databases).map(open);
  closing.add(() => stopTogether(subgraphs));
  await startTogether(subgraphs, options.signal);
  const gateway = open(gatewayDefinition(settings, places, gatewayMain));
  closing.add(() => gateway.stop());
  await gateway.start(options.signal);
  const parts = { services: [...subgraphs, gateway], closing, foundCommand };
  return describeHub(settings, places, database, parts);
}

/** What has to be undone, the last thing first. Goes on when a part fails, and then says so. */
class Closing {
  readonly #steps: (() => Promise<void>)[] = [];
  #result: Promise<void> | undefined;

  add(step: () => Promise<void>): void {
    this.#steps.push(step);
  }

  run(): Promise<void> {
    return (this.#result ??= this.#run());
  }

  async #run(): Promise<void> {
    const errors: unknown[] = [];
    for (const step of this.#steps.toReversed()) await step().catch((error: unknown) => errors.push(error));
    if (errors.length > 0) throw new AggregateError(errors, 'The hub did not stop as it should.');
  }
}

async function findPlaces(
  { host, port, portOverrides }: HubSettings,
  manifests: readonly SubgraphManifest[],
  signal: AbortSignal,
): Promise<HubPlaces> {
  const wanted = manifests.map((manifest) => ({
    host,
    port: portOverrides(manifest.portVariable) ?? manifest.port,
    variable: manifest.portVariable,
  }));
  const ports = await reservePorts([{ host, port, variable: 'PORT' }, ...wanted], signal);
  const [gatewayPort = port, ...subgraphPorts] = ports;
  return {
    gatewayPort,
    subgraphs: manifests.map((manifest, index) => ({ manifest, port: subgraphPorts[index] ?? manifest.port })),
  };
}

/**
 * How the first member comes in. Its program needs the database of its subgraph, whose credentials are written down for
 * it; whoever reads the data folder could make them from the administrator's, which lie there too.
 */
async function prepareFounding(
  { seed, dataDir }: HubSettings,
  manifests: readonly SubgraphManifest[],
  databases: ReadonlyMap<string, SubgraphDatabase>,
): Promise<string | undefined> {
  const founder = manifests.find(({ found }) => found !== undefined && existsSync(found));
  const database = founder && databases.get(founder.name);
  if (seed === 'demo' || founder?.found === undefined || !database) return undefined;
  const file = await writeCredentials(path.join(dataDir, 'credentials'), founder.name, database);
  // Not `node`: on some machines that is an older one than the hub runs on.
  return `npx node --env-file=${quoted(file)} ${quoted(founder.found)} --help`;
}

function quoted(file: string): string {
  return /^[\w./-]+$/.test(file) ? file : `'${file.replaceAll("'", String.raw`'\''`)}'`;
}

function subgraphDefinitions(
  settings: HubSettings,
  places: HubPlaces,
  databases: ReadonlyMap<string, SubgraphDatabase>,
): readonly ServiceDefinition[] {
  return places.subgraphs.map((subgraph) => {
    const { name, main } = subgraph.manifest;
    const database = databases.get(name);
    if (!database) throw new Error(`${name} was not provisioned`);
    const environment = subgraphEnvironment(settings, places, { subgraph, database });
    return { ...serviceOf(settings, name, subgraph.port), main, environment };
  });
}

function gatewayDefinition(settings: HubSettings, places: HubPlaces, main: string): ServiceDefinition {
  const environment = gatewayEnvironment(settings, places);
  return { ...serviceOf(settings, 'gateway', places.gatewayPort), main, environment };
}

function serviceOf({ host, dataDir }: HubSettings, name: string, port: number) {
  return { name, readyUrl: `${addressOf(host, port)}/health/ready`, logFolder: path.join(dataDir, 'logs') };
}

function describeHub(
  settings: HubSettings,
  places: HubPlaces,
  database: HubDatabase,
  parts: {
    readonly services: readonly ChildService[];
    readonly closing: Closing;
    readonly foundCommand: string | undefined;
  },
): RunningHub {
  const { services, closing, foundCommand } = parts;
  const { host, dataDir, seed } = settings;
  const demoKeysFile = demoKeysFileOf(settings);
  return {
    gatewayUrl: addressOf(host, places.gatewayPort),
    subgraphs: places.subgraphs.map(({ manifest, port }) => ({ name: manifest.name, url: addressOf(host, port) })),
    database: database.description,
    demoKeysFile: seed === 'demo' && existsSync(demoKeysFile) ? demoKeysFile : undefined,
    logFolder: path.join(dataDir, 'logs'),
    foundCommand,
    processes: () => ({
      database: database.pid(),
      ...Object.fromEntries(services.map(({ name, pid }) => [name, pid])),
    }),
    stop: () => closing.run(),
    hurry: () => services.forEach((service) => service.hurry()),
  };
}

/** When one fails the others need not go on; all have come to rest before the failure is told. */
async function startTogether(services: readonly ChildService[], signal: AbortSignal): Promise<void> {
  const failure = new AbortController();
  const start = (service: ChildService): Promise<void> =>
    service.start(AbortSignal.any([signal, failure.signal])).catch((error: unknown) => {
      failure.abort(error);
    });
  await Promise.all(services.map(start));
  failure.signal.throwIfAborted();
}

async function stopTogether(services: readonly ChildService[]): Promise<void> {
  await Promise.all(services.map((service) => service.stop()));
}
