import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { type ErrorCode, errorCodes } from '@alliance/schema';

interface ErrorEntry {
  /** HTTP status with which the code goes out when nothing else of the request could be answered. */
  readonly status: number;
  readonly meaning: string;
  /** Version of the hub that introduced the code. Codes are never reused; a retired one stays listed. */
  readonly since: string;
}

/**
 * The codes that the gateway and its rooms add to those every institution uses (`errorCodes` in the schema
 * package).
 */
export const gatewayErrorCodes = {
  IDENTITY_UNAVAILABLE: {
    status: 503,
    meaning:
      'The institution that keeps the members does not answer, and no earlier verdict on the key is young enough.',
    since: '0.1.0',
  },
  SUPERGRAPH_UNAVAILABLE: {
    status: 503,
    meaning: 'No subgraph has shown its schema yet, so there is nothing to query. Try again shortly.',
    since: '0.1.0',
  },
  REQUEST_BODY_TOO_LARGE: {
    status: 413,
    meaning: 'The body has more bytes than the gateway takes (HUB_MAX_BODY_BYTES). Send smaller batches.',
    since: '0.1.0',
  },
  OPERATION_TOO_DEEP: {
    status: 400,
    meaning: 'The operation nests fields deeper than the gateway allows (HUB_MAX_DEPTH).',
    since: '0.1.0',
  },
  OPERATION_TOO_LARGE: {
    status: 400,
    meaning: 'The operation selects more than 20,000 fields and fragments, its named fragments written out.',
    since: '0.1.0',
  },
  REQUEST_TIMEOUT: {
    status: 504,
    meaning: 'The answer was not complete within the time for one request (HUB_REQUEST_TIMEOUT_MS).',
    since: '0.1.0',
  },
  ROUTE_NOT_FOUND: { status: 404, meaning: 'The gateway serves nothing at this path.', since: '0.1.0' },
  METHOD_NOT_ALLOWED: {
    status: 405,
    meaning: 'The path exists, and does not take this method; see the answer\'s "allow".',
    since: '0.1.0',
  },
  BAD_REQUEST: {
    status: 400,
    meaning: 'The HTTP request is not a GraphQL request: malformed JSON, no query, or barred as cross-site forgery.',
    since: '0.1.0',
  },
  GRAPHQL_PARSE_FAILED: { status: 400, meaning: 'The operation text has a syntax error.', since: '0.1.0' },
  GRAPHQL_VALIDATION_FAILED: {
    status: 400,
    meaning: 'The operation does not fit the schema; the message names the field.',
    since: '0.1.0',
  },
  OPERATION_RESOLUTION_FAILURE: {
    status: 400,
    meaning: 'The text has no operation that `operationName` names, or has several and none is named.',
    since: '0.1.0',
  },
  PERSISTED_QUERY_NOT_FOUND: {
    status: 200,
    meaning: 'The hash of a persisted query is not known here; send it once with its text.',
    since: '0.1.0',
  },
  PERSISTED_QUERY_MISMATCH: {
    status: 400,
    meaning: 'The hash of a persisted query is not that of the text that came with it.',
    since: '0.1.0',
  },
  NOT_ACCEPTABLE: {
    status: 406,
    meaning: 'The client takes none of the media types in which the gateway answers (`accept`). Nothing was run.',
    since: '0.1.0',
  },
  OPERATION_NOT_PLANNABLE: {
    status: 400,
    meaning: 'No route through the subgraphs leads to what the operation asks for.',
    since: '0.1.0',
  },
  PLANNING_TIMEOUT: {
    status: 503,
    meaning: 'Planning the operation took too long: it asks for very much at once, or there is too much to do.',
    since: '0.1.0',
  },
  UNAUTHORIZED_FIELD_OR_TYPE: {
    status: 403,
    meaning:
      'The caller lacks a right that the schema asks for (`@authenticated`, `@requiresScopes`, `@policy`). The field at the path was asked of no subgraph.',
    since: '0.1.0',
  },
  OPERATION_NOT_SUPPORTED: {
    status: 400,
    meaning:
      'The gateway does not answer operations of this kind in this way: a subscription is answered as a stream (`accept: text/event-stream`, or `graphql-transport-ws`).',
    since: '0.1.0',
  },
  TOO_MANY_SUBSCRIPTIONS: {
    status: 429,
    meaning:
      'The caller, or the gateway, has as many subscriptions open as are allowed (HUB_MAX_SUBSCRIPTIONS_PER_CALLER, HUB_MAX_SUBSCRIPTIONS_OF_PUBLIC, HUB_MAX_SUBSCRIPTIONS).',
    since: '0.1.0',
  },
  SUBSCRIPTION_TOO_SLOW: {
    status: 429,
    meaning:
      'Events came faster than the client took them, and no more are kept (HUB_SUBSCRIPTION_MAX_BUFFERED_BYTES, HUB_SUBSCRIPTION_STALL_MS).',
    since: '0.1.0',
  },
  SUBSCRIPTION_SOURCE_LOST: {
    status: 502,
    meaning:
      'The subgraph whose events these are was lost; `cause` says how, `subgraph` which, to those who may know. Subscribe anew.',
    since: '0.1.0',
  },
  SUBSCRIPTION_ENDED_BY_SUBGRAPH: {
    status: 502,
    meaning: 'The subgraph refused or ended the subscription; its errors stand before this one.',
    since: '0.1.0',
  },
  SUBSCRIPTION_ACCESS_ENDED: {
    status: 401,
    meaning: 'The credential of an open subscription does not hold any more, or stands for other rights than before.',
    since: '0.1.0',
  },
  SUPERGRAPH_CHANGED: {
    status: 409,
    meaning:
      'The graph was changed so that an open subscription could not go on; `resubscribe` says whether it may anew.',
    since: '0.1.0',
  },
  HUB_STOPPING: { status: 503, meaning: 'The gateway is stopping. Subscribe anew.', since: '0.1.0' },
  NULL_IN_NON_NULL: {
    status: 502,
    meaning: 'A subgraph left out a value that the schema promises, and reported no error.',
    since: '0.1.0',
  },
  VALUE_OF_WRONG_TYPE: {
    status: 502,
    meaning: 'A subgraph answered with a value that does not fit the type in the schema.',
    since: '0.1.0',
  },
  TOO_MANY_ERRORS: { status: 502, meaning: 'More errors happened than the answer lists.', since: '0.1.0' },
  REQUEST_ABORTED: { status: 499, meaning: 'The caller went away before the answer was complete.', since: '0.1.0' },
  SUBGRAPH_ERROR: { status: 502, meaning: 'A subgraph reported an error and gave it no code.', since: '0.1.0' },
  SUBGRAPH_CALL_FAILED: { status: 502, meaning: 'The call of a subgraph could not be made.', since: '0.1.0' },
  SUBGRAPH_UNREACHABLE: {
    status: 502,
    meaning: 'A subgraph cannot be reached, or broke off its answer. Its fields are null; others are not touched.',
    since: '0.1.0',
  },
  SUBGRAPH_TIMEOUT: { status: 504, meaning: 'A subgraph did not answer in time.', since: '0.1.0' },
  SUBGRAPH_HTTP_ERROR: {
    status: 502,
    meaning: 'A subgraph answered with an HTTP status that carries no GraphQL response.',
    since: '0.1.0',
  },
  SUBGRAPH_INVALID_ANSWER: {
    status: 502,
    meaning: 'What a subgraph answered is no GraphQL response, or leaves out something that it was asked for.',
    since: '0.1.0',
  },
  SUBGRAPH_TOO_LARGE: { status: 502, meaning: 'The answer of a subgraph is larger than allowed.', since: '0.1.0' },
  SUBGRAPH_SUSPENDED: {
    status: 503,
    meaning: 'Most calls of a subgraph failed of late, so it was not asked. It is tried again shortly (HUB_BREAKER_*).',
    since: '0.1.0',
  },
  SUBGRAPH_OVERLOADED: {
    status: 503,
    meaning: 'Too many calls of a subgraph are under way, so it was not asked. Try again (HUB_SUBGRAPH_MAX_CALLS).',
    since: '0.1.0',
  },
  SUBGRAPH_WRONG_ENTITY_COUNT: {
    status: 502,
    meaning: 'A subgraph answered with more or fewer entities than it was asked for.',
    since: '0.1.0',
  },
} as const satisfies Record<string, ErrorEntry>;

export type GatewayErrorCode = keyof typeof gatewayErrorCodes | ErrorCode;

/** HTTP status of a code in one of the two catalogues; 500 for any other. */
export function statusOf(code: unknown): number {
  const entries: Readonly<Record<string, ErrorEntry>> = { ...errorCodes, ...gatewayErrorCodes };
  return typeof code === 'string' && Object.hasOwn(entries, code) ? (entries[code]?.status ?? 500) : 500;
}

/** A refusal by the gateway itself, with the HTTP status of its code. */
export function gatewayRefusal(
  code: GatewayErrorCode,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): GraphQLError {
  const http = { status: statusOf(code), headers: new Map(Object.entries(headers)) };
  return new GraphQLError(message, { extensions: { code, http } });
}

/** Never pass: `http` is meant for the gateway itself; the others are where servers put stack traces. */
export const internalExtensions: ReadonlySet<string> = new Set(['http', 'stacktrace', 'exception']);

/** An error as the caller may see it, and whether something of ours broke, which must be logged. */
export interface PresentedError {
  readonly shown: GraphQLFormattedError;
  readonly isOurs: boolean;
}

/**
 * Turns any thrown thing into what a caller may see; never throws. An error that somebody stated as a GraphQLError
 * (a subgraph, the validation, a refusal) passes with its code; anything else is a broken promise of ours and is
 * masked. Stack traces never pass, whoever sent them.
 *
 * @param requestId - repeated in a masked error, so that its cause can be found in the log
 */
export function presentError(error: unknown, requestId: string | undefined): PresentedError {
  if (error instanceof GraphQLError && isStated(error))
    return { shown: withoutInternals(error.toJSON()), isOurs: false };
  const { message, locations, path } = masked(error);
  const extensions = { code: 'INTERNAL_SERVER_ERROR', ...(requestId !== undefined && { requestId }) };
  return { shown: { message, ...(locations && { locations }), ...(path && { path }), extensions }, isOurs: true };
}

/** graphql-js and Apollo Server wrap whatever was thrown; code and original tell a stated error from an accident. */
function isStated(error: GraphQLError): boolean {
  const { originalError, extensions } = error;
  if (typeof extensions['code'] === 'string' && extensions['code'] !== 'INTERNAL_SERVER_ERROR') return true;
  return !originalError || (originalError instanceof GraphQLError && isStated(originalError));
}

function masked(error: unknown): GraphQLFormattedError {
  const message = 'The hub failed to answer this. It is logged under the request id.';
  if (!(error instanceof GraphQLError)) return { message };
  const { locations, path } = error;
  return { message, ...(locations && { locations }), ...(path && { path }) };
}

/** An error without what only the gateway itself may know, and with a code. */
export function withoutInternals(error: GraphQLFormattedError): GraphQLFormattedError {
  const { message, locations, path, extensions } = error;
  const shown = Object.entries(extensions ?? {}).filter(([name]) => !internalExtensions.has(name));
  return {
    message,
    ...(locations && { locations }),
    ...(path && { path }),
    extensions: { code: 'INTERNAL_SERVER_ERROR', ...Object.fromEntries(shown) },
  };
}

/** The status and headers that an error asks for. */
export function httpOf(error: unknown): {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
} {
  const extensions = error instanceof GraphQLError ? error.extensions : {};
  const { headers } = (extensions['http'] ?? {}) as { headers?: ReadonlyMap<string, string> };
  return { status: statusOf(extensions['code']), headers: Object.fromEntries(headers ?? []) };
}
