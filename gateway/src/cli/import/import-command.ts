import { Command } from 'commander';

import { CommandError } from '../command-error.js';
import { type ExitStatus, exitStatus } from '../exit-status.js';
import { type HubClient, openHubClient } from '../hub-client.js';
import { type Interruption, watchInterruption } from '../interruption.js';
import { printJson, type Terminal } from '../terminal.js';
import { createConceptVocabulary } from './concept-vocabulary.js';
import { findFiles, type FoundFile } from './find-files.js';
import { type Format, formats } from './formats.js';
import type { MarkingInput } from './hub-inputs.js';
import { addImportOptions, type ImportOptions } from './import-options.js';
import { ImportReport } from './import-report.js';
import type { ImporterContext } from './importer.js';
import { printReport } from './print-report.js';
import { noProgress, openProgressBar, type Progress } from './progress.js';
import { runImport } from './run-import.js';
import { createLotSender, dryRunSender } from './sending/lot-sender.js';

/** `hub import`. `finish` is told the exit status. */
export function createImportCommand(terminal: Terminal, finish: (status: ExitStatus) => void): Command {
  const command = new Command('import').description('send a published list to the hub; safe to interrupt and repeat');
  return addImportOptions(command).action(async (format: Format, paths: readonly string[], options: ImportOptions) => {
    finish(await importPaths(format, paths, options, terminal));
  });
}

async function importPaths(
  format: Format,
  paths: readonly string[],
  options: ImportOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const files = await findFiles(paths, formats[format].endings);
  const report = new ImportReport(options.dryRun);
  const progress = openProgress(files, options, terminal, report);
  const interruption = watchInterruption(() => {
    progress.stop();
    terminal.err('Stopping after the requests under way. Press Ctrl-C again to stop at once.\n');
  });
  const hub = openHub(options, report);
  try {
    await sendFiles({ format, files, options, report, progress, interruption, hub });
  } catch (error) {
    recordFailure(error, report, interruption);
  } finally {
    progress.stop();
    interruption.release();
    await hub.close();
  }
  report.interrupted = interruption.stop.aborted;
  tellReport(report, format, options, terminal);
  if (report.interrupted) return exitStatus.interrupted;
  return report.failure || report.hasFindings ? exitStatus.refused : exitStatus.done;
}

interface Import {
  readonly format: Format;
  readonly files: readonly FoundFile[];
  readonly options: ImportOptions;
  readonly report: ImportReport;
  readonly progress: Progress;
  readonly interruption: Interruption;
  readonly hub: HubClient;
}

async function sendFiles({ format, files, options, report, progress, interruption, hub }: Import): Promise<void> {
  const known = options.dryRun ? undefined : await askForConcepts(hub, interruption.kill);
  if (known === undefined) report.addNote('concepts were not checked against those the hub knows');
  const sender = options.dryRun ? dryRunSender : createLotSender(hub, markingOf(options), interruption.kill);
  await runImport(formats[format].read(files, contextOf(options, known)), {
    sender,
    report,
    lotSize: options.batch,
    width: options.inFlight,
    stop: interruption.stop,
    onProgress: progress.advance,
  });
}

/**
 * The concepts that the hub knows, so that a word it does not know costs its tag one concept and not the whole request.
 * Undefined when the hub does not let itself be introspected.
 */
async function askForConcepts(hub: HubClient, signal: AbortSignal): Promise<ReadonlySet<string> | undefined> {
  const query = 'query ImportConcepts { __type(name: "Concept") { enumValues { name } } }';
  const { data } = await hub.ask({ query, isRepeatable: true, signal });
  const type = data?.['__type'] as { enumValues: { name: string }[] | null } | null | undefined;
  return type?.enumValues ? new Set(type.enumValues.map(({ name }) => name)) : undefined;
}

/** Wrong usage stays an error of the command; what broke off the sending goes into the report. */
function recordFailure(error: unknown, report: ImportReport, interruption: Interruption): void {
  if (interruption.kill.aborted) return;
  if (!(error instanceof CommandError) || error.status === exitStatus.wrongUsage) throw error;
  report.failure = { code: error.code, message: error.message };
}

function openHub(options: ImportOptions, report: ImportReport): HubClient {
  return openHubClient({
    gateway: options.gateway,
    key: options.key,
    timeoutMs: options.timeout * 1_000,
    attempts: options.attempts,
    onRetry: () => {
      report.addRetry();
    },
  });
}

function openProgress(
  files: readonly FoundFile[],
  options: ImportOptions,
  terminal: Terminal,
  report: ImportReport,
): Progress {
  if (!terminal.isWatched || options.json) return noProgress;
  const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
  return openProgressBar(totalBytes, () => report.read);
}

function markingOf({ tlp, group, pap, originatorDisplay }: ImportOptions): MarkingInput {
  return { tlp, sharingGroup: group, pap, originatorDisplay };
}

function contextOf(options: ImportOptions, known: ReadonlySet<string> | undefined): ImporterContext {
  const { publisher, sourceKind: kind, sourceUrl: url, sourceTitle: title, licence, root, retrievedOn } = options;
  return {
    concepts: createConceptVocabulary(known),
    source: { publisher, kind, url, title, licence, root, retrievedOn },
    reliability: options.reliability,
    listVersion: options.listVersion,
    ticker: options.ticker,
    map: options.map,
    mapFile: options.mapFile,
    hasHeader: options.header,
  };
}

function tellReport(report: ImportReport, format: Format, options: ImportOptions, terminal: Terminal): void {
  if (options.json) {
    printJson(terminal, report);
    return;
  }
  terminal.out(printReport(report, { playground: options.gateway, ...whereToSee[format] }));
}

const attestations = {
  query: '{ me { member { attestations(first: 50) { totalCount nodes { id version label address { id } } } } } }',
  hasQuarantine: true,
};

/** The queries with which the playground shows what an import of each format left in the hub. */
const whereToSee: Readonly<Record<Format, { readonly query: string; readonly hasQuarantine: boolean }>> = {
  tagpack: attestations,
  ofac: attestations,
  csv: attestations,
  jsonl: attestations,
  etherscamdb: attestations,
  'polkadot-phishing': attestations,
  defihacklabs: {
    query: '{ me { member { incidents(first: 50) { totalCount nodes { id title } } } } }',
    hasQuarantine: false,
  },
  actorpack: { query: '{ actors(first: 50) { totalCount nodes { id label } } }', hasQuarantine: false },
};
