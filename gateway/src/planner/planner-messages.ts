import type { QueryPlan } from '@graphql-hive/router-query-planner';

/** To the planning process. Messages of one connection arrive in order. */
export type PlannerRequest =
  /** Adds to the supergraphs that are loaded. */
  | { readonly kind: 'load'; readonly supergraphs: readonly string[] }
  | {
      readonly kind: 'plan';
      readonly id: number;
      /** Which of the loaded supergraphs. */
      readonly supergraph: number;
      readonly source: string;
      readonly operationName: string | undefined;
      readonly labels: readonly string[];
      readonly percentage: number;
    }
  | { readonly kind: 'cancel'; readonly id: number };

/** From the planning process. */
export type PlannerReply =
  { readonly id: number; readonly plan: QueryPlan } | { readonly id: number; readonly problem: string };
