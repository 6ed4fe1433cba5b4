import process from 'node:process';
import { type GatewayConfig, readGatewayConfig } from './config.js';
import { ConfigError } from './config/config-error.js';
import { createGateway } from './gateway.js';
import { tuneGarbageCollector } from './gateway/garbage-collection.js';

/** Starts the gateway as a process of its own. It stops when told to, or when the process that started it is gone. */
async function main(): Promise<void> {
  tuneGarbageCollector();
  const starting = createGateway(readConfig());
  // Told to stop while it starts, it starts first and then stops in order.
  const told = untilToldToStop();
  const gateway = await starting;
  await told;
  await gateway.stop();
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
function untilToldToStop(): Promise<void> {
  return new Promise((resolve) => {
    let isTold = false;
    const onSignal = () => {
      if (isTold) process.exit(1);
      isTold = true;
      resolve();
    };
    process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
    process.on('disconnect', resolve);
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
