import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
} from '@apollo/server/plugin/disabled';
import { expressMiddleware } from '@as-integrations/express5';
import express, { type NextFunction, type Request, type Response } from 'express';
import { GraphQLError } from 'graphql';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Logger, pino } from 'pino';
import type { Viewer } from '@alliance/schema';
import type { SubgraphConfig } from '../config.js';
import { asOwner, type Database, openDatabase, type StatementListener } from '../database/database.js';
import { type LedgerSequencer, startLedgerSequencer } from '../ledger/ledger-sequencer.js';
import { answerPlugin } from './answer-plugin.js';
import { formatSubgraphError } from './format-error.js';
import { openHttpServer } from './http-server.js';
import { createRequestContext } from './request-context.js';
import { createRequestVerifier } from './request-verifier.js';
import type { SubgraphContext, SubgraphDefinition } from './subgraph-definition.js';
import { buildSubgraph } from './subgraph-schema.js';
import { createViewerVerifier } from './viewer-verifier.js';

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
    http.on('request', routes(definition, { config, database, server, logger, url }));
    logger.info({ url }, 'ready');
    const running = { http, server: server as never, ledger, database };
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

interface Running<Loaders> {
  readonly config: SubgraphConfig;
  readonly database: Database;
  readonly server: ApolloServer<SubgraphContext<Loaders>>;
  readonly logger: Logger;
  readonly url: string;
}

function routes<Loaders>(definition: SubgraphDefinition<Loaders>, running: Running<Loaders>): express.Express {
  const { config, database, server, logger, url } = running;
  const verify = createViewerVerifier({ ...config, audience: definition.name });
  const verifySignature = createRequestVerifier({ ...config, audience: definition.name });
  const viewers = new WeakMap<Request, Viewer>();
  const bodies = new WeakMap<object, Buffer>();
  const requireSignature = async (request: Request, _response: Response, next: NextFunction): Promise<void> => {
    if (config.requireSignature) {
      const { method, headers } = request;
      const body = bodies.get(request) ?? Buffer.alloc(0);
      await verifySignature({ method, url: config.publicUrl ?? url, headers: singleHeaders(headers), body });
    }
    next();
  };
  const app = express();
  app.disable('x-powered-by');
  app.get('/health/live', (_request, response) => void response.json({ status: 'live' }));
  app.get('/health/ready', async (_request, response) => {
    await database.ping();
    response.json({ status: 'ready' });
  });
  app.use('/graphql', async (request, _response, next) => {
    viewers.set(request, await verify(request.headers.authorization));
    next();
  });
  app.use(
    '/graphql',
    express.json({ limit: config.maxBodyBytes, verify: (request, _response, body) => void bodies.set(request, body) }),
    requireSignature,
    expressMiddleware(server, {
      context: ({ req }) => {
        const viewer = viewers.get(req);
        if (viewer === undefined) throw new Error('A request came past the verification of its viewer.');
        return Promise.resolve(createRequestContext(definition, database, database.sessionFor(viewer)));
      },
    }),
  );
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    sendError(error, response, logger);
  });
  return app;
}

/** A header that came several times is none of those that are signed. */
function singleHeaders(headers: Request['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter((each): each is [string, string] => typeof each[1] === 'string'),
  );
}

/** Answers what went wrong before GraphQL began: a refused token, a body that is none, a database that is away. */
function sendError(error: unknown, response: Response, logger: Logger): void {
  if (error instanceof GraphQLError) {
    response.status(401).json({ errors: [error.toJSON()] });
    return;
  }
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
  const isTheirs = status >= 400 && status < 500;
  if (!isTheirs) logger.error(error);
  const message = isTheirs && error instanceof Error ? error.message : 'Internal server error';
  const code = isTheirs ? 'BAD_USER_INPUT' : 'INTERNAL_SERVER_ERROR';
  response.status(isTheirs ? status : 500).json({ errors: [{ message, extensions: { code } }] });
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
  readonly ledger: LedgerSequencer;
  readonly database: Database;
}

async function stop({ http, server, ledger, database }: Stoppable): Promise<void> {
  const closed = new Promise<void>((resolve) => http.close(() => resolve()));
  http.closeIdleConnections();
  const force = setTimeout(() => http.closeAllConnections(), drainMs);
  await closed;
  clearTimeout(force);
  await server.stop();
  await ledger.stop();
  await database.close();
}
