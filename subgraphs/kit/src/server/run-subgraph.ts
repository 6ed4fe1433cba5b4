import { ConfigError, readSubgraphConfig } from '../config.js';
import { startSubgraph } from './start-subgraph.js';
import type { SubgraphDefinition } from './subgraph-definition.js';

/**
 * Runs a subgraph as a process of its own, until it is told to stop by SIGINT, SIGTERM or the end of the process that
 * started it.
 */
export async function runSubgraph<Loaders>(definition: SubgraphDefinition<Loaders>): Promise<void> {
  try {
    const running = await startSubgraph(definition, readSubgraphConfig(definition));
    const stop = (): void => {
      void running.stop().finally(() => process.exit());
    };
    process.once('SIGINT', stop).once('SIGTERM', stop).once('disconnect', stop);
  } catch (error) {
    process.stderr.write(`${definition.name}: ${error instanceof ConfigError ? error.message : describe(error)}\n`);
    process.exitCode = 1;
    if (process.connected) process.disconnect();
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
