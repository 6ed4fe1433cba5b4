import type { GraphQLFormattedError } from 'graphql';

import type { EngineErrorCode } from './engine-errors.js';
import type { WrittenData } from './written-data.js';

export interface EngineResult {
  /** Absent when the operation was not executed. Reading it parses what is written; hand that on where possible. */
  readonly data: Record<string, unknown> | null | undefined;
  /** Absent when there are none. */
  readonly errors?: readonly GraphQLFormattedError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** The data as they go out; undefined when the operation was not executed. */
  readonly written: WrittenData | undefined;
  /** The response as JSON text. */
  stringify(): string;
}

/** A result whose data exist as text only, until somebody reads them. */
class WrittenResult implements EngineResult {
  declare readonly errors?: readonly GraphQLFormattedError[];

  declare readonly extensions?: Readonly<Record<string, unknown>>;

  constructor(
    readonly written: WrittenData | undefined,
    errors: readonly GraphQLFormattedError[],
    extensions?: Readonly<Record<string, unknown>>,
  ) {
    if (errors.length > 0) this.errors = errors;
    if (extensions) this.extensions = extensions;
  }

  get data(): Record<string, unknown> | null | undefined {
    return this.written && (JSON.parse(this.written.data.toString()) as Record<string, unknown> | null);
  }

  stringify(): string {
    const { written, errors, extensions } = this;
    const members = [
      ...(written ? [`"data":${written.data.toString()}`] : []),
      ...(errors ? [`"errors":${JSON.stringify(errors)}`] : []),
      ...(extensions ? [`"extensions":${JSON.stringify(extensions)}`] : []),
    ];
    return `{${members.join(',')}}`;
  }
}

export function executed(
  written: WrittenData,
  errors: readonly GraphQLFormattedError[],
  extensions?: Readonly<Record<string, unknown>>,
): EngineResult {
  return new WrittenResult(written, errors, extensions);
}

/** The operation was not executed: a request error of the specification (section 7.1.2). */
export function refused(errors: readonly GraphQLFormattedError[]): EngineResult {
  return new WrittenResult(undefined, errors);
}

export function refusedBecause(code: EngineErrorCode, message: string): EngineResult {
  return refused([{ message, extensions: { code } }]);
}
