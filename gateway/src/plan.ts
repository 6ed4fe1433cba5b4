/**
 * The plan of an operation: which subgraph is asked what, in which order, and where the answers belong. The planner
 * writes it, the engine reads it; this file is all that the two share.
 */

export interface Plan {
  /** Absent when no subgraph has to be asked. With a subscription: what completes each of its events. */
  readonly root: PlanNode | undefined;
  /** Where the events of a subscription come from; absent for queries and mutations. */
  readonly subscription?: SubscriptionFetch;
}

/** Asks a subgraph for a stream of events, each of which is an answer to its root field. */
export interface SubscriptionFetch {
  readonly subgraph: string;
  /** GraphQL text, as the subgraph gets it. */
  readonly operation: string;
  /** Variables of the client's operation that `operation` uses. */
  readonly variables: readonly string[];
  readonly outputRewrites: readonly Rewrite[];
}

export type PlanNode = SequenceNode | ParallelNode | RootFetch | EntityFetch;

/** Runs its nodes one after the other. */
export interface SequenceNode {
  readonly kind: 'sequence';
  readonly nodes: readonly PlanNode[];
}

/** Runs its nodes at the same time. */
export interface ParallelNode {
  readonly kind: 'parallel';
  readonly nodes: readonly PlanNode[];
}

interface Fetch {
  readonly subgraph: string;
  readonly operationKind: 'query' | 'mutation';
  /** GraphQL text, as the subgraph gets it. */
  readonly operation: string;
  /** Variables of the client's operation that `operation` uses. */
  readonly variables: readonly string[];
}

/** Asks root fields. */
export interface RootFetch extends Fetch {
  readonly kind: 'root-fetch';
  readonly outputRewrites: readonly Rewrite[];
}

/** Asks further fields of entities that earlier answers contain, in one call. */
export interface EntityFetch extends Fetch {
  readonly kind: 'entity-fetch';
  readonly batches: readonly EntityBatch[];
}

/** One `_entities` field of an entity fetch. */
export interface EntityBatch {
  /** Where the answer has the entities: `_entities`, or an alias of it. */
  readonly responseKey: string;
  /** The variable that carries the representations. It is sent even when there are none. */
  readonly representationsVariable: string;
  /** Where the entities are in what was fetched so far. */
  readonly paths: readonly (readonly PathStep[])[];
  /** What a representation consists of. */
  readonly requires: readonly RequiredSelection[];
  readonly inputRewrites: readonly Rewrite[];
  readonly outputRewrites: readonly Rewrite[];
}

/** A step to the place of entities: into a field, into each element of a list, or on only if the type fits. */
export type PathStep =
  | { readonly kind: 'field'; readonly key: string }
  | { readonly kind: 'elements' }
  | { readonly kind: 'type'; readonly names: readonly string[] };

export type RequiredSelection = RequiredField | RequiredFragment;

export interface RequiredField {
  readonly kind: 'field';
  /** Where earlier answers have the value. */
  readonly readFrom: string;
  /** Under which name the subgraph gets it; differs when the planner had to fetch it under an alias. */
  readonly sendAs: string;
  /** Absent for a leaf. */
  readonly selections: readonly RequiredSelection[] | undefined;
}

export interface RequiredFragment {
  readonly kind: 'fragment';
  readonly typeCondition: string;
  readonly selections: readonly RequiredSelection[];
}

/** A change to a representation before it is sent, or to an answer before it is used. */
export type Rewrite =
  | { readonly kind: 'set-value'; readonly path: readonly RewriteStep[]; readonly value: string }
  | { readonly kind: 'rename-key'; readonly path: readonly RewriteStep[]; readonly to: string };

export type RewriteStep =
  { readonly kind: 'key'; readonly key: string } | { readonly kind: 'type'; readonly names: readonly string[] };

/** What a planner is asked. */
export interface PlanRequest {
  /**
   * One operation with its fragments, as text. Without `@skip` and `@include`: their values are known by then. Whoever
   * asks sees to it that it is of reasonable size with its fragments written out.
   */
  readonly source: string;
  readonly operationName: string | undefined;
  /** Labels of `@override(label:)` that hold for this operation. */
  readonly labels: ReadonlySet<string>;
  /** Where this operation falls, 0 to 100, for labels of the form `percent(x)`. */
  readonly percentage: number;
  readonly signal?: AbortSignal;
}

export interface Planner {
  /** Labels of `@override(label:)` in the supergraph, other than `percent(x)`. */
  readonly overrideLabels: readonly string[];
  /** The values x of labels `percent(x)` in the supergraph. */
  readonly overridePercentages: readonly number[];
  /** Rejects with a `PlanningError` when the operation cannot be planned. */
  plan(request: PlanRequest): Promise<Plan>;
  /** Ends what is open. Plans under way fail. */
  close(): Promise<void>;
}

/** The operation asks for something that no route through the subgraphs leads to, or that the planner does not plan. */
export class PlanningError extends Error {
  override readonly name = 'PlanningError';
}

/** Planning was given up before it was known whether there is a plan: it took too long, or nobody waited any more. */
export class PlanningStoppedError extends PlanningError {}
