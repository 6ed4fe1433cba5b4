import { type ExecutionResult, type FormattedExecutionResult, GraphQLError } from 'graphql';
import { statusOf, withoutInternals } from '../errors.js';
import type { OperationResult } from './operation-engine.js';

export type OperationOutcome = 'complete' | 'partial' | 'failed';

interface WrittenResult {
  readonly text: string;
  readonly outcome: OperationOutcome;
}

/**
 * Leads results that the engine has already written as JSON through Apollo Server, which takes results apart and puts
 * them together anew. `data` is the one thing that passes as it is: a placeholder travels in its place, and the text is
 * found by it. The data themselves are never built.
 */
export class WrittenResults {
  readonly #byPlaceholder = new WeakMap<object, WrittenResult>();

  /** The result as it goes through Apollo Server. */
  wrap(result: OperationResult): ExecutionResult {
    const { dataText, errors = [] } = result;
    if (dataText === undefined) return { errors: errors.map(refused) };
    const data: Record<string, never> = {};
    this.#byPlaceholder.set(data, { text: write(dataText, result), outcome: outcomeOf(dataText !== 'null', errors) });
    return { data };
  }

  /** The answer as it goes out. */
  unwrap(result: FormattedExecutionResult): WrittenResult {
    const { data, errors = [] } = result;
    const written = data ? this.#byPlaceholder.get(data) : undefined;
    return written ?? { text: JSON.stringify(result), outcome: outcomeOf(Boolean(data), errors) };
  }
}

/** A result whose errors are fit for callers to see, for those who write it themselves. */
export function presented({ dataText, errors, extensions }: OperationResult): OperationResult {
  return {
    dataText,
    ...(errors && { errors: errors.map(withoutInternals) }),
    ...(extensions && { extensions }),
  };
}

/** GraphQL specification 7.1: errors stand first, so that readers see them. */
function write(dataText: string, { errors = [], extensions }: OperationResult): string {
  const errorsText = errors.length > 0 ? `"errors":${JSON.stringify(errors.map(withoutInternals))},` : '';
  const extensionsText = extensions ? `,"extensions":${JSON.stringify(extensions)}` : '';
  return `{${errorsText}"data":${dataText}${extensionsText}}`;
}

/** Apollo Server takes the HTTP status of what was not executed from the error. */
function refused({ message, extensions }: { message: string; extensions?: Record<string, unknown> }): GraphQLError {
  const http = { status: statusOf(extensions?.['code']) };
  return new GraphQLError(message, { extensions: { ...extensions, http } });
}

function outcomeOf(hasData: boolean, errors: readonly unknown[]): OperationOutcome {
  if (errors.length === 0) return 'complete';
  return hasData ? 'partial' : 'failed';
}
