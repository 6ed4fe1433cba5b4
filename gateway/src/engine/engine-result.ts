import type { GraphQLFormattedError } from 'graphql';

import type { EngineErrorCode } from './engine-errors.js';

export interface EngineResult {
  /** Absent when the operation was not executed. Reading it parses the text below; write that instead where possible. */
  readonly data: Record<string, unknown> | null | undefined;
  /** Absent when there are none. */
  readonly errors?: readonly GraphQLFormattedError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** JSON text of `data` alone, for those who put other errors or extensions beside it. */
  readonly dataText: string | undefined;
  /** The response as JSON text. */
  stringify(): string;
}

/** A result whose data exist as text only, until somebody reads them. */
class WrittenResult implements EngineResult {
  declare readonly errors?: readonly GraphQLFormattedError[];

  declare readonly extensions?: Readonly<Record<string, unknown>>;

  constructor(
    readonly dataText: string | undefined,
    errors: readonly GraphQLFormattedError[],
    extensions?: Readonly<Record<string, unknown>>,
  ) {
    if (errors.length > 0) this.errors = errors;
    if (extensions) this.extensions = extensions;
  }

  get data(): Record<string, unknown> | null | undefined {
    return this.dataText === undefined ? undefined : (JSON.parse(this.dataText) as Record<string, unknown> | null);
  }

  stringify(): string {
    const { dataText, errors, extensions } = this;
    const members = [
      ...(dataText === undefined ? [] : [`"data":${dataText}`]),
      ...(errors ? [`"errors":${JSON.stringify(errors)}`] : []),
      ...(extensions ? [`"extensions":${JSON.stringify(extensions)}`] : []),
    ];
    return `{${members.join(',')}}`;
  }
}

export function executed(
  dataText: string,
  errors: readonly GraphQLFormattedError[],
  extensions?: Readonly<Record<string, unknown>>,
): EngineResult {
  return new WrittenResult(dataText, errors, extensions);
}

/** The operation was not executed: a request error of the specification (section 7.1.2). */
export function refused(errors: readonly GraphQLFormattedError[]): EngineResult {
  return new WrittenResult(undefined, errors);
}

export function refusedBecause(code: EngineErrorCode, message: string): EngineResult {
  return refused([{ message, extensions: { code } }]);
}
