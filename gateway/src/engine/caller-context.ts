/** For whom an operation runs. Opaque to the engine. */
export interface CallerContext {
  /** Separates callers wherever something is shared in flight. */
  readonly key: string;
  /** Headers of a call to a subgraph, names in lower case. */
  headersFor(subgraph: string): Promise<Readonly<Record<string, string>>> | Readonly<Record<string, string>>;
}
