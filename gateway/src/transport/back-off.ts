import type { TrafficPolicy } from '../config/traffic-policy.js';
import type { TransportErrorCode } from './subgraph-transport.js';

/** What is known of a call that failed. */
export interface Failure {
  readonly code: TransportErrorCode;
  /** Of HTTP; 0 when no answer came. */
  readonly status: number;
  readonly retryAfter: string | undefined;
}

const passingStatuses: ReadonlySet<number> = new Set([502, 503, 504]);
const faults: ReadonlySet<TransportErrorCode> = new Set([
  'SUBGRAPH_UNREACHABLE',
  'SUBGRAPH_TIMEOUT',
  'SUBGRAPH_INVALID_ANSWER',
]);

/**
 * Whether the same query may well be answered a moment later: the connection failed or broke, or somebody in between
 * says that the subgraph is away. What took too long, is too large or is no GraphQL would come the same way again.
 */
export function isPassing({ code, status }: Failure): boolean {
  return code === 'SUBGRAPH_UNREACHABLE' || (code === 'SUBGRAPH_HTTP_ERROR' && passingStatuses.has(status));
}

/**
 * Whether a failure speaks against the subgraph and not against what was asked of it: were it otherwise, one caller's
 * credential or too large a question could suspend the subgraph for everybody.
 */
export function isFaultOfSubgraph({ code, status }: Pick<Failure, 'code' | 'status'>): boolean {
  return faults.has(code) || (code === 'SUBGRAPH_HTTP_ERROR' && status >= 500);
}

/**
 * How long to wait before a retry, in milliseconds: exponential with full jitter, and no less than the subgraph asks
 * for. Undefined when it asks for more than the longest wait.
 *
 * @param attempt - 1 for the first retry
 * @param random - from 0 up to 1
 */
export function retryDelay(
  { retryDelayMs, retryMaxDelayMs }: Pick<TrafficPolicy, 'retryDelayMs' | 'retryMaxDelayMs'>,
  attempt: number,
  random: number,
  retryAfter: string | undefined,
): number | undefined {
  const longest = Math.min(retryMaxDelayMs, retryDelayMs * 2 ** (attempt - 1));
  const asked = retryAfter === undefined ? 0 : readRetryAfter(retryAfter);
  return asked > retryMaxDelayMs ? undefined : Math.max(asked, random * longest);
}

/** Milliseconds from now that a Retry-After header names (RFC 9110, section 10.2.3); 0 when it is none. */
function readRetryAfter(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? 0 : Math.max(0, date - Date.now());
}
