import { unwrapResolverError } from '@apollo/server/errors';
import type { ExecutionResult } from 'graphql';

/**
 * Thrown by a resolver while an event is answered: this viewer is not told that there was one. A null would tell.
 * Nothing of the event leaves, and nothing is written in the ledger.
 */
export class WithheldEvent extends Error {
  override readonly name = 'WithheldEvent';
  constructor() {
    super('The event is not for this viewer.');
  }
}

/** @internal Whether some resolver withheld the event. */
export function isWithheld({ errors = [] }: ExecutionResult): boolean {
  return errors.some((error) => unwrapResolverError(error) instanceof WithheldEvent);
}
