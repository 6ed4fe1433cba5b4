import { Command, Option } from 'commander';

import { CommandError } from '../command-error.js';
import { type ExitStatus, exitStatus } from '../exit-status.js';
import { openHubClient } from '../hub-client.js';
import { addHubOptions, type HubOptions } from '../hub-options.js';
import { printJson, type Terminal } from '../terminal.js';
import { fetchLedger, findLedgerFields } from './fetch-ledgers.js';
import { type LedgerCopy, readCopies, writeCopies } from './ledger-copy.js';
import {
  defaultStateFile,
  placeOf,
  readRememberedHeads,
  type RememberedHeads,
  writeRememberedHeads,
} from './remembered-heads.js';
import { type LedgerFinding, verifyCopy } from './verify-copy.js';

interface VerifyOptions extends HubOptions {
  readonly state: string;
  readonly copy?: string;
}

interface VerifiedLedger {
  readonly copy: LedgerCopy;
  readonly findings: readonly LedgerFinding[];
}

/** Findings that are told of one ledger as text; the rest is counted. */
const maxTold = 20;

/** `hub ledger`: checks what institutions wrote down about disclosures and changes, without trusting them. */
export function createLedgerCommand(terminal: Terminal, finish: (status: ExitStatus) => void): Command {
  return new Command('ledger')
    .description('check the ledgers of disclosures and changes (needs the key of a member)')
    .addCommand(verifyCommand(terminal, finish))
    .addCommand(exportCommand(terminal));
}

function verifyCommand(terminal: Terminal, finish: (status: ExitStatus) => void): Command {
  const command = new Command('verify')
    .description('check every ledger of the hub, and name the first entry that does not fit')
    .addOption(
      new Option('--state <file>', 'where the heads are remembered that fitted')
        .env('HUB_LEDGER_STATE')
        .default(defaultStateFile),
    )
    .option('--copy <file>', 'check a copy that `hub ledger export` made, without asking the hub');
  return addHubOptions(command).action(async (options: VerifyOptions) => {
    const remembered = await readRememberedHeads(options.state);
    const shown = options.copy === undefined ? await fetchAll(options, remembered) : await readCopies(options.copy);
    const copies = options.copy === undefined ? [...shown, ...hiddenOnes(options, remembered, shown)] : shown;
    const verified = copies.map((copy) => ({ copy, findings: verifyCopy(copy, remembered[placeOf(copy)]) }));
    await writeRememberedHeads(options.state, withFitting(remembered, verified));
    if (options.json) printJson(terminal, { ledgers: verified.map(summaryOf) });
    else terminal.out(verified.map(describe).join(''));
    finish(verified.every(({ findings }) => findings.length === 0) ? exitStatus.done : exitStatus.refused);
  });
}

function exportCommand(terminal: Terminal): Command {
  const command = new Command('export')
    .description('copy every ledger of the hub into a new file, one JSON object a line')
    .argument('<file>', 'must not exist yet');
  return addHubOptions(command).action(async (file: string, options: HubOptions) => {
    const copies = await fetchAll(options);
    await writeCopies(file, copies);
    const ledgers = copies.map(({ field, leaves, entries }) => ({
      field,
      places: leaves.length,
      entries: entries.length,
    }));
    if (options.json) printJson(terminal, { file, ledgers });
    else
      terminal.out(
        ledgers
          .map((each) => `${each.field}: ${String(each.places)} places, ${String(each.entries)} entries to read.\n`)
          .join(''),
      );
  });
}

/** Of what the hub showed once and shows no more, nothing is left to check: a finding in itself. */
function hiddenOnes({ gateway }: HubOptions, remembered: RememberedHeads, shown: readonly LedgerCopy[]): LedgerCopy[] {
  const places = new Set(shown.map(placeOf));
  return Object.entries(remembered).flatMap(([place, { origin, publicKey }]) => {
    const field = place.slice(place.lastIndexOf(' ') + 1);
    if (places.has(place) || placeOf({ gateway, field }) !== place) return [];
    return [{ gateway, field, origin, publicKey, heads: [], leaves: [], entries: [] }];
  });
}

async function fetchAll(options: HubOptions, remembered: RememberedHeads = {}): Promise<LedgerCopy[]> {
  const hub = openHubClient(options);
  try {
    const fields = await findLedgerFields(hub);
    if (fields.length === 0 && hiddenOnes(options, remembered, []).length === 0)
      throw new CommandError('NO_LEDGER', 'The hub shows no ledger.');
    const copies: LedgerCopy[] = [];
    for (const field of fields) copies.push(await fetchLedger(hub, options.gateway, field));
    return copies;
  } finally {
    await hub.close();
  }
}

/** Of a ledger that does not fit, the head from before is kept: it is the evidence. */
function withFitting(remembered: RememberedHeads, verified: readonly VerifiedLedger[]): RememberedHeads {
  const fitting = verified.flatMap(({ copy, findings }) => {
    const head = copy.heads.at(-1);
    const known = remembered[placeOf(copy)];
    const isNewer = head !== undefined && (known === undefined || head.size >= known.size);
    return findings.length === 0 && isNewer ? [[placeOf(copy), head] as const] : [];
  });
  return { ...remembered, ...Object.fromEntries(fitting) };
}

function summaryOf({ copy, findings }: VerifiedLedger): object {
  const { field, origin, publicKey, heads, leaves, entries } = copy;
  return { field, origin, publicKey, head: heads.at(-1), places: leaves.length, entriesRead: entries.length, findings };
}

function describe({ copy: { field, heads, entries }, findings }: VerifiedLedger): string {
  const head = heads.at(-1);
  if (findings.length === 0 && head) {
    const read = `${String(entries.length)} of them yours to read and as recorded`;
    return `${field}: fits. ${String(head.size)} entries under the head of ${head.at}, ${read}.\n`;
  }
  const told = findings.slice(0, maxTold).map(({ message }) => `  ${message}\n`);
  const rest = findings.length > maxTold ? `  and ${String(findings.length - maxTold)} more.\n` : '';
  return `${field}: DOES NOT FIT.\n${told.join('')}${rest}`;
}
