import { runHubCommand } from './hub-command.js';
import { openTerminal } from './terminal.js';

// The status is left to Node, which first writes out what is still in its streams.
process.exitCode = await runHubCommand(process.argv.slice(2), openTerminal());
