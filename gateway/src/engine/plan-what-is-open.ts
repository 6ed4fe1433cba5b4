import type { FieldNode, GraphQLSchema } from 'graphql';

import type { Verdict } from '../authorization/authorization.js';
import type { Plan } from '../plan.js';
import type { WithheldFields } from './collect-fields.js';
import type { DataKeys } from './data-keys.js';
import { fieldsBehindClosedRoutes } from './guarded-routes.js';
import type { OperationParts } from './operation-parts.js';

/** No part of the operation can be told from what a subgraph would have to be handed for it. Nothing is executed. */
export class ClosedRouteError extends Error {
  override readonly name = 'ClosedRouteError';
}

export interface OpenPlan {
  readonly plan: Plan;
  readonly withheld: WithheldFields;
}

/** What the planning of an operation for a caller goes by. */
export interface PlanningFor {
  readonly parts: OperationParts;
  readonly rootType: string;
  readonly verdict: Verdict;
  readonly fullSchema: GraphQLSchema;
  readonly dataKeys: DataKeys;
}

/**
 * Plans the part of an operation that the caller may select. Where the plan then leads over an entity's key that the
 * caller may not read, what lies behind is cut as well, and the rest is planned anew. Every round cuts something, and
 * `makePlan` bounds the time of all. Rejects with a `ClosedRouteError` when there is nothing to cut.
 */
export async function planWhatIsOpen(
  { parts, rootType, verdict, ...schema }: PlanningFor,
  makePlan: (parts: OperationParts) => Promise<Plan>,
): Promise<OpenPlan> {
  const besides = new Set<FieldNode>();
  for (;;) {
    const cut = verdict.cut(parts, rootType, besides);
    const plan = await makePlan(cut.parts);
    const closed = fieldsBehindClosedRoutes(plan, { ...schema, parts, verdict });
    if (!closed) return { plan, withheld: cut.withheld };
    const before = besides.size;
    for (const node of closed) besides.add(node);
    if (besides.size === before) throw new ClosedRouteError();
  }
}
