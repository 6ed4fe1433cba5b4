import type { Caller } from '@alliance/schema';

/** What a caller may learn of how its answers come about; of the records themselves the subgraphs decide. */
export interface Entitlements {
  /** Errors name the subgraph they come from. */
  readonly subgraphNames: boolean;
  /** Query plans are shown on request. */
  readonly queryPlans: boolean;
}

/**
 * Undefined for whoever is no ACTIVE member: a key of any other holds no longer. Plans are for people who look into the
 * graph; an app has no use for them, and a key that is built into one gets out of hand more easily.
 */
export function entitlementsOf(caller: Caller): Entitlements | undefined {
  if (caller.kind !== 'member') return undefined;
  return { subgraphNames: true, queryPlans: caller.roles.includes('ADMIN') || caller.roles.includes('ANALYST') };
}
