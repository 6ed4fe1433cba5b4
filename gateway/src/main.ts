import process from 'node:process';
import { ConfigError, type GatewayConfig, readGatewayConfig } from './config.js';
import { createGateway, type Gateway } from './gateway.js';

/** Starts the gateway as a process of its own. It stops when told to, or when the process that started it is gone. */
async function main(): Promise<void> {
  await untilToldToStop(await createGateway(readConfig()));
}

function readConfig(): GatewayConfig {
  try {
    return readGatewayConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    // 2 stands for wrong usage, as with the command line.
    process.exit(2);
  }
}

/** A second signal means that somebody does not want to wait. */
function untilToldToStop(gateway: Gateway): Promise<void> {
  return new Promise((resolve) => {
    let isStopping = false;
    const stop = (signal?: NodeJS.Signals) => {
      if (isStopping && signal !== undefined) process.exit(1);
      if (isStopping) return;
      isStopping = true;
      void gateway.stop().finally(resolve);
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
    process.on('disconnect', () => {
      stop();
    });
  });
}

try {
  await main();
  process.exit(0);
} catch (error) {
  process.stderr.write(
    `The gateway failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exit(1);
}
