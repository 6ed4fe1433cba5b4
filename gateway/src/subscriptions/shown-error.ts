import type { GraphQLFormattedError } from 'graphql';

import { presentError } from '../errors.js';
import { emit } from '../telemetry/telemetry.js';

/** What callers may read of an error. What is ours is logged. */
export function showError(error: unknown): GraphQLFormattedError {
  const { shown, isOurs } = presentError(error, undefined);
  if (isOurs) emit({ kind: 'unexpected-error', error });
  return shown;
}
