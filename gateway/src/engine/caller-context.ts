import type { Rights } from '../authorization/authorization.js';

/** For whom an operation runs. Opaque to the engine. */
export interface CallerContext {
  /** Separates callers wherever something is shared in flight. */
  readonly key: string;
  /** What the caller may learn of the inside. Absent for the public: nothing. */
  readonly entitlements?: Entitlements;
  /** What the caller was granted of what directives of the schema ask for. Absent: nothing. */
  readonly rights?: Rights;
  /** Headers of a call to a subgraph, names in lower case. */
  headersFor(subgraph: string): Promise<Readonly<Record<string, string>>> | Readonly<Record<string, string>>;
}

/** What a caller may learn of how an answer comes about. It widens nothing that the subgraphs decide. */
export interface Entitlements {
  /** Errors name the subgraph they come from. */
  readonly subgraphNames: boolean;
  /** Query plans are shown on request. */
  readonly queryPlans: boolean;
}
