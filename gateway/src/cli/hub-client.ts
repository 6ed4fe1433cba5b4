import { setTimeout as wait } from 'node:timers/promises';

import { Agent, type Dispatcher, request } from 'undici';

import { CommandError } from './command-error.js';

export interface HubClientOptions {
  /** Address of the gateway, with or without `/graphql`. */
  readonly gateway: string;
  /** Sent as `Authorization: Bearer`. Without it the caller is the public. */
  readonly key?: string | undefined;
  /** How long one request may take before it counts as lost. Default 120,000 ms. */
  readonly timeoutMs?: number;
  /** How often a request is sent at most, the first time included. Default 6. */
  readonly attempts?: number;
  /** Wait before the second attempt; doubles with each further one, up to 5 s. Default 250 ms. */
  readonly backoffMs?: number;
  readonly onRetry?: (reason: string, waitMs: number) => void;
}

export interface HubRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Whether sending it twice does no harm. Only then is it sent again when an answer got lost. */
  readonly isRepeatable: boolean;
  readonly signal?: AbortSignal;
}

export interface HubGraphQLError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** What the hub answered. `data` is null when nothing of the request could be answered. */
export interface HubAnswer {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly HubGraphQLError[];
}

export interface HubClient {
  /** Sends one operation. Throws CommandError when the hub cannot be reached or refuses the caller. */
  readonly ask: (hubRequest: HubRequest) => Promise<HubAnswer>;
  readonly close: () => Promise<void>;
}

const maxBackoffMs = 5_000;
const busyStatuses = new Set([408, 429, 502, 503, 504]);
const lostCodes = new Set([
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'UND_ERR_SOCKET',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);
/** What the gateway says when it, or the subgraph behind it, may do better in a moment (its error catalogue). */
const transientCodes: ReadonlySet<unknown> = new Set([
  'IDENTITY_UNAVAILABLE',
  'SUPERGRAPH_UNAVAILABLE',
  'REQUEST_TIMEOUT',
  'SUBGRAPH_UNREACHABLE',
  'SUBGRAPH_TIMEOUT',
  'SUBGRAPH_HTTP_ERROR',
  'SUBGRAPH_SUSPENDED',
  'SUBGRAPH_OVERLOADED',
  'SUBGRAPH_CALL_FAILED',
]);
const unreachedCodes = new Set(['ECONNREFUSED', 'EAI_AGAIN', 'ENOTFOUND', 'UND_ERR_CONNECT_TIMEOUT']);

/** Speaks GraphQL over HTTP with the gateway. Whoever opens it closes it. */
export function openHubClient(options: HubClientOptions): HubClient {
  const url = graphqlUrl(options.gateway);
  const timeoutMs = options.timeoutMs ?? 120_000;
  const dispatcher = new Agent({ headersTimeout: timeoutMs, bodyTimeout: timeoutMs });
  return {
    ask: (hubRequest) => askWithRetries(hubRequest, { ...options, url, dispatcher }),
    close: () => dispatcher.close(),
  };
}

interface Connection extends HubClientOptions {
  readonly url: string;
  readonly dispatcher: Dispatcher;
}

type Attempt =
  | { readonly ok: true; readonly answer: HubAnswer }
  | { readonly ok: false; readonly reason: string; readonly retryAfterMs?: number; readonly cause?: unknown };

async function askWithRetries(hubRequest: HubRequest, connection: Connection): Promise<HubAnswer> {
  const attempts = connection.attempts ?? 6;
  const body = JSON.stringify({ query: hubRequest.query, variables: hubRequest.variables ?? {} });
  for (let attempt = 1; ; attempt += 1) {
    const result = await askOnce(hubRequest, body, connection);
    if (result.ok) return result.answer;
    if (attempt >= attempts) throw unreachable(connection, result.reason, attempts, result.cause);
    const waitMs = result.retryAfterMs ?? Math.min((connection.backoffMs ?? 250) * 2 ** (attempt - 1), maxBackoffMs);
    connection.onRetry?.(result.reason, waitMs);
    await wait(waitMs, undefined, hubRequest.signal && { signal: hubRequest.signal });
  }
}

async function askOnce(hubRequest: HubRequest, body: string, connection: Connection): Promise<Attempt> {
  try {
    const response = await request(connection.url, {
      method: 'POST',
      dispatcher: connection.dispatcher,
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json;q=0.9',
        ...(connection.key === undefined ? {} : { authorization: `Bearer ${connection.key}` }),
      },
      body,
      ...(hubRequest.signal && { signal: hubRequest.signal }),
    });
    return await readResponse(response, hubRequest);
  } catch (error) {
    return lostAttempt(error, hubRequest);
  }
}

async function readResponse(response: Dispatcher.ResponseData, hubRequest: HubRequest): Promise<Attempt> {
  const text = await response.body.text();
  const { statusCode } = response;
  const mayRepeat = hubRequest.isRepeatable || statusCode === 429 || statusCode === 503;
  if (busyStatuses.has(statusCode) && mayRepeat) {
    const retryAfterMs = parseRetryAfter(response.headers['retry-after']);
    const said = parseAnswer(text)?.errors[0]?.message;
    const reason = `it answered ${statusCode}${said === undefined ? '' : ` (${said})`}`;
    return { ok: false, reason, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  }
  const answer = parseAnswer(text);
  if (!answer) {
    throw new CommandError('NOT_A_HUB', `Expected a GraphQL answer, got status ${statusCode}: ${text.slice(0, 200)}`);
  }
  refuseUnknownCaller(answer);
  const passing = hubRequest.isRepeatable ? passingFault(answer) : undefined;
  return passing === undefined ? { ok: true, answer } : { ok: false, reason: passing };
}

function lostAttempt(error: unknown, hubRequest: HubRequest): Attempt {
  const code = codeOf(error);
  const isTransient = unreachedCodes.has(code) || (lostCodes.has(code) && hubRequest.isRepeatable);
  if (isTransient) return { ok: false, reason: describeLoss(code), cause: error };
  if (lostCodes.has(code)) throw new CommandError('ANSWER_LOST', `${describeLoss(code)}; it may have been done.`);
  throw error;
}

function parseAnswer(text: string): HubAnswer | undefined {
  try {
    const { data, errors } = JSON.parse(text) as Partial<HubAnswer>;
    if (data === undefined && errors === undefined) return undefined;
    return { data: data ?? null, errors: errors ?? [] };
  } catch {
    // Not JSON: something other than a hub answers there. The caller says what came instead.
    return undefined;
  }
}

/** Why nothing was answered, when that is likely to pass. */
function passingFault({ data, errors }: HubAnswer): string | undefined {
  const isEmpty = Object.values(data ?? {}).every((value) => value === null);
  const fault = errors.find(({ extensions }) => transientCodes.has(extensions?.['code']));
  return isEmpty ? fault?.message : undefined;
}

/** An unknown key fails every request alike, so it ends the command at once. */
function refuseUnknownCaller({ errors }: HubAnswer): void {
  const refused = errors.find(({ extensions }) => extensions?.['code'] === 'UNAUTHENTICATED');
  if (refused) throw new CommandError('UNAUTHENTICATED', `The hub does not accept the key: ${refused.message}`);
}

function unreachable(connection: Connection, reason: string, attempts: number, cause: unknown): CommandError {
  return new CommandError(
    'HUB_UNREACHABLE',
    `Gave up on the hub at ${connection.url} after ${attempts} attempts: ${reason}.`,
    { cause },
  );
}

function graphqlUrl(gateway: string): string {
  const url = new URL(gateway);
  if (!url.pathname.endsWith('/graphql')) url.pathname = `${url.pathname.replace(/\/$/, '')}/graphql`;
  return url.href;
}

/** `Retry-After` in seconds (RFC 9110, 10.2.3), as milliseconds and never beyond our own longest wait. */
function parseRetryAfter(header: string | string[] | undefined): number | undefined {
  const seconds = Number(header ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds * 1000, maxBackoffMs) : undefined;
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'cause' in error ? codeOf(error.cause) : '';
}

function describeLoss(code: string): string {
  if (code === 'ECONNREFUSED') return 'nobody listens there (connection refused)';
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') return 'it did not answer in time';
  return `the connection failed (${code})`;
}
