import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
} from '@apollo/server/plugin/disabled';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { defaultSubscriptionSettings, type SubgraphConfig } from '../config.js';
import { asOwner, type Database, openDatabase, type StatementListener } from '../database/database.js';
import { type LedgerSequencer, startLedgerSequencer } from '../ledger/ledger-sequencer.js';
import { answerPlugin } from './answer-plugin.js';
import { formatSubgraphError } from './format-error.js';
import { EventStreams } from '../subscriptions/event-streams.js';
import { openHttpServer } from './http-server.js';
import { routesOf } from './routes.js';
import type { SubgraphContext, SubgraphDefinition } from './subgraph-definition.js';
import { buildSubgraph } from './subgraph-schema.js';

/** How long a stopping subgraph waits for the requests it has begun, in milliseconds. */
const drainMs = 10_000;

export interface RunningSubgraph {
  readonly url: string;
  readonly database: Database;
  readonly ledger: Pick<LedgerSequencer, 'sequence'>;
  stop(): Promise<void>;
}

/** Migrates, seeds, verifies and listens. The caller stops what this returns. */
export async function startSubgraph<Loaders>(
  definition: SubgraphDefinition<Loaders>,
  config: SubgraphConfig,
  onStatement?: StatementListener,
): Promise<RunningSubgraph> {
  const logger = pino({ name: definition.name, level: config.logLevel });
  const database = await openDatabase(definition.database, config, onStatement);
  let ledger: LedgerSequencer | undefined;
  try {
    if (config.seed === 'demo') await seed(definition, database, config);
    ledger = await startLedgerSequencer({
      origin: definition.name,
      connections: config,
      key: config.ledgerKey,
      onFailure: (error) => logger.error({ err: error }, 'the ledger could not be brought up to date'),
    });
    database.onLedgerEntries(() => ledger?.poke());
    const { schema } = await buildSubgraph(definition);
    const server = new ApolloServer<SubgraphContext<Loaders>>({
      schema,
      introspection: true,
      includeStacktraceInErrorResponses: false,
      stopOnTerminationSignals: false,
      formatError: (formatted, error) => formatSubgraphError(formatted, error, logger),
      logger,
      plugins: [
        answerPlugin<Loaders>(logger),
        ApolloServerPluginInlineTraceDisabled(),
        ApolloServerPluginCacheControlDisabled(),
      ],
    });
    await server.start();
    const http = await openHttpServer(config.tls);
    await listen(http, config);
    const { port } = http.address() as AddressInfo;
    const url = `${config.tls ? 'https' : 'http'}://${config.host}:${port}/graphql`;
    const settings = config.subscriptions ?? defaultSubscriptionSettings;
    const streams = new EventStreams({ definition, database, schema, settings, logger });
    http.on('request', routesOf(definition, { config, database, server, streams, logger, url }));
    logger.info({ url }, 'ready');
    const running = { http, server: server as never, streams, ledger, database };
    return { url, database, ledger, stop: () => stop(running) };
  } catch (error) {
    await ledger?.stop();
    await database.close();
    throw error;
  }
}

async function seed<Loaders>(
  definition: SubgraphDefinition<Loaders>,
  database: Database,
  config: SubgraphConfig,
): Promise<void> {
  await definition.seed?.({
    config,
    sessionFor: (viewer) => database.sessionFor(viewer),
    asOwner: (work) => asOwner(definition.database, config, work),
  });
}

function listen(http: Server, { host, port }: SubgraphConfig): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, host, () => {
      http.off('error', reject);
      resolve();
    });
  });
}

interface Stoppable {
  readonly http: Server;
  readonly server: ApolloServer;
  readonly streams: Pick<EventStreams<unknown>, 'stop'>;
  readonly ledger: LedgerSequencer;
  readonly database: Database;
}

async function stop({ http, server, streams, ledger, database }: Stoppable): Promise<void> {
  const closed = new Promise<void>((resolve) => http.close(() => resolve()));
  http.closeIdleConnections();
  const force = setTimeout(() => http.closeAllConnections(), drainMs);
  // Before the server, which waits for streams to end.
  await streams.stop(drainMs);
  await closed;
  clearTimeout(force);
  await server.stop();
  await ledger.stop();
  await database.close();
}
