import type { GraphQLFormattedError } from 'graphql';

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | StreamBody;
}

/** A body that is written while it comes to be, as fast as the client takes it. */
export interface StreamBody {
  next(): Promise<IteratorResult<string, undefined>>;
  /** The client is gone, or takes nothing any more: frees everything at once, also while `next` waits. */
  return(): Promise<unknown>;
}

/**
 * What every answer says to browsers. Answers are data, not pages: nothing in them may run, frame or be guessed at. The
 * playground, which is a page, states its own policy.
 */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

export function jsonAnswer(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
    body: `${JSON.stringify(value)}\n`,
  };
}

/** An error outside of GraphQL's own answers has the same shape as one inside, so that clients need one reader. */
export function errorAnswer(
  status: number,
  error: GraphQLFormattedError,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer {
  return jsonAnswer(status, { errors: [error] }, headers);
}
