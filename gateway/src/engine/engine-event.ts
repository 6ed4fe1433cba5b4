/** What happens inside, for whoever keeps logs and counts. */
export type EngineEvent =
  | { readonly kind: 'subgraph-call-failed'; readonly subgraph: string; readonly error: unknown }
  /** Whether a compiled operation was at hand; otherwise it is planned now. */
  | { readonly kind: 'operation-looked-up'; readonly hit: boolean }
  | { readonly kind: 'operation-planned'; readonly operationName: string | undefined; readonly milliseconds: number }
  | { readonly kind: 'planning-failed'; readonly operationName: string | undefined; readonly error: unknown }
  | {
      readonly kind: 'subgraph-errors-masked';
      readonly subgraph: string;
      /** How many errors of one answer callers do not read as they came. */
      readonly count: number;
      /** The first of them, as they came. */
      readonly messages: readonly string[];
    }
  | { readonly kind: 'internal-error'; readonly error: unknown };
