import path from 'node:path';

import type { SubgraphManifest } from './subgraph-manifests.js';
import type { SubgraphDatabase } from './provision.js';

/** What the launcher has to know. `config.ts` reads it from the environment. */
export interface HubSettings {
  readonly host: string;
  /** Of the gateway; 0 takes a free one. */
  readonly port: number;
  readonly dataDir: string;
  /** An administrator's, with CREATEDB and CREATEROLE. Default: a PostgreSQL of our own in `dataDir`. */
  readonly databaseUrl?: string;
  readonly seed: 'demo' | 'none';
  readonly logLevel: string;
  readonly production: boolean;
  /** The port that a variable named in a subgraph's manifest asks for. */
  readonly portOverrides: (variable: string) => number | undefined;
  /** Passed on to every child below what the launcher itself says, so that their own settings reach them. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** A subgraph with the port it has got. */
export interface PlacedSubgraph {
  readonly manifest: SubgraphManifest;
  readonly port: number;
}

export interface HubPlaces {
  readonly gatewayPort: number;
  readonly subgraphs: readonly PlacedSubgraph[];
}

type ChildEnvironment = Readonly<Record<string, string>>;

/** For the administrator's eyes alone: with it, a subgraph could enter every other's database. */
const withheld = new Set(['DATABASE_URL', 'DATABASE_OWNER_URL', 'PORT', 'HUB_KEY']);

/** The gateway's own secrets: with them a subgraph could pass for the gateway. */
const gatewayAlone = new Set(['HUB_SIGNING_KEY', 'REDIS_URL']);

/** The subgraphs' own: with it the gateway could sign another history of a ledger. */
const subgraphsAlone = new Set(['HUB_LEDGER_KEY']);

export function subgraphEnvironment(
  settings: HubSettings,
  places: HubPlaces,
  { subgraph, database }: { readonly subgraph: PlacedSubgraph; readonly database: SubgraphDatabase },
): ChildEnvironment {
  const gateway = addressOf(settings.host, places.gatewayPort);
  return {
    ...without(gatewayAlone, passedOn(settings)),
    PORT: String(subgraph.port),
    DATABASE_URL: database.appUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
    HUB_ISSUER: settings.environment?.HUB_ISSUER ?? gateway,
    // Fetched here, whatever the world calls the issuer.
    HUB_JWKS_URL: settings.environment?.HUB_JWKS_URL ?? `${gateway}/.well-known/jwks.json`,
    HUB_SEED: settings.seed,
    ...(settings.seed === 'demo' && { HUB_DEMO_KEYS_FILE: demoKeysFileOf(settings) }),
  };
}

export function gatewayEnvironment(settings: HubSettings, places: HubPlaces): ChildEnvironment {
  const identity = places.subgraphs.find(({ manifest }) => manifest.identity);
  return {
    ...without(subgraphsAlone, passedOn(settings)),
    PORT: String(places.gatewayPort),
    HUB_ISSUER: settings.environment?.HUB_ISSUER ?? addressOf(settings.host, places.gatewayPort),
    HUB_SUBGRAPHS: places.subgraphs
      .map(({ manifest, port }) => `${manifest.name}=${addressOf(settings.host, port)}/graphql`)
      .join(','),
    ...(identity && { HUB_IDENTITY_SUBGRAPH: identity.manifest.name }),
  };
}

export function demoKeysFileOf({ dataDir }: HubSettings): string {
  return path.resolve(dataDir, 'demo-keys.json');
}

/** How something that listens on `host` is reached from this machine. */
export function addressOf(host: string, port: number): string {
  const everywhere: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };
  const reached = everywhere[host] ?? host;
  return `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}`;
}

function passedOn({ environment = {}, host, dataDir, logLevel, production }: HubSettings): ChildEnvironment {
  const inherited = Object.entries(environment).filter((entry): entry is [string, string] => {
    const [name, value] = entry;
    return value !== undefined && !withheld.has(name);
  });
  return {
    ...Object.fromEntries(inherited),
    HOST: host,
    HUB_DATA_DIR: path.resolve(dataDir),
    LOG_LEVEL: logLevel,
    ...(production && { NODE_ENV: 'production' }),
  };
}

function without(secrets: ReadonlySet<string>, environment: ChildEnvironment): ChildEnvironment {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !secrets.has(name)));
}
