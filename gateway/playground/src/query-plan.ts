import { fetchAs, graphqlUrl } from './hub.js';

/** `extensions.queryPlan` of an answer, as far as it is drawn; the gateway's README tells all of it. */
export interface QueryPlan {
  readonly mode: PlanMode;
  readonly text: string;
  readonly node: PlanNode | null;
  readonly timings: { readonly planMs: number; readonly runMs?: number };
  readonly fetches?: readonly FetchRun[];
}

export type PlanMode = 'run' | 'dry';

export type PlanNode =
  | { readonly kind: 'sequence' | 'parallel'; readonly nodes: readonly PlanNode[] }
  | { readonly kind: 'subscription'; readonly primary: PlanNode; readonly rest?: PlanNode }
  | {
      readonly kind: 'fetch';
      readonly id: number;
      readonly subgraph: string;
      readonly operation: string;
      readonly entities?: readonly { readonly at: readonly string[] }[];
    };

export interface FetchRun {
  readonly id: number;
  readonly state: 'answered' | 'failed' | 'skipped';
  readonly startMs?: number;
  readonly durationMs?: number;
  readonly requestBytes?: number;
  readonly representations?: number;
  readonly errors?: number;
  readonly code?: string;
}

export interface PlannedOperation {
  readonly query: string;
  readonly variables: unknown;
  readonly operationName: string | undefined;
}

/** What came of asking: the plan and the rest of the answer, or why there is none. */
export type PlanAnswer =
  | { readonly kind: 'planned'; readonly plan: QueryPlan; readonly rest: object }
  | { readonly kind: 'refused'; readonly reason: string };

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string }[];
  readonly extensions?: { readonly queryPlan?: QueryPlan };
}

/** Asks the hub, as the owner of the key, how it runs an operation. Never rejects. */
export async function askForPlan(
  { query, variables, operationName }: PlannedOperation,
  mode: PlanMode,
  key: string | undefined,
): Promise<PlanAnswer> {
  try {
    const response = await fetchAs(key)(graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query, variables, operationName, extensions: { queryPlan: mode } }),
    });
    return answerOf((await response.json()) as Answer);
  } catch {
    return { kind: 'refused', reason: 'The hub gave no answer that can be read.' };
  }
}

function answerOf({ extensions, ...rest }: Answer): PlanAnswer {
  const { queryPlan, ...others } = extensions ?? {};
  if (!queryPlan) return { kind: 'refused', reason: rest.errors?.[0]?.message ?? 'The hub sent no plan.' };
  const hasOthers = Object.keys(others).length > 0;
  return { kind: 'planned', plan: queryPlan, rest: { ...rest, ...(hasOthers && { extensions: others }) } };
}
