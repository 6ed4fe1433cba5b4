import { Command } from 'commander';

import { CommandError, wrongUsage } from './command-error.js';
import { type ExitStatus, exitStatus } from './exit-status.js';
import { type HubClient, openHubClient } from './hub-client.js';
import { addHubOptions, type HubOptions } from './hub-options.js';
import { readLines } from './import/read-text.js';
import { printJson, type Terminal } from './terminal.js';
import { textTable } from './text-table.js';

interface ScreenOptions extends HubOptions {
  readonly chain?: string;
  readonly file?: string;
}

interface ScreeningReason {
  readonly concept: string;
  readonly label: string | null;
  readonly method: string;
  readonly level: number;
  readonly ageDays: number;
  readonly weight: number;
  /** Why it does not count, or not in full; NONE when it does. */
  readonly discount: string;
  readonly originator: { readonly id: string } | null;
}

interface ScreeningResult {
  readonly address: { readonly id: string } | null;
  readonly refused: { readonly reason: string; readonly message: string } | null;
  readonly screening: {
    readonly id: string;
    readonly asOf: string;
    readonly band: string;
    readonly bandOverride: string | null;
    readonly score: number;
    readonly riskTypes: readonly string[];
    readonly reasons: readonly ScreeningReason[];
    readonly ended: readonly { readonly explanation: string }[];
    readonly knownGood: readonly { readonly name: string; readonly reason: string }[];
    readonly formula: string;
  } | null;
}

/** An answer with what was asked. */
interface Screened extends ScreeningResult {
  readonly submitted: string;
}

/** The hub takes so many addresses a request. */
const addressesPerRequest = 1_000;

const screenAddresses = `query Screen($addresses: [AddressInput!]!) {
  screenAddresses(addresses: $addresses) {
    address { id }
    refused { reason message }
    screening {
      id asOf band bandOverride score riskTypes formula
      reasons { concept label method level ageDays weight discount originator { id } }
      ended { explanation }
      knownGood { name reason }
    }
  }
}`;

const alarmingBands: ReadonlySet<string> = new Set(['HIGH', 'SEVERE']);

/** `hub screen`. Ends with status 1 when something is HIGH or SEVERE, or could not be screened. */
export function createScreenCommand(terminal: Terminal, finish: (status: ExitStatus) => void): Command {
  const command = new Command('screen')
    .description('say what the hub knows against addresses')
    .argument('[address...]', 'addresses in any notation')
    .option('--chain <chain>', 'the ledger of all of them: CAIP-2, name or ticker')
    .option('--file <file>', 'one address a line, in addition');
  return addHubOptions(command).action(async (given: readonly string[], options: ScreenOptions) => {
    const addresses = [...given, ...(options.file === undefined ? [] : await readAddresses(options.file))];
    if (addresses.length === 0) throw wrongUsage('Give addresses to screen, or --file.');
    finish(await screen(addresses, options, terminal));
  });
}

async function readAddresses(file: string): Promise<string[]> {
  try {
    const addresses: string[] = [];
    for await (const { text } of readLines(file)) if (text.trim() !== '') addresses.push(text.trim());
    return addresses;
  } catch (error) {
    throw wrongUsage(`The file "${file}" cannot be read: ${(error as Error).message}`);
  }
}

async function screen(addresses: readonly string[], options: ScreenOptions, terminal: Terminal): Promise<ExitStatus> {
  const hub = openHubClient(options);
  try {
    const results: Screened[] = [];
    for (let from = 0; from < addresses.length; from += addressesPerRequest) {
      results.push(...(await askFor(addresses.slice(from, from + addressesPerRequest), options.chain, hub)));
    }
    if (options.json) printJson(terminal, { results });
    else terminal.out(describe(results));
    return results.some((result) => isFinding(result)) ? exitStatus.refused : exitStatus.done;
  } finally {
    await hub.close();
  }
}

async function askFor(
  addresses: readonly string[],
  chain: string | undefined,
  hub: HubClient,
): Promise<readonly Screened[]> {
  const variables = { addresses: addresses.map((value) => ({ chain, value })) };
  const { data, errors } = await hub.ask({ query: screenAddresses, variables, isRepeatable: true });
  const results = data?.['screenAddresses'] as readonly ScreeningResult[] | null | undefined;
  if (results?.length === addresses.length) {
    return results.map((result, index) => ({ submitted: addresses[index] ?? '', ...result }));
  }
  const [error] = errors;
  const code = error?.extensions?.['code'];
  throw new CommandError(typeof code === 'string' ? code : 'NO_ANSWER', error?.message ?? 'The hub gave no answer.');
}

function isFinding({ refused, screening }: Screened): boolean {
  return refused !== null || screening === null || alarmingBands.has(screening.band);
}

function describe(results: readonly Screened[]): string {
  const rows = results.flatMap((result) => rowsOf(result));
  return textTable(['BAND', 'SCORE', 'ADDRESS', 'REASONS'], rows);
}

/** One row for the address, and one more for each further reason. */
function rowsOf({ submitted, address, refused, screening }: Screened): string[][] {
  if (!screening) return [['REFUSED', '', submitted, refused ? `${refused.reason}: ${refused.message}` : '']];
  const { band, bandOverride, score, reasons, ended, knownGood } = screening;
  const [first = 'nothing known', ...further] = [
    ...(bandOverride === null ? [] : [bandOverride]),
    ...reasons.map(describeReason),
    ...ended.map(({ explanation }) => explanation),
    ...knownGood.map(({ name, reason }) => `known good (${name}): ${reason}`),
  ];
  const head = [band, score.toFixed(2), address?.id ?? submitted, first];
  return [head, ...further.map((reason) => ['', '', '', reason])];
}

function describeReason({
  concept,
  label,
  method,
  level,
  ageDays,
  weight,
  discount,
  originator,
}: ScreeningReason): string {
  const said = `${concept} ${weight.toFixed(2)}${label === null ? '' : ` "${label}"`}`;
  const how = `${method} (${level}), ${ageDays} days old, by ${originator?.id ?? 'somebody undisclosed'}`;
  return `${said}: ${how}${discount === 'NONE' ? '' : `, ${discount}`}`;
}
