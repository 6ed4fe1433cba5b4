import { Command, CommanderError } from 'commander';

import { CommandError } from './command-error.js';
import { type ExitStatus, exitStatus } from './exit-status.js';
import { printJson, type Terminal } from './terminal.js';

/**
 * Runs `hub` with the given arguments (without node and script) and resolves to its exit status. Whatever a command
 * throws is told here: its own refusals without a stack, anything else with one.
 */
export async function runHubCommand(args: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  let status: ExitStatus = exitStatus.done;
  const finish = (ended: ExitStatus): void => {
    status = ended;
  };
  try {
    const hub = await createHubCommand(args[0], terminal, finish);
    await hub.parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    return tellError(error, args, terminal);
  }
}

type Finish = (status: ExitStatus) => void;

/** What each command loads is loaded for it alone: a gateway needs none of what an import needs. */
const commands: Readonly<Record<string, (terminal: Terminal, finish: Finish) => Promise<Command>>> = {
  start: async (terminal) => (await import('./start.js')).createStartCommand(terminal),
  gateway: async (terminal) => (await import('./gateway/gateway-command.js')).createGatewayCommand(terminal),
  database: async (terminal) => (await import('./database.js')).createDatabaseCommand(terminal),
  import: async (...given) => (await import('./import/import-command.js')).createImportCommand(...given),
  screen: async (...given) => (await import('./screen-command.js')).createScreenCommand(...given),
  member: async (terminal) => (await import('./member-command.js')).createMemberCommand(terminal),
  group: async (terminal) => (await import('./group-command.js')).createGroupCommand(terminal),
  key: async (terminal) => (await import('./key-command.js')).createKeyCommand(terminal),
  ledger: async (...given) => (await import('./ledger/ledger-command.js')).createLedgerCommand(...given),
};

/** @param wanted - the command that is to run; without one that there is, there are all to choose from */
async function createHubCommand(wanted: string | undefined, terminal: Terminal, finish: Finish): Promise<Command> {
  const hub = new Command('hub')
    .description('The alliance hub: run it, feed it, ask it.')
    .addHelpText('after', '\nExit status: 0 done, 1 refused or findings, 2 wrong usage, 130 interrupted.');
  const isKnown = wanted !== undefined && Object.hasOwn(commands, wanted);
  for (const [name, create] of Object.entries(commands)) {
    if (!isKnown || name === wanted) hub.addCommand(await create(terminal, finish));
  }
  for (const command of [hub, ...hub.commands, ...hub.commands.flatMap((child) => child.commands)]) {
    command
      .exitOverride()
      .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
      .showHelpAfterError('(--help says more)');
  }
  return hub;
}

function tellError(error: unknown, args: readonly string[], terminal: Terminal): ExitStatus {
  // Commander has written its own message by now; `help` and `--help` end as errors of status 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitStatus.done : exitStatus.wrongUsage;
  const isRefusal = error instanceof CommandError;
  const code = isRefusal ? error.code : 'INTERNAL_ERROR';
  const message = error instanceof Error ? error.message : String(error);
  if (args.includes('--json')) printJson(terminal, { error: { code, message } });
  terminal.err(isRefusal ? `${message}\n` : `${(error instanceof Error && error.stack) || message}\n`);
  return isRefusal ? error.status : exitStatus.refused;
}
