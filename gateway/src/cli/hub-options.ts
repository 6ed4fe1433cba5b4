import { type Command, InvalidArgumentError, Option } from 'commander';

/** What every command that talks to the hub is told. */
export interface HubOptions {
  readonly gateway: string;
  readonly key?: string;
  readonly json: boolean;
}

/** Adds `--gateway`, `--key` and `--json` to a command. The key is better given by HUB_KEY: others see command lines. */
export function addHubOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--gateway <url>', 'address of the gateway')
        .env('HUB_GATEWAY')
        .default('http://127.0.0.1:4000')
        .argParser(parseUrl),
    )
    .addOption(new Option('--key <key>', 'API key; without it you are the public').env('HUB_KEY'))
    .option('--json', 'print one JSON object instead of text', false);
}

/** Reads a whole number from `least` on, for options that count something. */
export function parseCount(least: number, most: number): (text: string) => number {
  return (text) => {
    const count = Number(text);
    if (Number.isInteger(count) && count >= least && count <= most) return count;
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
  };
}

/** Reads one of a few words, in any case; `AMBER+STRICT` is taken for `AMBER_STRICT`. */
export function parseWord<T extends string>(words: readonly T[]): (text: string) => T {
  return (text) => {
    const name = text.toUpperCase().replace('+', '_');
    const word = words.find((known) => known === name);
    if (word === undefined) throw new InvalidArgumentError(`Expected one of ${words.join(', ')}.`);
    return word;
  };
}

/** Reads a word of a vocabulary that the hub alone knows: `under-review` is `UNDER_REVIEW`. */
export function parseName(text: string): string {
  const name = text.toUpperCase().replaceAll('-', '_');
  if (/^[A-Z][A-Z0-9_]*$/.test(name)) return name;
  throw new InvalidArgumentError('Expected one word.');
}

function parseUrl(text: string): string {
  if (/^https?:\/\/[^/]/.test(text) && URL.canParse(text)) return text;
  throw new InvalidArgumentError('Expected an address such as http://127.0.0.1:4000.');
}
