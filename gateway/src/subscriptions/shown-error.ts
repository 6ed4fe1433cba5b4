import type { GraphQLFormattedError } from 'graphql';

import { presentError } from '../errors.js';
import { currentRequestId } from '../telemetry/request-scope.js';
import { emit } from '../telemetry/telemetry.js';

/** What callers may read of an error. What is ours is logged, under the request id that they are told. */
export function showError(error: unknown): GraphQLFormattedError {
  const { shown, isOurs } = presentError(error, currentRequestId());
  if (isOurs) emit({ kind: 'unexpected-error', error });
  return shown;
}
