import { composeServices } from '@theguild/federation-composition';
import { type GraphQLError, parse } from 'graphql';
import type { SubgraphAddress } from '../config/subgraph-address.js';
import { findLostRequirements } from './stated-requirements.js';

/** A subgraph with the schema that it shows. */
export interface SubgraphSdl extends SubgraphAddress {
  readonly sdl: string;
}

export interface CompositionError {
  readonly message: string;
  /** From the catalogue of the federation specification, where the composer states it. */
  readonly code?: string;
  /** The subgraph at fault, where a single one is. */
  readonly subgraph?: string;
}

export type CompositionResult =
  | { readonly ok: true; readonly supergraphSdl: string; readonly hints: readonly string[] }
  | { readonly ok: false; readonly errors: readonly CompositionError[] };

/** Joins schemas into one. A second implementation can be plugged in for a second opinion. */
export interface SupergraphComposer {
  /** Never throws: what goes wrong is stated in the result. The order of the subgraphs does not matter. */
  compose(subgraphs: readonly SubgraphSdl[]): CompositionResult;
}

/** The composer of The Guild (MIT). It gives no hints. */
export const guildComposer: SupergraphComposer = { compose: composeWithGuild };

function composeWithGuild(subgraphs: readonly SubgraphSdl[]): CompositionResult {
  const sorted = subgraphs.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const unreadable = sorted.map(findSyntaxError).filter((error) => error !== undefined);
  if (unreadable.length > 0) return { ok: false, errors: unreadable };
  const weakened = sorted.flatMap(({ name, sdl }) =>
    findLostRequirements(parse(sdl)).map((reason) => ({ message: `[${name}] ${reason}`, subgraph: name })),
  );
  if (weakened.length > 0) return { ok: false, errors: weakened };
  try {
    const services = sorted.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl, { noLocation: true }) }));
    const { supergraphSdl, errors } = composeServices(services);
    if (supergraphSdl !== undefined) return { ok: true, supergraphSdl, hints: [] };
    return { ok: false, errors: errors.map(describe) };
  } catch (error) {
    return { ok: false, errors: [{ message: `The composer failed: ${messageOf(error)}` }] };
  }
}

function findSyntaxError({ name, sdl }: SubgraphSdl): CompositionError | undefined {
  try {
    parse(sdl, { noLocation: true });
    return undefined;
  } catch (error) {
    return { message: `[${name}] ${messageOf(error)}`, code: 'INVALID_GRAPHQL', subgraph: name };
  }
}

function describe({ message, extensions }: GraphQLError): CompositionError {
  const { code, subgraphName } = extensions;
  return {
    message,
    ...(typeof code === 'string' && { code }),
    ...(typeof subgraphName === 'string' && { subgraph: subgraphName }),
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
