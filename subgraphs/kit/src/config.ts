import type { JWK } from 'jose';

/** What a subgraph is told from outside. The only file of a subgraph in which the environment is read. */
export interface SubgraphConfig {
  readonly host: string;
  readonly port: number;
  /** Connection of the unprivileged role that answers requests. */
  readonly databaseUrl: string;
  /** Connection of the role that owns the tables; used for migrations at start, and afterwards by the ledger's sequencer alone. */
  readonly databaseOwnerUrl: string;
  /** Base address of the gateway, the issuer of every token. */
  readonly issuer: string;
  /** Where the gateway publishes its keys (RFC 7517). */
  readonly jwksUrl: string;
  readonly seed: 'demo' | 'none';
  /** Where the demo seed keeps the demo members' keys; without it they are not written down. */
  readonly demoKeysFile: string | undefined;
  readonly production: boolean;
  readonly logLevel: string;
  readonly maxBodyBytes: number;
  /** Whether each request has to carry the hub's signature (RFC 9421), beside the token. */
  readonly requireSignature: boolean;
  /** The address under which the hub calls this subgraph, which signatures cover. Default: where it listens. */
  readonly publicUrl: string | undefined;
  /** Serves HTTPS when set. */
  readonly tls: TlsFiles | undefined;
  /** Default: what holds when nothing is set. */
  readonly subscriptions?: SubscriptionSettings;
  /** Signs the heads of the ledger. Default: a key that is made once and kept in the database. */
  readonly ledgerKey?: JWK | undefined;
}

/** Bounds of the event streams that a subgraph keeps open. */
export interface SubscriptionSettings {
  /** Open in total. */
  readonly maxTotal: number;
  /** Of these, all without identity together. */
  readonly maxPublic: number;
  /** Of one caller. */
  readonly maxPerCaller: number;
  /** Bytes that a reader may leave untaken before its source is read no further. */
  readonly maxBufferedBytes: number;
  /** How long a reader may take nothing of what is there, in milliseconds. */
  readonly stallMs: number;
  /** How often readers get a sign of life, in milliseconds. */
  readonly keepAliveMs: number;
}

/** Variable, default, least and most. */
const subscriptionNumbers: Readonly<Record<keyof SubscriptionSettings, readonly [string, number, number, number]>> = {
  maxTotal: ['HUB_MAX_SUBSCRIPTIONS', 2_000, 0, 1_000_000],
  maxPublic: ['HUB_MAX_SUBSCRIPTIONS_OF_PUBLIC', 500, 0, 1_000_000],
  maxPerCaller: ['HUB_MAX_SUBSCRIPTIONS_PER_CALLER', 100, 0, 1_000_000],
  maxBufferedBytes: ['HUB_SUBSCRIPTION_MAX_BUFFERED_BYTES', 262_144, 1_024, 1 << 30],
  stallMs: ['HUB_SUBSCRIPTION_STALL_MS', 30_000, 10, 86_400_000],
  keepAliveMs: ['HUB_SUBSCRIPTION_KEEP_ALIVE_MS', 12_000, 10, 86_400_000],
};

/** What holds when nothing is set. */
export const defaultSubscriptionSettings = subscriptionsBy((_variable, fallback) => fallback);

/** Files in PEM. */
export interface TlsFiles {
  readonly certificateFile: string;
  readonly keyFile: string;
  /** Whoever calls has to show a certificate that this authority issued (mutual TLS). */
  readonly clientAuthorityFile: string | undefined;
}

export type DatabaseConfig = Pick<SubgraphConfig, 'databaseUrl' | 'databaseOwnerUrl'>;

export type Environment = Readonly<Record<string, string | undefined>>;

/** Every mistake of a configuration at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly mistakes: readonly string[]) {
    super(`The configuration has ${mistakes.length} mistake(s):\n- ${mistakes.join('\n- ')}`);
  }
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/**
 * Reads a subgraph's configuration.
 *
 * @param portVariable - variable that carries this subgraph's port when it is started alone; PORT goes first
 * @throws ConfigError naming every variable that breaks its constraint
 */
export function readSubgraphConfig(
  { portVariable, defaultPort }: { readonly portVariable: string; readonly defaultPort: number },
  environment: Environment = process.env,
): SubgraphConfig {
  const mistakes: string[] = [];
  const reader = new EnvironmentReader(environment, mistakes);
  const host = reader.text('HOST', '127.0.0.1');
  const portName = environment['PORT'] === undefined ? portVariable : 'PORT';
  const issuer = reader.url('HUB_ISSUER', ['http:', 'https:'], 'http://127.0.0.1:4000');
  const production = environment['NODE_ENV'] === 'production';
  const config: SubgraphConfig = {
    host,
    port: reader.integer(portName, { min: 0, max: 65_535, fallback: defaultPort }),
    ...readDatabase(reader),
    issuer,
    jwksUrl: reader.url('HUB_JWKS_URL', ['http:', 'https:'], `${issuer}/.well-known/jwks.json`),
    seed: reader.oneOf('HUB_SEED', ['demo', 'none'] as const, 'none'),
    demoKeysFile: environment['HUB_DEMO_KEYS_FILE'],
    production,
    logLevel: reader.oneOf('LOG_LEVEL', logLevels, 'info'),
    maxBodyBytes: reader.integer('HUB_MAX_BODY_BYTES', { min: 1024, max: 1 << 30, fallback: 16 << 20 }),
    requireSignature: reader.oneOf('HUB_REQUIRE_SIGNATURE', ['true', 'false'] as const, 'false') === 'true',
    publicUrl:
      environment['HUB_PUBLIC_URL'] === undefined ? undefined : reader.url('HUB_PUBLIC_URL', ['http:', 'https:']),
    tls: readTls(environment, mistakes),
    subscriptions: subscriptionsBy((name, fallback, min, max) => reader.integer(name, { min, max, fallback })),
    ledgerKey: reader.privateJwk('HUB_LEDGER_KEY'),
  };
  if (production && config.seed === 'demo') mistakes.push('HUB_SEED: must be none when NODE_ENV is production.');
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return Object.freeze(config);
}

/**
 * Reads where a subgraph's database is, for programs that work on it without serving anybody.
 *
 * @throws ConfigError naming every variable that breaks its constraint
 */
export function readDatabaseConfig(environment: Environment = process.env): DatabaseConfig {
  const mistakes: string[] = [];
  const config = readDatabase(new EnvironmentReader(environment, mistakes));
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return Object.freeze(config);
}

function readDatabase(reader: EnvironmentReader): DatabaseConfig {
  const protocols = ['postgres:', 'postgresql:'];
  return {
    databaseUrl: reader.url('DATABASE_URL', protocols),
    databaseOwnerUrl: reader.url('DATABASE_OWNER_URL', protocols),
  };
}

function subscriptionsBy(
  read: (variable: string, fallback: number, min: number, max: number) => number,
): SubscriptionSettings {
  const entries = Object.entries(subscriptionNumbers).map(([name, number]) => [name, read(...number)]);
  return Object.freeze(Object.fromEntries(entries)) as SubscriptionSettings;
}

function readTls(environment: Environment, mistakes: string[]): TlsFiles | undefined {
  const {
    TLS_CERT_FILE: certificateFile,
    TLS_KEY_FILE: keyFile,
    TLS_CLIENT_CA_FILE: clientAuthorityFile,
  } = environment;
  if (certificateFile !== undefined && keyFile !== undefined) return { certificateFile, keyFile, clientAuthorityFile };
  if (certificateFile !== undefined || keyFile !== undefined || clientAuthorityFile !== undefined) {
    mistakes.push('TLS_CERT_FILE, TLS_KEY_FILE: must be set together, and with TLS_CLIENT_CA_FILE.');
  }
  return undefined;
}

class EnvironmentReader {
  constructor(
    private readonly environment: Environment,
    private readonly mistakes: string[],
  ) {}

  text(name: string, fallback?: string): string {
    const value = this.environment[name] ?? fallback;
    if (value === undefined || value === '') this.mistakes.push(`${name}: must be set.`);
    return value ?? '';
  }

  integer(name: string, limits: { readonly min: number; readonly max: number; readonly fallback: number }): number {
    const text = this.environment[name];
    if (text === undefined) return limits.fallback;
    const value = Number(text);
    if (!Number.isInteger(value) || value < limits.min || value > limits.max) {
      this.mistakes.push(`${name}: must be a whole number from ${limits.min} to ${limits.max}, got "${text}".`);
    }
    return value;
  }

  /** The value is left out of the message: addresses of databases carry passwords. */
  url(name: string, protocols: readonly string[], fallback?: string): string {
    const text = this.text(name, fallback);
    if (text !== '' && !protocols.includes(URL.parse(text)?.protocol ?? '')) {
      this.mistakes.push(`${name}: must be an address that begins with ${protocols.join('// or ')}//.`);
    }
    return text;
  }

  /** The value is left out of the message: it is a secret. */
  privateJwk(name: string): JWK | undefined {
    const text = this.environment[name];
    if (text === undefined || text === '') return undefined;
    const jwk = parseJwk(text);
    if (jwk === undefined)
      this.mistakes.push(`${name}: must be a private JWK with kty "OKP", crv "Ed25519", x and d (RFC 8037).`);
    return jwk;
  }

  oneOf<T extends string>(name: string, values: readonly T[], fallback: T): T {
    const text = this.environment[name] ?? fallback;
    const found = values.find((value) => value === text);
    if (found === undefined) this.mistakes.push(`${name}: must be one of ${values.join(', ')}, got "${text}".`);
    return found ?? fallback;
  }
}

function parseJwk(text: string): JWK | undefined {
  try {
    const jwk = JSON.parse(text) as JWK | null;
    const isPrivate =
      jwk?.kty === 'OKP' && jwk.crv === 'Ed25519' && [jwk.x, jwk.d].every((part) => typeof part === 'string');
    return isPrivate ? jwk : undefined;
  } catch {
    // Not JSON: refused like any other text that is no key.
    return undefined;
  }
}
