import type { ExecutionResult, FormattedExecutionResult } from 'graphql';
import type { OperationResult } from './operation-engine.js';

/**
 * Lets the serialiser that the engine compiled for an operation write the answer. Apollo Server takes results apart and
 * puts them together anew; `data` is the one thing that passes through as it is. So a placeholder travels in its place,
 * and the text is found by it; the data themselves need not even be built.
 */
export class ResultText {
  readonly #writers = new WeakMap<object, () => string>();

  /** The result as it goes through Apollo Server. */
  wrap(result: OperationResult): ExecutionResult {
    // Errors may have to be masked before they go out, so the engine's text serves only where there are none.
    const stringify = result.stringify?.bind(result);
    if (!stringify || (result.errors?.length ?? 0) > 0) return plainResult(result);
    const placeholder: Record<string, never> = {};
    this.#writers.set(placeholder, stringify);
    return { data: placeholder };
  }

  /** The answer as JSON. */
  write(result: FormattedExecutionResult): string {
    const writer = result.data ? this.#writers.get(result.data) : undefined;
    return writer ? writer() : JSON.stringify(result);
  }
}

function plainResult({ data, errors, extensions }: OperationResult): ExecutionResult {
  return {
    ...(data !== undefined && { data }),
    ...(errors !== undefined && { errors }),
    ...(extensions !== undefined && { extensions }),
  };
}
