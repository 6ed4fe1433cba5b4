import type { QueryPlan } from '@graphql-hive/router-query-planner';

/** To the planning process. Messages of one connection arrive in order. */
export type PlannerRequest =
  /** Adds to the supergraphs that are loaded. */
  { readonly kind: 'load'; readonly supergraphs: readonly string[] } | PlanMessage;

/** The next of these is sent when this one has been replied to. */
export interface PlanMessage {
  readonly kind: 'plan';
  /** Which of the loaded supergraphs. */
  readonly supergraph: number;
  readonly source: string;
  readonly operationName: string | undefined;
  readonly labels: readonly string[];
  readonly percentage: number;
}

/** From the planning process, to each `PlanMessage` that it survives. */
export type PlannerReply = { readonly plan: QueryPlan } | { readonly problem: string };
