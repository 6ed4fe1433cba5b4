import type { GraphQLFormattedError } from 'graphql';
import { kitErrorCodes, type KitErrorCode } from '../error-codes.js';

/** Why a stream ends. Undefined errors: there is nothing to say, or nobody to read it. */
export interface Ending {
  readonly errors: readonly GraphQLFormattedError[] | undefined;
}

export const sourceCompleted: Ending = { errors: undefined };

export const readerGone: Ending = { errors: undefined };

export const tokenExpired = endingBy('SUBGRAPH_TOKEN_EXPIRED');

export const readerTooSlow = endingBy('SUBGRAPH_READER_TOO_SLOW');

export const subgraphStopping = endingBy('SUBGRAPH_STOPPING');

function endingBy(code: KitErrorCode): Ending {
  return { errors: [{ message: kitErrorCodes[code].meaning, extensions: { code } }] };
}
