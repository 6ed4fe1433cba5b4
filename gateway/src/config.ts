import path from 'node:path';
import process from 'node:process';

import { type IdentitySettings, readIdentity } from './config/identity-settings.js';
import { readOverrideLabels } from './config/override-labels.js';
import { readRedisAddress } from './config/redis-address.js';
import { readSigningKeys, type SigningKeySet } from './config/signing-key-set.js';
import { readSubgraphAddresses, type SubgraphAddress } from './config/subgraph-address.js';
import { readSubgraphChannels, type SubgraphChannelsByName, type SubgraphPlaces } from './config/subgraph-channels.js';
import { readSubgraphErrorRules, type SubgraphErrorSettingsByName } from './config/subgraph-error-rules.js';
import { readSubscriptions, type SubscriptionSettings } from './config/subscription-settings.js';
import { readTraffic, type TrafficSettings } from './config/traffic-policy.js';
import { type Environment, VariableReader } from './config/variable-reader.js';

export interface GatewayLimits {
  /** Largest request body, in bytes. Imports send batches of 2,000 items. Default 8 MiB. */
  readonly maxBodyBytes: number;
  /** Deepest selection of an operation, fields counted. Default 15. */
  readonly maxDepth: number;
  /** Longest operation text, in lexical tokens. Default 20,000. */
  readonly maxTokens: number;
  /** Longest time for one request, in milliseconds. Default 30,000. */
  readonly requestTimeoutMs: number;
}

export interface CompositionSettings {
  /** How often each subgraph is asked for its schema, in milliseconds. Default 5,000. */
  readonly pollIntervalMs: number;
  /** First wait before a subgraph that did not answer is asked again; grows by half up to the interval. Default 250. */
  readonly retryDelayMs: number;
  /** How long a subgraph may take to answer with its schema, in milliseconds. Default 5,000. */
  readonly timeoutMs: number;
}

export type LogLevel = (typeof logLevels)[number];

export interface GatewayConfig {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly dataDir: string;
  readonly subgraphs: readonly SubgraphAddress[];
  /** What callers may read of subgraphs' errors, where it differs from the default of the engine. */
  readonly subgraphErrors: SubgraphErrorSettingsByName;
  /** What proves the hub and a subgraph to each other beside the token. */
  readonly channels: SubgraphChannelsByName;
  readonly identity: IdentitySettings;
  /** Issuer of the tokens for subgraphs. Default: the address on which the gateway listens. */
  readonly issuer?: string;
  /** Default: created once and kept in `dataDir`. */
  readonly signingKeys?: SigningKeySet;
  /** Redis or Valkey through which several gateways share persisted operations, with its password. Default: none. */
  readonly redisUrl?: string;
  readonly logLevel: LogLevel;
  readonly production: boolean;
  readonly limits: GatewayLimits;
  /** How calls of the subgraphs are bounded, repeated, suspended and shared. */
  readonly traffic: TrafficSettings;
  readonly subscriptions: SubscriptionSettings;
  /** Labels of `@override(label:)` that hold, other than `percent(x)`. Default: none. */
  readonly overrideLabels: readonly string[];
  readonly composition: CompositionSettings;
  /** How long requests in flight may take when the gateway stops, in milliseconds. Default 10,000. */
  readonly stopGraceMs: number;
}

/** What an edge needs to know wherever it stands, and whatever it serves. */
export type EdgeConfig = Pick<
  GatewayConfig,
  'limits' | 'traffic' | 'subscriptions' | 'overrideLabels' | 'logLevel' | 'production' | 'stopGraceMs'
>;

/** What `npm start` needs to know to raise the whole hub on one machine. */
export interface LauncherConfig {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  /** An existing PostgreSQL; without it the launcher starts its own in `dataDir`. */
  readonly databaseUrl?: string;
  readonly seed: 'demo' | 'none';
  readonly logLevel: LogLevel;
  readonly production: boolean;
  /** The port that a variable named in a subgraph's manifest asks for. Throws a ConfigError when it is none. */
  readonly portOverrides: (variable: string) => number | undefined;
  /** What else was set, for the services that the launcher starts. */
  readonly environment: Environment;
}

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const largestPort = 65_535;
const longestDelayMs = 86_400_000;

/**
 * Reads what the gateway alone needs.
 *
 * @throws ConfigError with every mistake
 */
export function readGatewayConfig(env: Environment = process.env): GatewayConfig {
  const reader = new VariableReader(env);
  const subgraphs = readSubgraphAddresses(reader);
  const issuer = reader.url('HUB_ISSUER');
  const signingKeys = readSigningKeys(reader);
  const redisUrl = readRedisAddress(reader);
  const limits = readLimits(reader);
  const names = subgraphs.map(({ name }) => name);
  const subscriptions = readSubscriptions(reader, names);
  return reader.finish({
    ...readPlace(reader),
    subgraphs,
    subgraphErrors: readSubgraphErrorRules(reader),
    channels: readSubgraphChannels(reader, placesOf(subgraphs, subscriptions)),
    identity: readIdentity(reader, subgraphs),
    ...(issuer !== undefined && { issuer }),
    ...(signingKeys !== undefined && { signingKeys }),
    ...(redisUrl !== undefined && { redisUrl }),
    limits,
    traffic: readTraffic(reader, limits.requestTimeoutMs, names),
    subscriptions,
    overrideLabels: readOverrideLabels(reader),
    composition: {
      pollIntervalMs: reader.whole('HUB_SCHEMA_POLL_MS', 5_000, 10, longestDelayMs),
      retryDelayMs: reader.whole('HUB_SCHEMA_RETRY_MS', 250, 10, longestDelayMs),
      timeoutMs: reader.whole('HUB_SCHEMA_TIMEOUT_MS', 5_000, 1, longestDelayMs),
    },
    stopGraceMs: readStopGrace(reader),
  });
}

/**
 * Reads what the engine alone needs beside its arguments.
 *
 * @throws ConfigError with every mistake
 */
export function readEdgeConfig(env: Environment = process.env): EdgeConfig {
  const reader = new VariableReader(env);
  const { logLevel, production } = readPlace(reader);
  const limits = readLimits(reader);
  return reader.finish({
    logLevel,
    production,
    limits,
    // The supergraph says which subgraphs there are, and may say otherwise while it is served.
    traffic: readTraffic(reader, limits.requestTimeoutMs),
    subscriptions: readSubscriptions(reader),
    overrideLabels: readOverrideLabels(reader),
    stopGraceMs: readStopGrace(reader),
  });
}

/**
 * Reads what the launcher needs.
 *
 * @throws ConfigError with every mistake
 */
export function readLauncherConfig(env: Environment = process.env): LauncherConfig {
  const reader = new VariableReader(env);
  const databaseUrl = reader.url('DATABASE_URL', ['postgres:', 'postgresql:'], 'secret');
  const place = readPlace(reader);
  const seed = reader.oneOf('HUB_SEED', ['demo', 'none'], place.production ? 'none' : 'demo');
  if (place.production && seed === 'demo') reader.refuse('HUB_SEED', '"none" where NODE_ENV is production', seed);
  return reader.finish({
    ...place,
    ...(databaseUrl !== undefined && { databaseUrl }),
    seed,
    environment: { ...env },
    portOverrides: (variable: string) => {
      const single = new VariableReader(env);
      const port = single.whole(variable, -1, 0, largestPort);
      return single.finish({ port }).port === -1 ? undefined : port;
    },
  });
}

function placesOf(subgraphs: readonly SubgraphAddress[], { carriers }: SubscriptionSettings): SubgraphPlaces {
  const moved = Object.entries(carriers).flatMap(([name, { url }]) =>
    url === undefined ? [] : [[name, url] as const],
  );
  return { urls: new Map(subgraphs.map(({ name, url }) => [name, url])), eventUrls: new Map(moved) };
}

function readLimits(reader: VariableReader): GatewayLimits {
  return {
    maxBodyBytes: reader.whole('HUB_MAX_BODY_BYTES', 8 * 1024 * 1024, 1024, 1024 ** 3),
    maxDepth: reader.whole('HUB_MAX_DEPTH', 15, 1, 200),
    maxTokens: reader.whole('HUB_MAX_TOKENS', 20_000, 100, 10_000_000),
    requestTimeoutMs: reader.whole('HUB_REQUEST_TIMEOUT_MS', 30_000, 1, longestDelayMs),
  };
}

function readStopGrace(reader: VariableReader): number {
  return reader.whole('HUB_STOP_GRACE_MS', 10_000, 0, longestDelayMs);
}

function readPlace(
  reader: VariableReader,
): Pick<GatewayConfig, 'host' | 'port' | 'dataDir' | 'logLevel' | 'production'> {
  return {
    host: reader.text('HOST', '127.0.0.1'),
    port: reader.whole('PORT', 4000, 0, largestPort),
    dataDir: path.resolve(reader.text('HUB_DATA_DIR', '.data')),
    logLevel: reader.oneOf('LOG_LEVEL', logLevels, 'info'),
    production: reader.text('NODE_ENV', '') === 'production',
  };
}
