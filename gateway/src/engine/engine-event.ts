/** What happens inside, for whoever keeps logs and counts. */
export type EngineEvent =
  | { readonly kind: 'subgraph-call-failed'; readonly subgraph: string; readonly error: unknown }
  | { readonly kind: 'operation-planned'; readonly operationName: string | undefined; readonly milliseconds: number }
  | { readonly kind: 'internal-error'; readonly error: unknown };
