import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { type OriginatorDisplay, originatorDisplays, type Pap, paps, parseTlp, type Tlp, tlps } from '@alliance/schema';

import { addHubOptions, type HubOptions, parseCount, parseWord } from '../hub-options.js';
import { isDate } from './dates.js';
import { formats } from './formats.js';
import { reliabilities, type Reliability, sourceKinds, type SourceKind } from './hub-inputs.js';

/** What `hub import` is told, as commander hands it over. */
export interface ImportOptions extends HubOptions {
  readonly tlp: Tlp;
  readonly group?: string;
  readonly pap?: Pap;
  readonly originatorDisplay?: OriginatorDisplay;
  readonly publisher?: string;
  readonly sourceKind?: SourceKind;
  readonly sourceUrl?: string;
  readonly sourceTitle?: string;
  readonly licence?: string;
  readonly root?: string;
  readonly retrievedOn?: string;
  readonly reliability?: Reliability;
  readonly listVersion?: string;
  readonly ticker?: string;
  readonly map: readonly string[];
  readonly mapFile?: string;
  readonly header?: boolean;
  readonly batch: number;
  readonly inFlight: number;
  readonly attempts: number;
  /** Seconds. */
  readonly timeout: number;
  readonly dryRun: boolean;
}

/** Declares the arguments and options of `hub import`. */
export function addImportOptions(command: Command): Command {
  const words = Object.keys(formats);
  command
    .addArgument(new Argument('<format>', 'what the files are').choices(words))
    .argument('<path...>', 'files, or folders to search through all their levels');
  addHubOptions(command);
  addMarkingOptions(command);
  addSourceOptions(command);
  addFormatOptions(command);
  addSendingOptions(command);
  return command.addHelpText('after', `\nFormats:\n${formatLines()}`);
}

function addMarkingOptions(command: Command): void {
  command
    .addOption(
      new Option('--tlp <marking>', `who may read it: ${tlps.join(', ')} (required)`)
        .argParser(parseMarking)
        .makeOptionMandatory(),
    )
    .option('--group <id>', 'sharing group, for AMBER and AMBER_STRICT')
    .addOption(new Option('--pap <marking>', 'what may be done with it').argParser(parseWord(paps)))
    .addOption(
      new Option('--originator-display <how>', 'whether readers learn who contributed it').argParser(
        parseWord(originatorDisplays),
      ),
    );
}

function addSourceOptions(command: Command): void {
  command
    .option('--publisher <name>', 'who publishes the data, in place of what the files say')
    .addOption(new Option('--source-kind <kind>', sourceKinds.join(', ')).argParser(parseWord(sourceKinds)))
    .option('--source-url <url>', 'where it is published')
    .option('--source-title <text>', 'what it is called')
    .option('--licence <name>', 'its licence')
    .option('--root <publisher or url>', 'the list from which this one was taken; the two then count as one voice')
    .addOption(new Option('--retrieved-on <date>', 'when it was fetched, YYYY-MM-DD').argParser(parseDate))
    .addOption(
      new Option('--reliability <letter>', 'of the source, A to F (Admiralty)').argParser(parseWord(reliabilities)),
    );
}

function addFormatOptions(command: Command): void {
  command
    .addOption(
      new Option('--list-version <date>', 'ofac: date of the list, where no name or folder states it').argParser(
        parseDate,
      ),
    )
    .option('--ticker <ticker>', 'ofac: the ticker, where the file name has none')
    .option(
      '--map <field=column>',
      'csv, jsonl: a column by name or number (from 1); field==value for a constant',
      collect,
      [],
    )
    .option('--map-file <file>', 'csv, jsonl: the same as YAML, below "fields"')
    .option('--header', 'csv: the first row holds the names of the columns')
    .option('--no-header', 'csv: the first row is data');
}

function addSendingOptions(command: Command): void {
  command
    .addOption(new Option('--batch <count>', 'items a request').default(2_000).argParser(parseCount(1, 2_000)))
    .addOption(
      new Option('--in-flight <count>', 'requests under way at a time').default(2).argParser(parseCount(1, 16)),
    )
    .addOption(
      new Option('--attempts <count>', 'how often a request is sent at most').default(6).argParser(parseCount(1, 20)),
    )
    .addOption(new Option('--timeout <seconds>', 'for one request').default(120).argParser(parseCount(1, 3_600)))
    .option('--dry-run', 'read everything, send nothing', false);
}

function formatLines(): string {
  return Object.entries(formats)
    .map(([word, { description }]) => `  ${word.padEnd(20)}${description}\n`)
    .join('');
}

function parseMarking(text: string): Tlp {
  const tlp = parseTlp(text);
  if (tlp === undefined) throw new InvalidArgumentError(`Expected one of ${tlps.join(', ')}.`);
  return tlp;
}

function parseDate(text: string): string {
  if (isDate(text)) return text;
  throw new InvalidArgumentError('Expected a date that exists, as YYYY-MM-DD.');
}

function collect(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}
