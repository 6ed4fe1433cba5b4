/**
 * The way to the subgraphs, as the engine knows it. What carries the calls (HTTP, a test's double, retries and breakers
 * around either) is the transport's business.
 */
export interface SubgraphTransport {
  /**
   * Sends one operation and returns the subgraph's answer, well formed by section 7.1 of the GraphQL specification.
   * Rejects with a `TransportError` when there is none.
   */
  send(call: SubgraphCall): Promise<SubgraphAnswer>;
  /** Ends what is open. Calls under way may fail. */
  close(): Promise<void>;
}

export interface SubgraphCall {
  readonly subgraph: string;
  /** From the supergraph. A transport may know a better one. */
  readonly url: string;
  /** JSON text: `query` and `variables`. */
  readonly body: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Separates callers wherever calls are shared: what one may get must never be handed to another. */
  readonly callerKey: string;
  readonly isMutation: boolean;
}

export interface SubgraphAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly SubgraphError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** No string of the answer needs an escape when it is written as JSON again. Absent: nobody looked. */
  readonly isPlain?: boolean;
}

/** An error as a subgraph reported it. Only `message` is certain. */
export interface SubgraphError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export const transportErrorCodes = {
  SUBGRAPH_UNREACHABLE: 'No connection to the subgraph, or it broke before the answer was complete.',
  SUBGRAPH_TIMEOUT: 'The subgraph did not answer in time.',
  SUBGRAPH_INVALID_ANSWER: 'What the subgraph answered is not a GraphQL response, or leaves out what was asked for.',
  SUBGRAPH_TOO_LARGE: 'The answer of the subgraph is larger than allowed.',
  SUBGRAPH_HTTP_ERROR: 'The subgraph answered with an HTTP status that carries no GraphQL response.',
  SUBGRAPH_SUSPENDED: 'Most calls of the subgraph failed of late, so it was not asked.',
  SUBGRAPH_OVERLOADED: 'Too many calls of the subgraph were under way, so it was not asked.',
  SUBSCRIPTION_TOO_SLOW: 'Events came faster than they were taken, and no more could be kept.',
  REQUEST_ABORTED: 'The caller went away before the subgraph answered.',
} as const;

export type TransportErrorCode = keyof typeof transportErrorCodes;

/** Why there is no answer. The message is safe to show to a caller; details stand in `cause`. */
export class TransportError extends Error {
  override readonly name = 'TransportError';

  constructor(
    readonly code: TransportErrorCode,
    readonly subgraph: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Why a call was not made, or not waited for, when its request was aborted: its time was over, or its client left. */
export function abortedCall(subgraph: string, cause: unknown): TransportError {
  if (cause instanceof DOMException && cause.name === 'TimeoutError') {
    const message = `Subgraph "${subgraph}" did not answer within the time that was left of the request.`;
    return new TransportError('SUBGRAPH_TIMEOUT', subgraph, message, { cause });
  }
  const message = `Subgraph "${subgraph}" was not waited for: the request was aborted.`;
  return new TransportError('REQUEST_ABORTED', subgraph, message, { cause });
}
