import { type ExecutionResult, type FormattedExecutionResult, type GraphQLFormattedError, GraphQLError } from 'graphql';
import { statusOf, withoutInternals } from '../errors.js';
import type { OperationResult, WrittenData } from './operation-engine.js';

export type OperationOutcome = 'complete' | 'partial' | 'failed';

interface WrittenResult {
  /** JSON in UTF-8. */
  readonly bytes: Buffer;
  readonly outcome: OperationOutcome;
  readonly onSent: ((bytes: Buffer) => void) | undefined;
}

/** A result whose errors are fit for callers to see, for those who write it themselves. */
export interface PresentedResult {
  /** JSON text of `data`; undefined when there is none. */
  readonly dataText: string | undefined;
  readonly errors?: readonly GraphQLFormattedError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** Looks empty from outside. */
class Placeholder {
  #written: WrittenResult | undefined;

  constructor(written: WrittenResult) {
    this.#written = written;
  }

  /** Gives what it stands for, once: Apollo Server's closures keep placeholders alive long after their requests. */
  take(): WrittenResult | undefined {
    const written = this.#written;
    this.#written = undefined;
    return written;
  }
}

/**
 * The result as it goes through Apollo Server, which takes results apart and puts them together anew. `data` is the one
 * thing that passes as it is: a placeholder travels in its place, and leads to what the engine has already written as
 * JSON. The data themselves are never built.
 *
 * @param onSent - takes the answer in place of Apollo Server, which could only take a string; absent where it sends none
 */
export function wrapResult(result: OperationResult, onSent?: (bytes: Buffer) => void): ExecutionResult {
  const { written, errors = [] } = result;
  if (!written) return { errors: errors.map(refused) };
  const outcome = outcomeOf(!written.isNull, errors);
  const data: object = new Placeholder({ bytes: write(written, result), outcome, onSent });
  return { data: data as Record<string, never> };
}

interface AnswerText {
  readonly text: string;
  /** What became of the operation. */
  readonly outcome: OperationOutcome;
}

/** The answer for Apollo Server to send, which is empty where `onSent` took it; only to be called once. */
export function sendResult(result: FormattedExecutionResult): AnswerText {
  const written = writtenOf(result);
  if (!written?.onSent) return textOf(result, written);
  written.onSent(written.bytes);
  return { text: '', outcome: written.outcome };
}

/** The same, for those who send it themselves. */
export function readResult(result: FormattedExecutionResult): AnswerText {
  return textOf(result, writtenOf(result));
}

function writtenOf({ data }: FormattedExecutionResult): WrittenResult | undefined {
  return data instanceof Placeholder ? data.take() : undefined;
}

function textOf(result: FormattedExecutionResult, written: WrittenResult | undefined): AnswerText {
  if (written) return { text: written.bytes.toString(), outcome: written.outcome };
  return { text: JSON.stringify(result), outcome: outcomeOf(Boolean(result.data), result.errors ?? []) };
}

export function presented({ written, errors, extensions }: OperationResult): PresentedResult {
  return {
    dataText: written?.data.toString(),
    ...(errors && { errors: errors.map(withoutInternals) }),
    ...(extensions && { extensions }),
  };
}

/** GraphQL specification 7.1: errors stand first, so that readers see them. */
function write(written: WrittenData, { errors = [], extensions }: OperationResult): Buffer {
  if (errors.length === 0 && !extensions) return written.response;
  const errorsText = errors.length > 0 ? `"errors":[${textOfErrors(errors)}],` : '';
  const extensionsText = extensions ? `,"extensions":${JSON.stringify(extensions)}` : '';
  return Buffer.concat([Buffer.from(`{${errorsText}"data":`), written.data, Buffer.from(`${extensionsText}}`)]);
}

/** One fault may be the cause of very many errors, which differ by their paths alone: the rest is written once. */
function textOfErrors(errors: readonly GraphQLFormattedError[]): string {
  const endings = new Map<object, string>();
  let text = '';
  for (const error of errors) {
    const { message, locations, path, extensions = {} } = error;
    let ending = endings.get(extensions);
    if (ending === undefined) {
      ending = `,"extensions":${JSON.stringify(withoutInternals(error).extensions)}}`;
      endings.set(extensions, ending);
    }
    if (text !== '') text += ',';
    text += `{"message":${JSON.stringify(message)}`;
    if (locations) text += `,"locations":${JSON.stringify(locations)}`;
    if (path) text += `,"path":[${textOfPath(path)}]`;
    text += ending;
  }
  return text;
}

const name = /^\w+$/;

function textOfPath(path: readonly (string | number)[]): string {
  let text = '';
  for (const step of path) {
    if (text !== '') text += ',';
    if (typeof step === 'number') text += String(step);
    else text += name.test(step) ? `"${step}"` : JSON.stringify(step);
  }
  return text;
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
