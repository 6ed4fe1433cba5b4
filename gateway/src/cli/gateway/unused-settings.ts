import type { EdgeConfig } from '../../config.js';

/** A setting for subgraphs that there are not. */
export interface UnusedSetting {
  readonly variable: string;
  readonly names: readonly string[];
}

/**
 * Settings for single subgraphs, as far as the supergraph has none of that name. They are no mistake for certain, since
 * another supergraph may have one; a slip of the pen looks just the same.
 */
export function unusedSettings(
  { traffic, subscriptions }: Pick<EdgeConfig, 'traffic' | 'subscriptions'>,
  subgraphs: readonly string[],
): readonly UnusedSetting[] {
  const named = {
    HUB_SUBGRAPH_TRAFFIC: Object.keys(traffic.bySubgraph),
    HUB_SUBSCRIPTION_PROTOCOLS: Object.keys(subscriptions.carriers),
    HUB_SUBSCRIPTION_UNRENEWED: subscriptions.unrenewed,
  };
  return Object.entries(named)
    .map(([variable, names]) => ({ variable, names: names.filter((name) => !subgraphs.includes(name)) }))
    .filter(({ names }) => names.length > 0);
}
