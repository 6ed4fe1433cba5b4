import type { ApolloServer } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import express, { type NextFunction, type Request, type Response } from 'express';
import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import type { SubgraphConfig } from '../config.js';
import type { Database } from '../database/database.js';
import type { EventStreams, VerifiedAccess } from '../subscriptions/event-streams.js';
import { createRequestContext } from './request-context.js';
import { createRequestVerifier } from './request-verifier.js';
import type { SubgraphContext, SubgraphDefinition } from './subgraph-definition.js';
import { createViewerVerifier } from './viewer-verifier.js';

/** What answers the requests. */
export interface Serving<Loaders> {
  readonly config: SubgraphConfig;
  readonly database: Database;
  readonly server: ApolloServer<SubgraphContext<Loaders>>;
  readonly streams: EventStreams<Loaders>;
  readonly logger: Logger;
  /** Where it listens. */
  readonly url: string;
}

/**
 * The paths of a subgraph. Whatever GraphQL answers, as JSON or as a stream, stands behind the token, which is verified
 * before the body is read, and behind the signature, which covers the body.
 */
export function routesOf<Loaders>(definition: SubgraphDefinition<Loaders>, serving: Serving<Loaders>): express.Express {
  const { config, database, server, streams, logger } = serving;
  const verify = createViewerVerifier({ ...config, audience: definition.name });
  const senders = new WeakMap<Request, VerifiedAccess>();
  const senderOf = (request: Request): VerifiedAccess => {
    const sender = senders.get(request);
    if (sender === undefined) throw new Error('A request came past the verification of its viewer.');
    return sender;
  };
  const bodies = new WeakMap<object, Buffer>();
  const app = express();
  app.disable('x-powered-by');
  app.get('/health/live', (_request, response) => void response.json({ status: 'live' }));
  app.get('/health/ready', async (_request, response) => {
    await database.ping();
    response.json({ status: 'ready' });
  });
  app.use('/graphql', async (request, _response, next) => {
    const { authorization } = request.headers;
    senders.set(request, { ...(await verify(authorization)), verify: () => verify(authorization) });
    next();
  });
  app.use(
    '/graphql',
    express.json({ limit: config.maxBodyBytes, verify: (request, _response, body) => void bodies.set(request, body) }),
    requireSignature(definition.name, serving, bodies),
    streams.handler(senderOf),
    expressMiddleware(server, {
      context: ({ req, res }) => {
        const session = database.sessionFor(senderOf(req).viewer);
        res.once('close', () => {
          if (!res.writableFinished) session.leave();
        });
        return Promise.resolve(createRequestContext(definition, database, session));
      },
    }),
  );
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    sendError(error, response, logger);
  });
  return app;
}

/** Lets pass what the hub has signed, and everything where no signature is required. */
function requireSignature(
  audience: string,
  { config, url }: Pick<Serving<unknown>, 'config' | 'url'>,
  bodies: WeakMap<object, Buffer>,
): express.RequestHandler {
  const verifySignature = createRequestVerifier({ ...config, audience });
  return async (request, _response, next) => {
    if (config.requireSignature) {
      const { method, headers } = request;
      const body = bodies.get(request) ?? Buffer.alloc(0);
      await verifySignature({ method, url: config.publicUrl ?? url, headers: singleHeaders(headers), body });
    }
    next();
  };
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
