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
  /** Undefined when the operation was not executed. */
  readonly written: WrittenData | undefined;
  /** Fit for callers to see. */
  readonly errors?: readonly GraphQLFormattedError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** The data of a response as JSON text in UTF-8. */
export interface WrittenData {
  readonly data: Buffer;
  /** The same as a response that has nothing beside them: `{"data":…}`. */
  readonly response: Buffer;
  readonly isNull: boolean;
}

/** A subscription that is planned; whoever has it opens the source and hands in what comes from there. */
export interface OperationSubscription {
  readonly kind: 'subscription';
  readonly source: { readonly subgraph: string; readonly url: string; readonly body: string };
  complete(
    event: SubgraphEvent,
    on: { readonly caller: CallerContext; readonly signal: AbortSignal },
  ): Promise<OperationResult>;
}

/** An event of a subgraph: an answer to the root field of a subscription. */
export interface SubgraphEvent {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string }[];
}

/** Executes operations against one supergraph: what this room needs of the engine. */
export interface OperationEngine {
  readonly schema: GraphQLSchema;
  readonly supergraphSdl: string;
  execute(request: OperationRequest): Promise<OperationResult>;
  /** Plans a subscription, or says why it cannot be served. */
  subscribe(request: OperationRequest): Promise<OperationResult | OperationSubscription>;
  /** Called once nothing runs on it any more. */
  close(): Promise<void>;
}
