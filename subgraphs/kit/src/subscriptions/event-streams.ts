import type { Request, RequestHandler, Response } from 'express';
import { GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { errorCodes, type VerifiedViewer } from '@alliance/schema';
import type { SubscriptionSettings } from '../config.js';
import type { Database } from '../database/database.js';
import { kitErrorCodes } from '../error-codes.js';
import type { SubgraphDefinition } from '../server/subgraph-definition.js';
import { EventAnswers, type Subscribed } from './event-answers.js';
import { EventWriter } from './event-writer.js';
import { LiveSubscription } from './live-subscription.js';
import {
  type OperationRequest,
  type ReadOperation,
  readOperation,
  readRequest,
  subscriptionRequired,
} from './subscription-operation.js';
import { SubscriptionRoom } from './subscription-room.js';

export interface EventStreamsParts<Loaders> {
  readonly definition: Pick<SubgraphDefinition<Loaders>, 'createLoaders'>;
  readonly database: Database;
  readonly schema: GraphQLSchema;
  readonly settings: SubscriptionSettings;
  readonly logger: Logger;
}

/** Who was found to send a request, and how to look again. */
export interface VerifiedAccess extends VerifiedViewer {
  readonly verify: () => Promise<unknown>;
}

/** A request as far as it was read before anything of it runs. */
interface ReadRequest {
  readonly operation: OperationRequest;
  readonly read: ReadOperation;
  readonly access: VerifiedAccess;
}

/**
 * Answers subscriptions by server-sent events ("distinct connections mode" of graphql-sse). What is wrong with an
 * operation is told in the stream, as that protocol asks; what is wrong with the request has its HTTP status. Whoever
 * creates it stops it.
 */
export class EventStreams<Loaders> {
  readonly #parts: EventStreamsParts<Loaders>;
  readonly #answers: EventAnswers<Loaders>;
  readonly #room: SubscriptionRoom;

  constructor(parts: EventStreamsParts<Loaders>) {
    this.#parts = parts;
    this.#answers = new EventAnswers(parts);
    this.#room = new SubscriptionRoom(parts.settings);
  }

  /**
   * Answers where a client asks for a stream, and hands on where not. Takes the place behind what parses the body and
   * verifies the request.
   *
   * @param accessOf - what was found out about a request's sender
   */
  handler(accessOf: (request: Request) => VerifiedAccess): RequestHandler {
    return async (request, response, next) => {
      const wish = request.method === 'POST' ? wishFor(request.headers.accept) : 'none';
      if (wish === 'none') {
        next();
        return;
      }
      try {
        const operation = readRequest(request.body);
        const read = readOperation(this.#parts.schema, operation);
        if (wish === 'also' && read.kind !== 'subscription') next();
        else await this.#answer(response, { operation, read, access: accessOf(request) });
      } catch (error) {
        if (response.headersSent || !(error instanceof GraphQLError)) throw error;
        response.status(statusOf(error)).json({ errors: [error.toJSON()] });
      }
    };
  }

  /** Takes no more, and ends those that are open with a last event. Waits `graceMs` at most for what they still do. */
  stop(graceMs: number): Promise<void> {
    return this.#room.stop(graceMs);
  }

  async #answer(response: Response, { operation, read, access }: ReadRequest): Promise<void> {
    switch (read.kind) {
      case 'invalid':
        this.#refuse(response, read.errors);
        return;
      case 'other':
        this.#refuse(response, [subscriptionRequired]);
        return;
      case 'subscription':
        await this.#serve(response, { document: read.document, request: operation, viewer: access.viewer }, access);
    }
  }

  /** @throws GraphQLError when there is no place for it */
  async #serve(response: Response, subscribed: Subscribed, access: VerifiedAccess): Promise<void> {
    const place = this.#room.take(subscribed.viewer);
    try {
      const source = await this.#answers.open(subscribed);
      if (!('next' in source)) this.#refuse(response, source);
      else if (response.closed || response.destroyed) await source.return?.();
      else await place.hold(this.#liven(response, source, { subscribed, access }));
    } finally {
      place.giveBack();
    }
  }

  #liven(
    response: Response,
    source: AsyncIterator<unknown>,
    { subscribed, access }: { readonly subscribed: Subscribed; readonly access: VerifiedAccess },
  ): LiveSubscription {
    const live: LiveSubscription = new LiveSubscription({
      source,
      writer: new EventWriter(response, this.#parts.settings),
      access,
      answer: (event) => this.#answers.answer(event, subscribed, () => !live.isEnding),
      present: (error) => this.#answers.present(error),
    });
    return live;
  }

  /** A stream that tells nothing but errors. */
  #refuse(response: Response, errors: readonly (GraphQLError | GraphQLFormattedError)[]): void {
    const writer = new EventWriter(response, this.#parts.settings);
    writer.begin({ onGone: () => undefined, onStalled: () => response.destroy() });
    writer.writeNext(JSON.stringify({ errors }));
    writer.finish();
  }
}

/** Whether the client wants a stream alone, or lists it among others, as some do with every request. */
function wishFor(accept = ''): 'only' | 'also' | 'none' {
  const types = accept.split(',').map((type) => type.split(';', 1)[0]?.trim().toLowerCase());
  if (!types.includes('text/event-stream')) return 'none';
  return types.length === 1 || types[0] === 'text/event-stream' ? 'only' : 'also';
}

function statusOf({ extensions: { code } }: GraphQLError): number {
  const catalogue: Readonly<Record<string, { readonly status: number }>> = { ...errorCodes, ...kitErrorCodes };
  return (typeof code === 'string' ? catalogue[code]?.status : undefined) ?? 500;
}
