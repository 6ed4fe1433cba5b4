import type { SubscriptionFetch } from '../plan.js';
import type { SubgraphAnswer } from '../transport/subgraph-transport.js';
import { bodyPrefix, variableMembers } from './fetch-text.js';
import type { PlanRun, PlanSurroundings } from './plan-run.js';
import { compileRootReceipt } from './root-answer.js';

/** Where the events of a subscription come from, ready to be asked and to be taken in. */
export interface SubscriptionSource {
  readonly subgraph: string;
  readonly url: string;
  /** The request's body: the same text means the same events. */
  bodyFor(variables: PlanRun['variables']): string;
  /** Makes an event, which is an answer to the root field, the beginning of a run. */
  receive(run: PlanRun, event: SubgraphAnswer): void;
}

export function compileSubscription(fetch: SubscriptionFetch, surroundings: PlanSurroundings): SubscriptionSource {
  const { subgraph, operation } = fetch;
  const prefix = bodyPrefix(operation);
  const receive = compileRootReceipt(fetch, surroundings);
  return {
    subgraph,
    url: surroundings.urls.get(subgraph) ?? '',
    bodyFor: (variables) => `${prefix}${variableMembers(fetch.variables, { variables }).join(',')}}}`,
    receive: (run, event) => receive(run, surroundings.errorPolicy.admit(event, subgraph)),
  };
}
