import { type EdgeConfig, type LogLevel, logLevels, readEdgeConfig } from '../../config.js';
import { ConfigError } from '../../config/config-error.js';
import { wrongUsage } from '../command-error.js';

/** The options of `hub gateway` as they were written. */
export interface GatewayOptions {
  readonly supergraph?: string;
  readonly port: string;
  readonly host: string;
  readonly workers: string;
  readonly logLevel?: string;
  readonly queryPlans: boolean;
  readonly authenticated: boolean;
  readonly scope: readonly string[];
  readonly policy: readonly string[];
  readonly json: boolean;
}

/** How the engine alone is served. Plain data: it travels to the workers. */
export interface GatewaySettings extends EdgeConfig {
  /** Path of the supergraph. */
  readonly file: string;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Processes that share the port; 1 serves in this one. */
  readonly workers: number;
  /** Whether everybody is shown query plans on request. */
  readonly queryPlans: boolean;
  /** What everybody is granted of what directives of the schema ask for. */
  readonly grants: Grants;
}

/** Rights as plain data. */
export interface Grants {
  readonly isAuthenticated: boolean;
  readonly scopes: readonly string[];
  readonly policies: readonly string[];
}

const mostWorkers = 128;

/**
 * Reads what was written, and the environment for what is not an option. Throws wrong usage that names every mistake
 * of both.
 */
export function readGatewaySettings(options: GatewayOptions): GatewaySettings {
  const mistakes = new Mistakes();
  const settings = {
    ...mistakes.inEnvironment(readEdgeConfig),
    file: mistakes.text('--supergraph', 'the path of a supergraph', options.supergraph),
    host: mistakes.text('--host', 'an address of this machine', options.host),
    port: mistakes.whole('--port', [0, 65_535], options.port),
    workers: mistakes.whole('--workers', [1, mostWorkers], options.workers),
    queryPlans: options.queryPlans,
    grants: { isAuthenticated: options.authenticated, scopes: options.scope, policies: options.policy },
  };
  const logLevel = mistakes.logLevel('--log-level', options.logLevel);
  mistakes.throwAny();
  return { ...(settings as GatewaySettings), ...(logLevel && { logLevel }) };
}

class Mistakes {
  readonly #lines: string[] = [];

  inEnvironment<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      for (const { variable, expected, came } of error.mistakes) this.#add(variable, expected, came);
      return undefined;
    }
  }

  text(option: string, expected: string, text = ''): string {
    if (text.trim() === '') this.#add(option, expected, 'nothing');
    return text;
  }

  whole(option: string, [least, most]: readonly [number, number], text: string): number {
    const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most)) {
      this.#add(option, `a whole number from ${least} to ${most}`, JSON.stringify(text));
    }
    return value;
  }

  logLevel(option: string, text: string | undefined): LogLevel | undefined {
    const level = logLevels.find((known) => known === text);
    if (text !== undefined && !level) this.#add(option, `one of ${logLevels.join(', ')}`, JSON.stringify(text));
    return level;
  }

  throwAny(): void {
    if (this.#lines.length > 0) throw wrongUsage(this.#lines.join('\n'));
  }

  #add(name: string, expected: string, came: string): void {
    this.#lines.push(`${name}: expected ${expected}, got ${came}.`);
  }
}
