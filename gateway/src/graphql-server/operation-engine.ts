import type { DocumentNode, GraphQLFormattedError, GraphQLSchema } from 'graphql';
import type { QueryPlanMode } from './query-plan-mode.js';

/** Who asks, as far as the execution needs to know. */
export interface CallerContext {
  /** Two callers share it only when they may see exactly the same. */
  readonly key: string;
  /** What the caller may learn of the inside; nothing when it is absent. */
  readonly entitlements?: { readonly subgraphNames: boolean; readonly queryPlans: boolean };
  /** What the caller was granted of what directives of the schema ask for; nothing when it is absent. */
  readonly rights?: {
    readonly isAuthenticated: boolean;
    readonly scopes: ReadonlySet<string>;
    readonly policies: ReadonlySet<string>;
  };
  headersFor(subgraph: string): Promise<Readonly<Record<string, string>>> | Readonly<Record<string, string>>;
}

export interface OperationRequest {
  readonly document: DocumentNode;
  readonly source: string;
  readonly operationName?: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly caller: CallerContext;
  readonly queryPlan?: QueryPlanMode;
  readonly signal: AbortSignal;
}

export interface OperationResult {
  /** JSON text of `data`; undefined when the operation was not executed. */
  readonly dataText: string | undefined;
  /** Fit for callers to see. */
  readonly errors?: readonly GraphQLFormattedError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** Executes operations against one supergraph: what this room needs of the engine. */
export interface OperationEngine {
  readonly schema: GraphQLSchema;
  readonly supergraphSdl: string;
  execute(request: OperationRequest): Promise<OperationResult>;
  /** Called once nothing runs on it any more. */
  close(): Promise<void>;
}
