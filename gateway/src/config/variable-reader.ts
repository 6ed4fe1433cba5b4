import { ConfigError, type ConfigMistake } from './config-error.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads variables one by one and remembers what was wrong with them. An empty variable counts as absent. */
export class VariableReader {
  readonly #env: Environment;
  readonly #mistakes: ConfigMistake[] = [];

  constructor(env: Environment) {
    this.#env = env;
  }

  /** Undefined when the variable is absent. */
  optional(variable: string): string | undefined {
    const text = this.#env[variable]?.trim();
    return text === '' ? undefined : text;
  }

  text(variable: string, fallback: string): string {
    return this.optional(variable) ?? fallback;
  }

  /** @param max - inclusive, as is `min` */
  whole(variable: string, fallback: number, min: number, max: number): number {
    const text = this.optional(variable);
    if (text === undefined) return fallback;
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    this.refuse(variable, `a whole number from ${min} to ${max}`, text);
    return fallback;
  }

  oneOf<const T extends string>(variable: string, choices: readonly T[], fallback: NoInfer<T>): T {
    const text = this.optional(variable);
    const choice = choices.find((candidate) => candidate === text);
    if (text !== undefined && choice === undefined) this.refuse(variable, `one of ${choices.join(', ')}`, text);
    return choice ?? fallback;
  }

  /** Undefined when the variable is absent, or was refused. */
  url(variable: string, protocols: readonly string[] = ['http:', 'https:'], kind?: 'secret'): string | undefined {
    const text = this.optional(variable);
    if (text === undefined || isAddress(text, protocols)) return text;
    const schemes = protocols.map((protocol) => `${protocol}//`).join(' or ');
    this.refuse(variable, `an address that begins with ${schemes}`, text, kind);
    return undefined;
  }

  /**
   * Remembers a mistake.
   *
   * @param variable - its name, and where the mistake is in it, if it holds several values
   * @param came - a text as it came, anything else as JSON
   */
  refuse(variable: string, expected: string, came: unknown, kind?: 'secret'): void {
    const isHidden = kind === 'secret' && came !== undefined;
    this.#mistakes.push({ variable, expected, came: isHidden ? 'something else (not repeated here)' : shorten(came) });
  }

  /**
   * Freezes what was read.
   *
   * @throws ConfigError with every mistake
   */
  finish<T extends object>(value: T): Readonly<T> {
    if (this.#mistakes.length > 0) throw new ConfigError(this.#mistakes);
    return freezeDeep(value);
  }
}

/** Whether a text is an address by one of these protocols, each with its colon. */
export function isAddress(text: string, protocols: readonly string[]): boolean {
  return URL.canParse(text) && protocols.includes(new URL(text).protocol);
}

function freezeDeep<T extends object>(value: T): Readonly<T> {
  for (const part of Object.values(value) as unknown[]) {
    if (typeof part === 'object' && part !== null) freezeDeep(part);
  }
  return Object.freeze(value);
}

function shorten(came: unknown): string {
  if (came === undefined) return 'nothing';
  const text = typeof came === 'string' ? came : JSON.stringify(came);
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 117)}...` : text);
}
