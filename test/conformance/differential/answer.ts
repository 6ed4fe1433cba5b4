import type { DocumentNode, GraphQLFormattedError } from 'graphql';

/** An operation of a client. */
export interface Asked {
  readonly source: string;
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | undefined;
}

/** The response as a client reads it. */
export interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLFormattedError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}
