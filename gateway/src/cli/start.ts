import path from 'node:path';

import { Command } from 'commander';

import { readLauncherConfig } from '../config.js';
import { ConfigError } from '../config/config-error.js';
import type { HubSettings } from '../launcher/hub-environment.js';
import { describeEvent, describeRunningHub } from '../launcher/hub-report.js';
import { launchHub, type RunningHub } from '../launcher/launch-hub.js';
import { LauncherError } from '../launcher/launcher-error.js';
import { CommandError } from './command-error.js';
import type { Terminal } from './terminal.js';

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** `hub start`: the whole hub on this machine, until it is told to stop. */
export function createStartCommand(terminal: Terminal): Command {
  return new Command('start')
    .description('start the whole hub on this machine: database, subgraphs, gateway')
    .action(() => start(terminal, readSettings()));
}

/** @internal Runs until a signal comes, then stops everything and leaves by that signal. */
export async function start(terminal: Terminal, settings: HubSettings, workspace = ownWorkspace()): Promise<void> {
  const stopping = new AbortController();
  let hub: RunningHub | undefined;
  const received = new Promise<NodeJS.Signals>((resolve) => {
    const onSignal = (signal: NodeJS.Signals): void => {
      if (stopping.signal.aborted && hub === undefined) leaveBy(signal);
      else if (stopping.signal.aborted) hub?.hurry();
      else terminal.err(`\nStopping (${signal}); once more to hurry.\n`);
      stopping.abort();
      resolve(signal);
    };
    for (const signal of stopSignals) process.on(signal, onSignal);
  });
  const onEvent = (event: Parameters<typeof describeEvent>[0]): void => terminal.err(`${describeEvent(event)}\n`);
  try {
    hub = await launchHub(settings, { workspace, onEvent, signal: stopping.signal });
    terminal.out(describeRunningHub(hub));
    await received;
    await hub.stop();
  } catch (error) {
    if (!stopping.signal.aborted) throw explained(error);
    // Breaking off the start is what the signal asked for; whatever else went wrong is said, and we leave all the same.
    if (error !== stopping.signal.reason) terminal.err(`${error instanceof Error ? error.message : String(error)}\n`);
  }
  leaveBy(await received);
}

/** So that whoever started us sees how we ended: a shell stops its loop, a supervisor does not restart us. */
function leaveBy(signal: NodeJS.Signals): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

function readSettings(): HubSettings {
  try {
    return readLauncherConfig();
  } catch (error) {
    throw explained(error);
  }
}

function explained(error: unknown): unknown {
  if (!(error instanceof LauncherError || error instanceof ConfigError)) return error;
  return new CommandError('HUB_NOT_STARTED', error.message, { cause: error });
}

/** Three folders up from here, in the sources as in what was built of them. */
function ownWorkspace(): string {
  return path.resolve(import.meta.dirname, '../../..');
}
