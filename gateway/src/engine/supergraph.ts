import {
  buildASTSchema,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  parse,
} from 'graphql';

import { Authorization } from '../authorization/authorization.js';
import { stringArgument } from './directive-arguments.js';

/** A supergraph as the engine needs it beside the API schema. */
export interface Supergraph {
  readonly sdl: string;
  readonly document: DocumentNode;
  /** Everything, also what clients do not see: entities may be of a type that is inaccessible. */
  readonly fullSchema: GraphQLSchema;
  /** Address of each subgraph by its name. An address may be empty. */
  readonly urls: ReadonlyMap<string, string>;
  /** Who may select what. */
  readonly authorization: Authorization;
}

/** The text is not a supergraph that the engine can serve. */
export class InvalidSupergraphError extends Error {
  override readonly name = 'InvalidSupergraphError';
}

/** Reads and checks a supergraph. The planner takes any schema without complaint, so the check has to be here. */
export function readSupergraph(sdl: string): Supergraph {
  const document = parseSdl(sdl);
  if (!linksJoin(document)) {
    throw new InvalidSupergraphError('Not a supergraph: its schema does not link https://specs.apollo.dev/join.');
  }
  const urls = readSubgraphs(document);
  if (urls.size === 0) {
    throw new InvalidSupergraphError('Not a supergraph: no value of enum join__Graph names a subgraph.');
  }
  const fullSchema = buildSchema(document);
  return { sdl, document, fullSchema, urls, authorization: readAuthorization(document) };
}

function readAuthorization(document: DocumentNode): Authorization {
  try {
    return Authorization.of(document);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidSupergraphError(`The supergraph cannot be served as it asks to be. ${reason}`, { cause });
  }
}

function parseSdl(sdl: string): DocumentNode {
  try {
    return parse(sdl, { noLocation: true });
  } catch (cause) {
    throw notASupergraph(cause);
  }
}

function buildSchema(document: DocumentNode): GraphQLSchema {
  try {
    return buildASTSchema(document, { assumeValid: true, assumeValidSDL: true });
  } catch (cause) {
    throw notASupergraph(cause);
  }
}

function notASupergraph(cause: unknown): InvalidSupergraphError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const [place] = cause instanceof GraphQLError ? (cause.locations ?? []) : [];
  const where = place ? `${reason.replace(/\.$/, '')} (line ${place.line}, column ${place.column}).` : reason;
  return new InvalidSupergraphError(`Not a supergraph: ${where}`, { cause });
}

function linksJoin(document: DocumentNode): boolean {
  return document.definitions
    .flatMap((node) =>
      node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION ? (node.directives ?? []) : [],
    )
    .map((directive) => stringArgument(directive, 'url') ?? stringArgument(directive, 'feature') ?? '')
    .some((url) => url.startsWith('https://specs.apollo.dev/join/v'));
}

function readSubgraphs(document: DocumentNode): Map<string, string> {
  const urls = new Map<string, string>();
  for (const node of document.definitions) {
    if (node.kind !== Kind.ENUM_TYPE_DEFINITION || node.name.value !== 'join__Graph') continue;
    for (const directive of node.values?.flatMap((value) => value.directives ?? []) ?? []) {
      const name = directive.name.value === 'join__graph' ? stringArgument(directive, 'name') : undefined;
      if (name !== undefined) urls.set(name, stringArgument(directive, 'url') ?? '');
    }
  }
  return urls;
}

/**
 * Whether an object that calls itself `typename` is of type `condition`. `typename` may also be an interface: that is
 * what a subgraph with `@interfaceObject` calls its objects.
 */
export function isOfType(schema: GraphQLSchema, typename: string, condition: string): boolean {
  if (typename === condition) return true;
  const [type, expected] = [schema.getType(typename), schema.getType(condition)];
  return (
    isAbstractType(expected) &&
    type !== undefined &&
    'getInterfaces' in type &&
    schema.isSubType(expected, type as Parameters<GraphQLSchema['isSubType']>[1])
  );
}
