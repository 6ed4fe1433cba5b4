import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

import type { ImportReportJson } from '../../gateway/src/cli/import/import-report.js';
import { type BenchHub, workspace } from './bench-hub.js';
import { cpuBetween, cpuSecondsOfEndedChildren, type CpuSeconds } from './cpu-time.js';
import { checkpoint } from './database-client.js';
import { stateOf, type TableState } from './table-state.js';
import type { TagPacks } from './tag-packs.js';

/** One `hub import`, from the start of its process to the end. */
export interface ImportRun {
  readonly report: ImportReportJson;
  readonly seconds: number;
  /** By process; `import` is the command line's. */
  readonly cpu: CpuSeconds;
  /** What the importer had in the table already. */
  readonly before: TableState;
}

/** The member that imports, in every benchmark. */
export const importer = 'ctma';

/** Imports TagPacks with the command line in a process of its own, through the gateway. */
export async function runImport(hub: BenchHub, packs: TagPacks, signal: AbortSignal): Promise<ImportRun> {
  const args = ['import', 'tagpack', packs.folder, '--gateway', hub.gatewayUrl, '--tlp', 'GREEN', '--json'];
  const before = await stateOf(hub, importer);
  await checkpoint(hub.adminUrl);
  const used = { ...hub.cpuSeconds(), import: cpuSecondsOfEndedChildren() };
  const startedAt = performance.now();
  const out = await runHub(args, hub.keyOf(importer, 'app'), signal);
  const seconds = (performance.now() - startedAt) / 1_000;
  const cpu = cpuBetween(used, { ...hub.cpuSeconds(), import: cpuSecondsOfEndedChildren() });
  return { report: JSON.parse(out) as ImportReportJson, seconds, cpu, before };
}

/** What the command printed. Status 1 means findings, such as addresses in quarantine, and is for the caller to judge. */
async function runHub(args: readonly string[], key: string, signal: AbortSignal): Promise<string> {
  const main = path.join(workspace, 'gateway/dist/cli/main.js');
  const { NODE_OPTIONS: _options, ...inherited } = process.env;
  const child = spawn(process.execPath, [main, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...inherited, HUB_KEY: key },
    signal,
    // The command would finish gracefully what nobody waits for any more.
    killSignal: 'SIGKILL',
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (err += chunk));
  const [status] = (await once(child, 'close')) as [number | null];
  if (status === 0 || (status === 1 && out !== '')) return out;
  throw new Error(`hub import ended with ${String(status)}: ${err || out}`);
}
