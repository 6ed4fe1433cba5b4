import { type SubgraphAnswer, type SubgraphError, TransportError } from './subgraph-transport.js';

/**
 * Reads a GraphQL response from an HTTP answer, or throws a `TransportError`.
 *
 * Subgraphs answer failed requests with all kinds of status; what counts is whether the body is a GraphQL response
 * (GraphQL over HTTP, section 6.4).
 */
export function parseAnswer(subgraph: string, status: number, mediaType: string, text: string): SubgraphAnswer {
  const isJson = mediaType === 'application/json' || mediaType === 'application/graphql-response+json';
  const value = isJson ? parseJson(text) : undefined;
  // JSON writes quotes, control characters and lone surrogates with a backslash; decoding UTF-8 yields none of these.
  const answer = value === undefined ? undefined : answerOf(value, !text.includes('\\'));
  if (answer) return answer;
  if (status < 200 || status > 299) {
    throw new TransportError('SUBGRAPH_HTTP_ERROR', subgraph, `Subgraph "${subgraph}" answered with HTTP ${status}.`);
  }
  throw invalid(subgraph, isJson ? 'is not a GraphQL response' : `has the media type "${mediaType}"`);
}

/** Takes a value that was read already for a GraphQL response, or throws a `TransportError`. */
export function readAnswer(subgraph: string, value: unknown): SubgraphAnswer {
  const answer = answerOf(value, false);
  if (!answer) throw invalid(subgraph, 'is not a GraphQL response');
  return answer;
}

function invalid(subgraph: string, what: string): TransportError {
  return new TransportError('SUBGRAPH_INVALID_ANSWER', subgraph, `What subgraph "${subgraph}" answered ${what}.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Truncated or not JSON at all: no answer either way.
    return undefined;
  }
}

/** The value as a response by section 7.1 of the specification: `data`, an object or null, or `errors`, or both. */
function answerOf(value: unknown, isPlain: boolean): SubgraphAnswer | undefined {
  if (!isObject(value)) return undefined;
  const { data, errors, extensions } = value;
  if (data === undefined && !Array.isArray(errors)) return undefined;
  if (data !== undefined && data !== null && !isObject(data)) return undefined;
  if (errors !== undefined && errors !== null && !Array.isArray(errors)) return undefined;
  const answer = Object.create(isPlain ? plain : Object.prototype) as Writable<SubgraphAnswer>;
  if (data !== undefined) answer.data = data;
  if (Array.isArray(errors)) answer.errors = errors.map(errorOf);
  if (isObject(extensions)) answer.extensions = extensions;
  return answer;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Inherited: it stands apart from what the subgraph sent. */
const plain: SubgraphAnswer = { isPlain: true };

/** Takes over what is well formed of an error, and never loses one. */
function errorOf(value: unknown): SubgraphError {
  if (!isObject(value)) return { message: 'The subgraph reported an error without a message.' };
  const { message, path, extensions } = value;
  return {
    message: typeof message === 'string' ? message : 'The subgraph reported an error without a message.',
    ...(isPath(path) && { path }),
    ...(isObject(extensions) && { extensions }),
  };
}

function isPath(value: unknown): value is (string | number)[] {
  return Array.isArray(value) && value.every((key) => typeof key === 'string' || Number.isInteger(key));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
