import { GraphQLError } from 'graphql';

interface ErrorEntry {
  /** HTTP status with which the code goes out where nothing else could be answered. */
  readonly status: number;
  readonly meaning: string;
  /** Version of the hub that introduced the code. Codes are never reused; a retired one stays listed. */
  readonly since: string;
}

/**
 * The codes of a subgraph beside those that every institution uses. None of them is the gateway's as well: it would take
 * them for its own, and mask them.
 */
export const kitErrorCodes = {
  SUBSCRIPTION_REQUIRED: {
    status: 400,
    meaning: 'Whoever asks for an event stream alone must send a subscription.',
    since: '0.1.0',
  },
  SUBGRAPH_SUBSCRIPTIONS_FULL: {
    status: 429,
    meaning: 'As many subscriptions are open as this subgraph holds: in total, without identity, or of one caller.',
    since: '0.1.0',
  },
  SUBGRAPH_TOKEN_EXPIRED: {
    status: 401,
    meaning: 'The token under which the events came does not hold any more. Subscribe anew with a new one.',
    since: '0.1.0',
  },
  SUBGRAPH_READER_TOO_SLOW: {
    status: 429,
    meaning: 'Events came faster than they were taken. Subscribe anew; those in between are not repeated.',
    since: '0.1.0',
  },
  SUBGRAPH_STOPPING: {
    status: 503,
    meaning: 'The subgraph is stopping. Subscribe anew once it has started again.',
    since: '0.1.0',
  },
} as const satisfies Record<string, ErrorEntry>;

export type KitErrorCode = keyof typeof kitErrorCodes;

/** A refusal with a code of the kit. */
export function kitRefusal(code: KitErrorCode, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}
