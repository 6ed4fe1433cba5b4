import {
  buildSchema,
  type ExecutionArgs,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  parse,
} from 'graphql';
import type { SubscribePayload } from 'graphql-ws';

import type { GatewayErrorCode } from '../errors.js';
import { type Opening, textsOf } from './opening.js';
import { showError } from './shown-error.js';
import type { SocketContext } from './socket-peer.js';
import type { OperationText } from './subscription-parts.js';

export interface SocketOperationsOptions {
  readonly isReady: () => boolean;
  /** Answers one operation; throws stated errors. */
  readonly open: (
    operation: OperationText,
    request: { readonly authorization: string | undefined; readonly address: string; readonly signal: AbortSignal },
  ) => Promise<Opening>;
  /** Operations of one socket at once. */
  readonly maxOperations: number;
  /** Longest time for one answer that is no stream, in milliseconds. */
  readonly requestTimeoutMs: number;
}

/** What the protocol's library wants to see of an operation, which is parsed, checked and run elsewhere. */
const placeholder = {
  schema: buildSchema('type Query { e: Int } type Subscription { e: Int }'),
  document: parse('subscription { e }'),
};

/** Opens the operations of sockets, and says what is wrong with them in errors that the protocol's library takes. */
export class SocketOperations {
  readonly #options: SocketOperationsOptions;
  /** The library asks for errors of graphql-js; they go out as they came. */
  readonly #formatted = new WeakMap<GraphQLError, GraphQLFormattedError>();

  constructor(options: SocketOperationsOptions) {
    this.#options = options;
  }

  /** Resolves to what the library runs, with the results for its context value, or to errors. Never rejects. */
  async open(
    { extra, subscriptions }: SocketContext,
    id: string,
    payload: SubscribePayload,
  ): Promise<ExecutionArgs | readonly GraphQLError[]> {
    const { isReady, open, maxOperations, requestTimeoutMs } = this.#options;
    if (!isReady()) return [this.#error('SUPERGRAPH_UNAVAILABLE', 'No subgraph has shown its schema yet.')];
    // The one to be opened is among them already. As many again may be on their way out.
    if (Object.keys(subscriptions).length > maxOperations || extra.operations.size > 2 * maxOperations) {
      return [this.#error('TOO_MANY_SUBSCRIPTIONS', `A socket may have ${maxOperations} operations open.`)];
    }
    try {
      const { authorization, address, operations } = extra;
      const signal = AbortSignal.any([operations.signalOf(id), AbortSignal.timeout(requestTimeoutMs)]);
      const opening = await open(operationOf(payload), { authorization, address, signal });
      if (opening.kind === 'answer' && opening.isRefusal) return this.#errorsIn(opening.text);
      return { ...placeholder, contextValue: resultsOf(opening) };
    } catch (error) {
      return [this.#carry(showError(error))];
    }
  }

  /** An error as it goes out. */
  show(error: GraphQLError): GraphQLFormattedError {
    return this.#formatted.get(error) ?? showError(error);
  }

  #errorsIn(text: string): GraphQLError[] {
    const { errors = [] } = JSON.parse(text) as { readonly errors?: readonly GraphQLFormattedError[] };
    return errors.map((error) => this.#carry(error));
  }

  #error(code: GatewayErrorCode, message: string): GraphQLError {
    return this.#carry({ message, extensions: { code } });
  }

  #carry(formatted: GraphQLFormattedError): GraphQLError {
    const error = new GraphQLError(formatted.message);
    this.#formatted.set(error, formatted);
    return error;
  }
}

function operationOf({ query, operationName, variables, extensions }: SubscribePayload): OperationText {
  return {
    query,
    ...(operationName && { operationName }),
    ...(variables && { variables }),
    ...(extensions && { extensions }),
  };
}

/** The protocol takes results, which it writes into its messages. */
function resultsOf(opening: Opening): AsyncIterableIterator<FormattedExecutionResult> {
  const texts = textsOf(opening);
  const parsed = ({ done, value }: IteratorResult<string, undefined>): IteratorResult<FormattedExecutionResult> =>
    done ? { done, value: undefined } : { done: false, value: JSON.parse(value) as FormattedExecutionResult };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: async () => parsed(await texts.next()),
    return: async () => {
      await texts.return?.();
      return { done: true, value: undefined };
    },
  };
}
