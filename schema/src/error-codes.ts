import { GraphQLError } from 'graphql';

interface ErrorEntry {
  /** HTTP status with which the code goes out when nothing else of the request could be answered. */
  readonly status: number;
  readonly meaning: string;
  /** Version of the hub that introduced the code. Codes are never reused; a retired one stays listed. */
  readonly since: string;
}

/** The codes that every institution of the alliance uses in `extensions.code`. */
export const errorCodes = {
  UNAUTHENTICATED: {
    status: 401,
    meaning: 'The credential is missing where one is needed, unknown, revoked or expired.',
    since: '0.1.0',
  },
  FORBIDDEN: { status: 403, meaning: 'The caller is known, and may not do this.', since: '0.1.0' },
  APPROVAL_NEEDED: {
    status: 403,
    meaning: 'This takes two people. The message names how one proposes it and another approves it.',
    since: '0.1.0',
  },
  BAD_USER_INPUT: {
    status: 400,
    meaning: 'A value breaks a constraint; the message names the field, what was expected and what came.',
    since: '0.1.0',
  },
  NOT_FOUND: {
    status: 404,
    meaning: 'There is no such record, or none that the caller may see; the two are not told apart.',
    since: '0.1.0',
  },
  CONFLICT: {
    status: 409,
    meaning: 'The record is in a state that does not allow this, or somebody changed it meanwhile.',
    since: '0.1.0',
  },
  SUBGRAPH_TOKEN_REFUSED: {
    status: 401,
    meaning: "A subgraph was called without the hub's token for it. Call the gateway instead.",
    since: '0.1.0',
  },
  INTERNAL_SERVER_ERROR: {
    status: 500,
    meaning: 'The institution broke a promise of its own. It is logged there under the request id.',
    since: '0.1.0',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorCodes;

/** A refusal: somebody else's mistake, said so that they can mend it. */
export function refusal(
  code: ErrorCode,
  message: string,
  extensions: Readonly<Record<string, unknown>> = {},
): GraphQLError {
  return new GraphQLError(message, { extensions: { ...extensions, code } });
}

/** A value that breaks a constraint. */
export function badInput(field: string, expected: string, came: unknown): GraphQLError {
  return refusal('BAD_USER_INPUT', `${field}: expected ${expected}, got ${describe(came)}.`, { field });
}

function describe(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
