import type { Plan } from '../plan.js';
import type { CallerContext } from './caller-context.js';
import { type EngineResult, refusedBecause } from './engine-result.js';
import { describePlan, type PlanDescription, rounded } from './plan-description.js';
import { planText } from './plan-text.js';
import type { PlanTrace } from './plan-trace.js';

/** `run`: executes the operation and tells how; `dry`: plans it, asks no subgraph, and answers with `data: null`. */
export type QueryPlanMode = 'run' | 'dry';

/** Refuses a plan to those who may not see it, before anything is planned or run. */
export function refusalOfPlan(mode: QueryPlanMode | undefined, caller: CallerContext): EngineResult | undefined {
  if (mode === undefined || caller.entitlements?.queryPlans === true) return undefined;
  if (caller.entitlements) return refusedBecause('FORBIDDEN', 'You may not see query plans here.');
  return refusedBecause('UNAUTHENTICATED', 'Query plans are shown to members only: send a credential.');
}

/** What clients read of a plan; the README of the gateway tells them of it. */
export interface ShownPlan extends PlanDescription {
  readonly mode: QueryPlanMode;
  readonly text: string;
  /** In milliseconds; `runMs` where the operation was executed. */
  readonly timings: { readonly planMs: number; readonly runMs?: number };
}

/** The `extensions` of an answer to whoever asked for the plan. */
export function queryPlanExtensions(
  plan: Plan,
  mode: QueryPlanMode,
  trace: PlanTrace,
): { readonly queryPlan: ShownPlan } {
  const description = describePlan(plan, mode === 'run' ? trace : undefined);
  const timings = { planMs: rounded(trace.planMs), ...(mode === 'run' && { runMs: rounded(trace.runMs) }) };
  return { queryPlan: { mode, text: planText(description), timings, ...description } };
}
