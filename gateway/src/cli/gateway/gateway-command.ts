import { once } from 'node:events';

import { Command } from 'commander';

import { logLevels } from '../../config.js';
import { InvalidSupergraphError } from '../../engine/supergraph.js';
import { tuneGarbageCollector } from '../../gateway/garbage-collection.js';
import { CommandError, wrongUsage } from '../command-error.js';
import { exitStatus } from '../exit-status.js';
import { watchInterruption } from '../interruption.js';
import { printJson, type Terminal } from '../terminal.js';
import { type BareGateway, openBareGateway } from './bare-gateway.js';
import { type CheckedSupergraph, checkSupergraph } from './checked-supergraph.js';
import { type GatewayOptions, type GatewaySettings, readGatewaySettings } from './gateway-settings.js';
import { type FileReading, readSupergraphFile, watchSupergraphFile } from './supergraph-file.js';
import { openWorkerPool, type WorkerEvent } from './worker-pool.js';

const more = `
The caller's "authorization" header is passed on to every subgraph as it came, and no other header; nothing is asked for
a login, and nothing is kept. The file is watched: a change that can be served is taken without losing a request, one
that cannot is reported, and what was served before stays. SIGINT or SIGTERM end it in order, a second one at once.

Nobody says who calls, so nothing is granted of what @authenticated, @requiresScopes and @policy ask for, unless by
--authenticated, --scope and --policy: those grant it to everybody, for work at home.

Addresses: /graphql, / (the playground), /health/live, /health/ready, /metrics (of all workers together).
Settings come from the environment as with the hub: HUB_MAX_*, HUB_REQUEST_TIMEOUT_MS, HUB_SUBGRAPH_* of traffic,
HUB_BREAKER_*, HUB_SUBSCRIPTION_*, HUB_OVERRIDE_LABELS, HUB_STOP_GRACE_MS; LOG_LEVEL where --log-level is not given.
Exit status: 0 ended by a signal, 1 it could not start, 2 wrong usage, or a file that is not a supergraph, 130 ended by
a second signal.`;

/** `hub gateway`: the engine alone over any supergraph, until it is told to stop. No database, no login. */
export function createGatewayCommand(terminal: Terminal): Command {
  return new Command('gateway')
    .description('serve any supergraph file: the engine alone, without database and login')
    .option('--supergraph <file>', 'the supergraph (required)')
    .option('--port <n>', 'where it listens; 0 takes a free port', '4000')
    .option('--host <host>', 'address on which it listens', '127.0.0.1')
    .option('--workers <n>', 'processes that share the port', '1')
    .option('--log-level <level>', `one of ${logLevels.join(', ')}`)
    .option('--query-plans', 'show query plans to whoever asks for them', false)
    .option('--authenticated', 'grant everybody what @authenticated asks for', false)
    .option('--scope <name...>', 'grant everybody scopes that @requiresScopes asks for', collectWords, [])
    .option('--policy <name...>', 'let policies that @policy asks for hold for everybody', collectWords, [])
    .option('--json', 'print one JSON object when it listens, instead of text', false)
    .addHelpText('after', more)
    .action((options: GatewayOptions) => runGateway(options, terminal));
}

function collectWords(word: string, before: readonly string[]): readonly string[] {
  return [...before, word];
}

async function runGateway(options: GatewayOptions, terminal: Terminal): Promise<void> {
  const settings = readGatewaySettings(options);
  const first = await readFirst(settings);
  const interruption = watchInterruption(() => {
    terminal.err('Stopping; once more to hurry.\n');
  });
  interruption.kill.addEventListener('abort', () => process.exit(exitStatus.interrupted));
  try {
    const gateway = await open(settings, first, terminal);
    describe(gateway, first, options, terminal);
    await follow(settings, { gateway, first, terminal, signal: interruption.stop });
    await gateway.stop();
  } finally {
    interruption.release();
  }
}

async function readFirst({ file, subscriptions }: GatewaySettings): Promise<CheckedSupergraph> {
  const reading = await readSupergraphFile(file);
  if (!reading.ok) throw wrongUsage(`--supergraph ${file}: ${reading.reason}`);
  try {
    return await checkSupergraph(reading.text, subscriptions.carriers);
  } catch (error) {
    if (error instanceof InvalidSupergraphError) throw wrongUsage(`--supergraph ${file}: ${error.message}`);
    throw error;
  }
}

async function open(settings: GatewaySettings, first: CheckedSupergraph, terminal: Terminal): Promise<BareGateway> {
  try {
    if (settings.workers === 1) {
      tuneGarbageCollector();
      return await openBareGateway(settings, first);
    }
    return await openWorkerPool(settings, first, (event) => {
      terminal.err(`${describeWorker(event)}\n`);
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError('GATEWAY_NOT_STARTED', `The gateway cannot start: ${reason}`, { cause });
  }
}

interface Following {
  readonly gateway: BareGateway;
  readonly first: CheckedSupergraph;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** Takes what the file holds, whenever that is another supergraph, until the signal aborts. */
async function follow(
  { file, subscriptions }: GatewaySettings,
  { gateway, first, terminal, signal }: Following,
): Promise<void> {
  let serving = first;
  const onChange = async (reading: FileReading): Promise<void> => {
    try {
      if (!reading.ok) throw new InvalidSupergraphError(reading.reason);
      const next = await checkSupergraph(reading.text, subscriptions.carriers);
      if (next.version !== serving.version) await gateway.take(next);
      serving = next;
      gateway.tellRefusal(undefined);
      terminal.err(`${file} was taken: supergraph ${next.version} joins ${next.subgraphs.join(', ')}.\n`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      gateway.tellRefusal(reason);
      terminal.err(`${file} was not taken; supergraph ${serving.version} stays. ${reason}\n`);
    }
  };
  const stopped = signal.aborted ? Promise.resolve() : once(signal, 'abort');
  await Promise.all([stopped, watchSupergraphFile(file, { known: first.sdl, onChange, signal })]);
}

function describe(
  { url, pids }: BareGateway,
  { version, subgraphs }: CheckedSupergraph,
  { json }: GatewayOptions,
  terminal: Terminal,
): void {
  if (json) printJson(terminal, { url, supergraph: { version, subgraphs }, workers: pids });
  else terminal.out(`${url}/graphql answers over ${subgraphs.join(', ')} (supergraph ${version}).\n`);
}

function describeWorker(event: WorkerEvent): string {
  switch (event.kind) {
    case 'fell':
      return `Worker ${event.pid} ended (${event.how}); another takes its place.`;
    case 'replaced':
      return `Worker ${event.pid} listens.`;
    case 'not-replaced':
      return `A worker could not be replaced, and will be tried again: ${event.reason}`;
    default:
      return event satisfies never;
  }
}
