import { type DocumentNode, execute, GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { tlpLevel, type Viewer } from '@alliance/schema';
import type { Database } from '../database/database.js';
import { formatSubgraphError } from '../server/format-error.js';
import { createRequestContext } from '../server/request-context.js';
import type { SubgraphContext, SubgraphDefinition } from '../server/subgraph-definition.js';
import { type OperationRequest, openSource } from './subscription-operation.js';
import { Turnstile } from './turnstile.js';
import { isWithheld } from './withheld-event.js';

/**
 * Events that are answered at the same time, of all subscriptions: what they leave of the connections is for queries.
 * A subscription waits with one event at a time, so their bound is one for those that wait.
 */
const maxAnswering = 8;

/** One operation, in whose name it runs. */
export interface Subscribed {
  readonly document: DocumentNode;
  readonly request: OperationRequest;
  readonly viewer: Viewer;
}

interface EventAnswersParts<Loaders> {
  readonly definition: Pick<SubgraphDefinition<Loaders>, 'createLoaders'>;
  readonly database: Database;
  readonly schema: GraphQLSchema;
  readonly logger: Logger;
}

/** Opens sources and answers events, each in a context of its own, as if it were a request of its own. */
export class EventAnswers<Loaders> {
  readonly #parts: EventAnswersParts<Loaders>;
  readonly #turnstile = new Turnstile(maxAnswering);

  constructor(parts: EventAnswersParts<Loaders>) {
    this.#parts = parts;
  }

  /** Resolves to errors when the source is refused or fails. */
  async open(subscribed: Subscribed): Promise<AsyncIterator<unknown> | readonly GraphQLFormattedError[]> {
    const { document, request, viewer } = subscribed;
    const { schema } = this.#parts;
    try {
      return await this.#inContext(viewer, async (context) => {
        const opened = await openSource(schema, document, request, context);
        try {
          await context.session.prepareAnswer();
        } catch (error) {
          if ('next' in opened) await opened.return?.();
          throw error;
        }
        return 'next' in opened ? opened : opened.map((error) => this.present(error));
      });
    } catch (error) {
      return [this.present(error)];
    }
  }

  /**
   * The JSON text of what an event becomes for a viewer; undefined when a resolver withheld it, or when `isWanted` says
   * no once its turn has come. What it discloses is in the ledger when this resolves. Never rejects.
   */
  answer(
    event: unknown,
    { document, request, viewer }: Subscribed,
    isWanted: () => boolean,
  ): Promise<string | undefined> {
    const { schema } = this.#parts;
    return this.#turnstile.pass(async () => {
      if (!isWanted()) return undefined;
      try {
        return await this.#inContext(viewer, async (contextValue) => {
          const { operationName = null, variables: variableValues } = request;
          const operation = { schema, document, variableValues, operationName };
          const result = await execute({ ...operation, contextValue, rootValue: event });
          if (isWithheld(result)) return undefined;
          await contextValue.session.prepareAnswer();
          const errors = result.errors?.map((error) => this.present(error));
          return JSON.stringify({ ...(errors && { errors }), data: result.data });
        });
      } catch (error) {
        return JSON.stringify({ errors: [this.present(error)] });
      }
    });
  }

  /** Whatever was thrown, fit to be read: what is ours is logged in full, and masked. */
  present(error: unknown): GraphQLFormattedError {
    return formatSubgraphError(formattedOf(error), error, this.#parts.logger);
  }

  async #inContext<T>(viewer: Viewer, work: (context: SubgraphContext<Loaders>) => Promise<T>): Promise<T> {
    const { definition, database } = this.#parts;
    const session = database.sessionFor(withoutRed(viewer));
    try {
      return await work(createRequestContext(definition, database, session));
    } finally {
      await session.end();
    }
  }
}

/** RED is told to nobody by subscriptions (TLP 2.0; what may leave the hub), also not to those who may ask for it. */
function withoutRed(viewer: Viewer): Viewer {
  if (viewer.kind !== 'member' || tlpLevel(viewer.clearance) < tlpLevel('RED')) return viewer;
  return { ...viewer, clearance: 'AMBER_STRICT' };
}

function formattedOf(error: unknown): GraphQLFormattedError {
  const code = 'INTERNAL_SERVER_ERROR';
  if (!(error instanceof GraphQLError)) return { message: 'Internal server error', extensions: { code } };
  const formatted = error.toJSON();
  return { ...formatted, extensions: { code, ...formatted.extensions } };
}
