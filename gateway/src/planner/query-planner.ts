import { QueryPlanner as NativePlanner } from '@graphql-hive/router-query-planner';

import { type Plan, type Planner, PlanningError, type PlanRequest } from '../plan.js';
import { translatePlan } from './translate-plan.js';

/**
 * A planner for one supergraph. Planning runs off the main thread, so an expensive operation does not hold up others.
 * It takes any schema for a supergraph: check the text before (the engine does).
 */
export function createPlanner(supergraphSdl: string): Planner {
  const native = new NativePlanner(supergraphSdl);
  return {
    overrideLabels: native.overrideLabels,
    overridePercentages: native.overridePercentages,
    plan: (request) => planWith(native, request),
  };
}

async function planWith(native: NativePlanner, request: PlanRequest): Promise<Plan> {
  const { source, operationName, labels, percentage, signal } = request;
  if (signal?.aborted) throw new PlanningError('Planning was aborted.', { cause: signal.reason });
  try {
    return translatePlan(await native.planAsync(source, operationName, new Set(labels), percentage, signal));
  } catch (error) {
    if (error instanceof PlanningError) throw error;
    throw new PlanningError(messageOf(error), { cause: error });
  }
}

/** The native planner's errors come from outside this realm, so they are known by their shape. */
function messageOf(error: unknown): string {
  const isMessage = typeof error === 'object' && error !== null && 'message' in error;
  return isMessage && typeof error.message === 'string' ? error.message : 'The operation could not be planned.';
}
