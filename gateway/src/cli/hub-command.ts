import { Command, CommanderError } from 'commander';

import { CommandError } from './command-error.js';
import { createDatabaseCommand } from './database.js';
import { type ExitStatus, exitStatus } from './exit-status.js';
import { createGatewayCommand } from './gateway/gateway-command.js';
import { createGroupCommand } from './group-command.js';
import { createImportCommand } from './import/import-command.js';
import { createKeyCommand } from './key-command.js';
import { createLedgerCommand } from './ledger/ledger-command.js';
import { createMemberCommand } from './member-command.js';
import { createScreenCommand } from './screen-command.js';
import { createStartCommand } from './start.js';
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
    await createHubCommand(terminal, finish).parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    return tellError(error, args, terminal);
  }
}

function createHubCommand(terminal: Terminal, finish: (status: ExitStatus) => void): Command {
  const hub = new Command('hub')
    .description('The alliance hub: run it, feed it, ask it.')
    .addHelpText('after', '\nExit status: 0 done, 1 refused or findings, 2 wrong usage, 130 interrupted.')
    .addCommand(createStartCommand(terminal))
    .addCommand(createGatewayCommand(terminal))
    .addCommand(createDatabaseCommand(terminal))
    .addCommand(createImportCommand(terminal, finish))
    .addCommand(createScreenCommand(terminal, finish))
    .addCommand(createMemberCommand(terminal))
    .addCommand(createGroupCommand(terminal))
    .addCommand(createKeyCommand(terminal))
    .addCommand(createLedgerCommand(terminal, finish));
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
