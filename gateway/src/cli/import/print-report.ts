import { withoutControlCharacters } from '../text-table.js';
import type { ConcludedList, ImportReport, ImportReportJson } from './import-report.js';
import type { Place } from './import-work.js';

/** Where in the hub to look at what an import left there. */
export interface WhereToSee {
  readonly playground: string;
  readonly query: string;
  readonly hasQuarantine: boolean;
}

/** The report of an import, for people. */
export function printReport(report: ImportReport, whereToSee: WhereToSee): string {
  const json = report.toJSON();
  return [
    endingOf(json),
    ...countLines(report, json),
    ...json.lists.map((concluded) => `list          ${concludedText(concluded, report.isDryRun)}`),
    ...json.refusedFiles.map((refused) => `refused file  ${placeText(refused)}: ${refused.reason}`),
    ...json.findings.map((finding) => `finding       ${finding}`),
    ...Object.entries(json.notes).map(
      ([note, count]) => `note          ${note}${count > 1 ? ` (${count} times)` : ''}`,
    ),
    ...seeLines(report, whereToSee),
    '',
  ]
    .map(withoutControlCharacters)
    .join('\n');
}

export function placeText({ file, line, column }: Place): string {
  return [file, line, column].filter((part) => part !== undefined).join(':');
}

function concludedText({ list, version, withdrawn }: ConcludedList, isDryRun: boolean): string {
  return `${list} as of ${version}: ${isDryRun ? 'would be concluded' : `${withdrawn} withdrawn`}`;
}

function endingOf({ error, interrupted }: ImportReportJson): string {
  if (error) return `The import broke off: ${error.message} (${error.code}) It is safe to run it again.`;
  return interrupted ? 'Interrupted. It is safe to run it again: what arrived will be unchanged.' : 'Done.';
}

function countLines(report: ImportReport, json: ImportReportJson): string[] {
  const rate = json.seconds > 0 ? Math.round(json.read / json.seconds) : json.read;
  const lines = [
    `read          ${json.read} in ${json.seconds.toFixed(1)} s (${rate} a second)`,
    ...(json.wouldSend === undefined
      ? [`accepted      ${json.accepted}`, `updated       ${json.updated}`, `unchanged     ${json.unchanged}`]
      : [`would send    ${json.wouldSend} (dry run: nothing was sent)`]),
  ];
  for (const [reason, { count, examples }] of report.quarantined) {
    lines.push(`quarantined   ${count} ${reason}`);
    for (const { place, message } of examples) lines.push(`                ${placeText(place)} ${message}`.trimEnd());
  }
  if (json.retries > 0)
    lines.push(`retries       ${json.retries}; what arrived without its answer counts as unchanged`);
  return lines;
}

function seeLines(report: ImportReport, { playground, query, hasQuarantine }: WhereToSee): string[] {
  if (report.isDryRun || report.read === 0) return [];
  const lines = ['', `See them at ${playground} with`, `  ${query}`];
  if (hasQuarantine && report.quarantined.size > 0) {
    lines.push(
      'and what was quarantined with',
      `  { quarantine(first: 50) { totalCount nodes { reference reason message } } }`,
    );
  }
  return lines;
}
