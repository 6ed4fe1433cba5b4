import { type ExitStatus, exitStatus } from './exit-status.js';

/**
 * Why a command could not do what it was asked, said to the person at the keyboard and without a stack. `code` is for
 * programs that read `--json`.
 */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly code: string;
  readonly status: ExitStatus;

  constructor(code: string, message: string, options: ErrorOptions & { readonly status?: ExitStatus } = {}) {
    super(message, options);
    this.code = code;
    this.status = options.status ?? exitStatus.refused;
  }
}

/** The command was called in a way that cannot mean anything. Exit status 2. */
export function wrongUsage(message: string): CommandError {
  return new CommandError('WRONG_USAGE', message, { status: exitStatus.wrongUsage });
}
