import {
  createSourceEventStream,
  type DocumentNode,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
  OperationTypeNode,
  parse,
  validate,
} from 'graphql';
import { badInput } from '@alliance/schema';
import { kitErrorCodes } from '../error-codes.js';

/** What a request asks for (GraphQL over HTTP, section 5.1). */
export interface OperationRequest {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What an operation is, before any of it runs. */
export type ReadOperation =
  | { readonly kind: 'subscription'; readonly document: DocumentNode }
  | { readonly kind: 'other' }
  | { readonly kind: 'invalid'; readonly errors: readonly GraphQLError[] };

/**
 * Reads the body of a request; null stands for absent.
 *
 * @throws GraphQLError BAD_USER_INPUT naming what is not as it must be
 */
export function readRequest(body: unknown): OperationRequest {
  if (!isObject(body)) throw badInput('body', 'one JSON object with "query" (content-type: application/json)', body);
  const { query, operationName, variables } = body;
  if (typeof query !== 'string') throw badInput('query', 'the text of an operation', query);
  if (!isAbsent(operationName) && typeof operationName !== 'string') {
    throw badInput('operationName', 'a text', operationName);
  }
  if (!isAbsent(variables) && !isObject(variables)) throw badInput('variables', 'an object', variables);
  return { query, operationName: operationName ?? undefined, variables: variables ?? {} };
}

/** Parses and validates an operation. */
export function readOperation(schema: GraphQLSchema, { query, operationName }: OperationRequest): ReadOperation {
  const document = parseQuery(query);
  if (document instanceof GraphQLError) return { kind: 'invalid', errors: [document] };
  const errors = problemsOf(schema, document);
  if (errors.length > 0) return invalid('GRAPHQL_VALIDATION_FAILED', errors);
  const operation = getOperationAST(document, operationName);
  if (!operation) {
    const message = 'Expected one operation, or the name of one of them in "operationName".';
    return invalid('OPERATION_RESOLUTION_FAILURE', [new GraphQLError(message)]);
  }
  return operation.operation === OperationTypeNode.SUBSCRIPTION
    ? { kind: 'subscription', document }
    : { kind: 'other' };
}

/** Why what is no subscription is not answered by an event stream. */
export const subscriptionRequired = new GraphQLError(
  `${kitErrorCodes.SUBSCRIPTION_REQUIRED.meaning} Queries and mutations are answered as JSON ("accept: application/json").`,
  { extensions: { code: 'SUBSCRIPTION_REQUIRED' } },
);

/**
 * Opens the source of a subscription. Resolves to errors when variables are refused or the `subscribe` function throws;
 * rejects when what it returns gives no events.
 */
export async function openSource(
  schema: GraphQLSchema,
  document: DocumentNode,
  { operationName, variables }: OperationRequest,
  contextValue: object,
): Promise<AsyncIterator<unknown> | readonly GraphQLError[]> {
  const opened = await createSourceEventStream({
    schema,
    document,
    contextValue,
    variableValues: variables,
    operationName: operationName ?? null,
  });
  if (Symbol.asyncIterator in opened) return opened[Symbol.asyncIterator]();
  // What is wrong with the variables has no path; what the `subscribe` function throws has that of its field.
  return (opened.errors ?? []).map((error) => (error.path ? error : coded('BAD_USER_INPUT', error)));
}

function parseQuery(query: string): DocumentNode | GraphQLError {
  try {
    return parse(query);
  } catch (error) {
    if (error instanceof GraphQLError) return coded('GRAPHQL_PARSE_FAILED', error);
    throw error;
  }
}

/** The validation of graphql-js 16 throws where the root field of a subscription hangs on a variable. */
function problemsOf(schema: GraphQLSchema, document: DocumentNode): readonly GraphQLError[] {
  try {
    return validate(schema, document);
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}

function invalid(code: string, errors: readonly GraphQLError[]): ReadOperation {
  return { kind: 'invalid', errors: errors.map((error) => coded(code, error)) };
}

function coded(code: string, { message, nodes, source, positions }: GraphQLError): GraphQLError {
  const place = { nodes: nodes ?? null, source: source ?? null, positions: positions ?? null };
  return new GraphQLError(message, { ...place, extensions: { code } });
}

function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
