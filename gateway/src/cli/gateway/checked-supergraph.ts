import { createHash } from 'node:crypto';

import type { SubscriptionSettings } from '../../config/subscription-settings.js';
import { deriveApiSchema } from '../../engine/api-schema.js';
import { InvalidSupergraphError, readSupergraph } from '../../engine/supergraph.js';
import { PlanningError } from '../../plan.js';
import { createPlanner } from '../../planner/query-planner.js';
import { checkAddresses } from './subgraph-addresses.js';

/** A supergraph that engine and planner have found fit to serve. */
export interface CheckedSupergraph {
  readonly sdl: string;
  /** Digest of the SDL: the same text has the same version on every gateway. */
  readonly version: string;
  readonly subgraphs: readonly string[];
}

/** How long the planner may take to read a supergraph, in milliseconds. */
const planTimeoutMs = 30_000;

/**
 * Finds out whether a text can be served before anything is exchanged for it: it is read, the schema that clients see
 * is derived, subgraphs can be called, and the planner plans over it once. Throws an `InvalidSupergraphError` when not.
 *
 * @param carriers - how subgraphs are subscribed to. Default: at the addresses of the supergraph
 */
export async function checkSupergraph(
  sdl: string,
  carriers?: SubscriptionSettings['carriers'],
): Promise<CheckedSupergraph> {
  const { document, urls } = readSupergraph(sdl);
  checkAddresses(urls, carriers);
  deriveApiSchema(document);
  await planOnce(sdl);
  const version = createHash('sha256').update(sdl).digest('hex').slice(0, 12);
  return { sdl, version, subgraphs: [...urls.keys()].sort() };
}

/** The planner reads the supergraph in a process of its own, and ends with it when it cannot. */
async function planOnce(sdl: string): Promise<void> {
  const planner = createPlanner(sdl);
  try {
    const signal = AbortSignal.timeout(planTimeoutMs);
    await planner.plan({
      source: '{ __typename }',
      operationName: undefined,
      labels: new Set(),
      percentage: 0,
      signal,
    });
  } catch (cause) {
    if (!(cause instanceof PlanningError)) throw cause;
    throw new InvalidSupergraphError('Not a supergraph: the planner cannot read it.', { cause });
  } finally {
    await planner.close();
  }
}
