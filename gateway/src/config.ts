import path from 'node:path';
import process from 'node:process';
import { type OidcProvider, parseOidcProviders } from './config/oidc-providers.js';
import { expectedSigningKeys, parseSigningKeys, type SigningKeySet } from './config/signing-key-set.js';
import { readSubscriptions, type SubscriptionSettings } from './config/subscription-settings.js';
import { parseSubgraphChannels, type SubgraphChannelsByName, type SubgraphPlaces } from './config/subgraph-channels.js';
import { readTraffic, type TrafficSettings } from './config/traffic-policy.js';
import {
  expectedErrorRules,
  parseSubgraphErrorRules,
  type SubgraphErrorSettingsByName,
} from './config/subgraph-error-rules.js';

/** Where a subgraph is reached, and the name under which the hub knows it (also the audience of its tokens). */
export interface SubgraphAddress {
  readonly name: string;
  readonly url: string;
}

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

export interface IdentitySettings {
  /** The subgraph whose `keyHolder` says who holds a key. Without one every key is refused as unverifiable. */
  readonly subgraph?: string;
  /** How long a verdict on a key is taken without asking again, in milliseconds. Default 1,000. */
  readonly freshMs: number;
  /** How long a verdict stays good while the identity subgraph cannot be reached, in milliseconds. Default 900,000. */
  readonly staleMs: number;
  /** How long the identity subgraph may take to answer, in milliseconds. Default 2,000. */
  readonly timeoutMs: number;
  /** Members' own identity providers, whose access tokens are taken. Default: none. */
  readonly providers: readonly OidcProvider[];
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
  readonly composition: CompositionSettings;
  /** How long requests in flight may take when the gateway stops, in milliseconds. Default 10,000. */
  readonly stopGraceMs: number;
}

/** What an edge needs to know wherever it stands, and whatever it serves. */
export type EdgeConfig = Pick<
  GatewayConfig,
  'limits' | 'traffic' | 'subscriptions' | 'logLevel' | 'production' | 'stopGraceMs'
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
  /** The port that a variable named in a subgraph's manifest asks for. Throws {@link ConfigError} when it is none. */
  readonly portOverrides: (variable: string) => number | undefined;
  /** What else was set, for the services that the launcher starts. */
  readonly environment: Environment;
}

export interface ConfigMistake {
  readonly variable: string;
  readonly expected: string;
  /** What came, shortened; secrets are never repeated. */
  readonly came: string;
}

/** The environment breaks constraints. Names all of them at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly mistakes: readonly ConfigMistake[];

  constructor(mistakes: readonly ConfigMistake[]) {
    const lines = mistakes.map(({ variable, expected, came }) => `  ${variable}: expected ${expected}, got ${came}.`);
    super(`The configuration has ${mistakes.length} mistake(s):\n${lines.join('\n')}`);
    this.mistakes = mistakes;
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const largestPort = 65_535;
const longestDelayMs = 86_400_000;
const subgraphName = /^[a-z][a-z0-9-]{0,62}$/;

/** Reads what the gateway alone needs. Throws {@link ConfigError} with every mistake. */
export function readGatewayConfig(env: Environment = process.env): GatewayConfig {
  const settings = new Settings(env);
  const subgraphs = settings.subgraphs('HUB_SUBGRAPHS');
  const issuer = settings.url('HUB_ISSUER');
  const signingKeys = settings.signingKeys('HUB_SIGNING_KEY');
  const redisUrl = settings.redisUrl('REDIS_URL');
  const limits = readLimits(settings);
  const names = subgraphs.map(({ name }) => name);
  const subscriptions = readSubscriptions(settings, names);
  return settings.finish({
    ...readPlace(settings),
    subgraphs,
    subgraphErrors: settings.subgraphErrors('HUB_SUBGRAPH_ERRORS'),
    channels: settings.subgraphChannels('HUB_SUBGRAPH_CHANNELS', placesOf(subgraphs, subscriptions)),
    identity: readIdentity(settings, subgraphs),
    ...(issuer !== undefined && { issuer }),
    ...(signingKeys !== undefined && { signingKeys }),
    ...(redisUrl !== undefined && { redisUrl }),
    limits,
    traffic: readTraffic(settings, limits.requestTimeoutMs, names),
    subscriptions,
    composition: {
      pollIntervalMs: settings.whole('HUB_SCHEMA_POLL_MS', 5_000, 10, longestDelayMs),
      retryDelayMs: settings.whole('HUB_SCHEMA_RETRY_MS', 250, 10, longestDelayMs),
      timeoutMs: settings.whole('HUB_SCHEMA_TIMEOUT_MS', 5_000, 1, longestDelayMs),
    },
    stopGraceMs: readStopGrace(settings),
  });
}

/** Reads what the engine alone needs beside its arguments. Throws {@link ConfigError} with every mistake. */
export function readEdgeConfig(env: Environment = process.env): EdgeConfig {
  const settings = new Settings(env);
  const { logLevel, production } = readPlace(settings);
  const limits = readLimits(settings);
  return settings.finish({
    logLevel,
    production,
    limits,
    // The supergraph says which subgraphs there are, and may say otherwise while it is served.
    traffic: readTraffic(settings, limits.requestTimeoutMs),
    subscriptions: readSubscriptions(settings),
    stopGraceMs: readStopGrace(settings),
  });
}

/** Reads what the launcher needs. Throws {@link ConfigError} with every mistake. */
export function readLauncherConfig(env: Environment = process.env): LauncherConfig {
  const settings = new Settings(env);
  const databaseUrl = settings.url('DATABASE_URL', ['postgres:', 'postgresql:'], 'secret');
  const place = readPlace(settings);
  const seed = settings.oneOf('HUB_SEED', ['demo', 'none'], place.production ? 'none' : 'demo');
  if (place.production && seed === 'demo') settings.refuse('HUB_SEED', '"none" where NODE_ENV is production', seed);
  return settings.finish({
    ...place,
    ...(databaseUrl !== undefined && { databaseUrl }),
    seed,
    environment: { ...env },
    portOverrides: (variable: string) => {
      const single = new Settings(env);
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

function readLimits(settings: Settings): GatewayLimits {
  return {
    maxBodyBytes: settings.whole('HUB_MAX_BODY_BYTES', 8 * 1024 * 1024, 1024, 1024 ** 3),
    maxDepth: settings.whole('HUB_MAX_DEPTH', 15, 1, 200),
    maxTokens: settings.whole('HUB_MAX_TOKENS', 20_000, 100, 10_000_000),
    requestTimeoutMs: settings.whole('HUB_REQUEST_TIMEOUT_MS', 30_000, 1, longestDelayMs),
  };
}

function readStopGrace(settings: Settings): number {
  return settings.whole('HUB_STOP_GRACE_MS', 10_000, 0, longestDelayMs);
}

function readPlace(settings: Settings): Pick<GatewayConfig, 'host' | 'port' | 'dataDir' | 'logLevel' | 'production'> {
  return {
    host: settings.text('HOST', '127.0.0.1'),
    port: settings.whole('PORT', 4000, 0, largestPort),
    dataDir: path.resolve(settings.text('HUB_DATA_DIR', '.data')),
    logLevel: settings.oneOf('LOG_LEVEL', logLevels, 'info'),
    production: settings.text('NODE_ENV', '') === 'production',
  };
}

function readIdentity(settings: Settings, subgraphs: readonly SubgraphAddress[]): IdentitySettings {
  const subgraph = settings.text('HUB_IDENTITY_SUBGRAPH', '');
  if (subgraph !== '' && !subgraphs.some(({ name }) => name === subgraph)) {
    const names = subgraphs.map(({ name }) => name).join(', ');
    settings.refuse('HUB_IDENTITY_SUBGRAPH', `one of the names in HUB_SUBGRAPHS (${names})`, subgraph);
  }
  return {
    ...(subgraph !== '' && { subgraph }),
    freshMs: settings.whole('HUB_IDENTITY_FRESH_MS', 1_000, 0, 60_000),
    staleMs: settings.whole('HUB_IDENTITY_STALE_MS', 900_000, 0, 900_000),
    timeoutMs: settings.whole('HUB_IDENTITY_TIMEOUT_MS', 2_000, 1, longestDelayMs),
    providers: settings.oidcProviders('HUB_OIDC_PROVIDERS'),
  };
}

/** Reads variables one by one and remembers what was wrong with them. An empty variable counts as absent. */
class Settings {
  readonly #env: Environment;
  readonly #mistakes: ConfigMistake[] = [];

  constructor(env: Environment) {
    this.#env = env;
  }

  text(variable: string, fallback: string): string {
    return this.#read(variable) ?? fallback;
  }

  whole(variable: string, fallback: number, min: number, max: number): number {
    const text = this.#read(variable);
    if (text === undefined) return fallback;
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    this.refuse(variable, `a whole number from ${min} to ${max}`, text);
    return fallback;
  }

  oneOf<const T extends string>(variable: string, choices: readonly T[], fallback: NoInfer<T>): T {
    const text = this.#read(variable);
    const choice = choices.find((candidate) => candidate === text);
    if (text !== undefined && choice === undefined) this.refuse(variable, `one of ${choices.join(', ')}`, text);
    return choice ?? fallback;
  }

  url(variable: string, protocols = ['http:', 'https:'], kind?: 'secret'): string | undefined {
    const text = this.#read(variable);
    if (text === undefined || isAddress(text, protocols)) return text;
    const schemes = protocols.map((protocol) => `${protocol}//`).join(' or ');
    this.refuse(variable, `an address that begins with ${schemes}`, text, kind);
    return undefined;
  }

  redisUrl(variable: string): string | undefined {
    const text = this.#read(variable);
    if (text === undefined || isRedisAddress(text)) return text;
    this.refuse(
      variable,
      'redis:// or rediss://, [user:password@]host[:port] and [/number of a database]',
      text,
      'secret',
    );
    return undefined;
  }

  subgraphs(variable: string): readonly SubgraphAddress[] {
    const expected = 'name=address pairs separated by commas, such as members=http://127.0.0.1:4001/graphql';
    const text = this.#read(variable);
    if (text === undefined) {
      this.refuse(variable, expected, undefined);
      return [];
    }
    const subgraphs = text.split(',').map((part) => readSubgraph(part.trim()));
    const found = subgraphs.filter((subgraph) => subgraph !== undefined);
    const names = new Set(found.map(({ name }) => name));
    if (found.length < subgraphs.length) this.refuse(variable, expected, text);
    else if (names.size < found.length) this.refuse(variable, 'each name once', text);
    return found;
  }

  subgraphErrors(variable: string): SubgraphErrorSettingsByName {
    const text = this.#read(variable) ?? '{}';
    const rules = parseSubgraphErrorRules(text);
    if (!rules) this.refuse(variable, expectedErrorRules, text);
    return rules ?? {};
  }

  subgraphChannels(variable: string, places: SubgraphPlaces): SubgraphChannelsByName {
    return parseSubgraphChannels(this.#read(variable) ?? '{}', places, (place, expected, came) => {
      this.refuse(variable + place, expected, typeof came === 'string' ? came : JSON.stringify(came));
    });
  }

  oidcProviders(variable: string): readonly OidcProvider[] {
    return parseOidcProviders(this.#read(variable) ?? '[]', (field, expected, came) => {
      this.refuse(variable + field, expected, typeof came === 'string' ? came : JSON.stringify(came));
    });
  }

  signingKeys(variable: string): SigningKeySet | undefined {
    const text = this.#read(variable);
    if (text === undefined) return undefined;
    const keys = parseSigningKeys(text);
    if (!keys) this.refuse(variable, expectedSigningKeys, text, 'secret');
    return keys;
  }

  refuse(variable: string, expected: string, came: string | undefined, kind?: 'secret'): void {
    const shown = kind === 'secret' ? 'something else (not repeated here)' : shorten(came);
    this.#mistakes.push({ variable, expected, came: came === undefined ? 'nothing' : shown });
  }

  finish<T extends object>(value: T): Readonly<T> {
    if (this.#mistakes.length > 0) throw new ConfigError(this.#mistakes);
    return freezeDeep(value);
  }

  #read(variable: string): string | undefined {
    const text = this.#env[variable]?.trim();
    return text === '' ? undefined : text;
  }
}

function freezeDeep<T extends object>(value: T): Readonly<T> {
  for (const part of Object.values(value) as unknown[]) {
    if (typeof part === 'object' && part !== null) freezeDeep(part);
  }
  return Object.freeze(value);
}

function readSubgraph(pair: string): SubgraphAddress | undefined {
  const [, name, url] = /^([^=]+)=(.+)$/.exec(pair) ?? [];
  if (name === undefined || url === undefined) return undefined;
  return subgraphName.test(name) && isAddress(url, ['http:', 'https:']) ? { name, url } : undefined;
}

function isAddress(text: string, protocols: readonly string[]): boolean {
  return URL.canParse(text) && protocols.includes(new URL(text).protocol);
}

function isRedisAddress(text: string): boolean {
  const url = URL.parse(text);
  if (!url || !['redis:', 'rediss:'].includes(url.protocol) || url.hostname === '') return false;
  try {
    decodeURIComponent(url.username + url.password);
  } catch {
    // A per cent sign that stands for itself has to be written %25.
    return false;
  }
  return /^\/?\d{0,5}$/.test(url.pathname);
}

function shorten(text = ''): string {
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 117)}...` : text);
}
