/**
 * What happened in the gateway, as named events. Rooms emit them and know nothing of who listens; the log and the
 * metrics listen. Never put a credential, a token or a request body into one.
 */
export type TelemetryEvent =
  | { readonly kind: 'gateway-started'; readonly url: string }
  | { readonly kind: 'gateway-stopped' }
  | {
      readonly kind: 'request-finished';
      readonly route: string;
      readonly method: string;
      readonly status: number;
      readonly durationMs: number;
      /** The client went away before the answer was complete. */
      readonly aborted: boolean;
    }
  | { readonly kind: 'operation-finished'; readonly outcome: 'complete' | 'partial' | 'failed' }
  /** Whether an operation had been compiled before, and was kept. */
  | { readonly kind: 'operation-looked-up'; readonly hit: boolean }
  | { readonly kind: 'planning-failed'; readonly operationName: string | undefined; readonly error: unknown }
  | {
      readonly kind: 'subgraph-errors-masked';
      readonly subgraph: string;
      /** Errors of one answer that callers do not read as they came. */
      readonly count: number;
      /** The first of them, as they came. */
      readonly messages: readonly string[];
    }
  | { readonly kind: 'unexpected-error'; readonly error: unknown }
  | {
      readonly kind: 'subgraph-called';
      readonly subgraph: string;
      readonly outcome: 'answered' | 'failed' | 'aborted';
      readonly durationMs: number;
    }
  /** A query is to be sent again after `delayMs`, because of a failure with this code. */
  | {
      readonly kind: 'subgraph-call-retried';
      readonly subgraph: string;
      readonly code: string;
      readonly delayMs: number;
    }
  /** A query takes the answer of an equal one of the same caller that was in flight. */
  | { readonly kind: 'subgraph-call-shared'; readonly subgraph: string }
  /** A call was not made, because of what the gateway knows of the subgraph. */
  | { readonly kind: 'subgraph-call-refused'; readonly subgraph: string; readonly code: string }
  /** Calls are suspended (`open`), tried (`half-open`) or let through again (`closed`). */
  | {
      readonly kind: 'subgraph-breaker-turned';
      readonly subgraph: string;
      readonly state: 'closed' | 'open' | 'half-open';
    }
  /** As many subscriptions are open now. */
  | { readonly kind: 'subscriptions-open'; readonly count: number }
  /** `completed` by the subgraph, `left` by the client, or cut off for a reason, which is a code of the catalogue. */
  | { readonly kind: 'subscription-ended'; readonly how: string; readonly events: number }
  | { readonly kind: 'cache-asked'; readonly cache: 'caller' | 'subgraph-token'; readonly hit: boolean }
  | { readonly kind: 'identity-unreachable'; readonly error: unknown; readonly answeredFromMemory: boolean }
  /** The key with this id signs from now on. */
  | { readonly kind: 'signing-key-changed'; readonly keyId: string }
  | { readonly kind: 'subgraph-up'; readonly subgraph: string }
  | { readonly kind: 'subgraph-down'; readonly subgraph: string; readonly reason: string }
  | {
      readonly kind: 'supergraph-taken';
      readonly version: string;
      readonly subgraphs: readonly string[];
    }
  /** A setting names subgraphs that the supergraph does not have. */
  | {
      readonly kind: 'subgraph-setting-unused';
      readonly variable: string;
      readonly names: readonly string[];
      /** Those that it has. */
      readonly subgraphs: readonly string[];
    }
  /** Whether a supergraph that was handed over, not composed, can be served. */
  | { readonly kind: 'supergraph-judged'; readonly fits: boolean }
  | { readonly kind: 'composition-succeeded'; readonly durationMs: number }
  | { readonly kind: 'composition-failed'; readonly errors: readonly string[]; readonly serving: string | undefined }
  | { readonly kind: 'supergraph-not-kept'; readonly error: unknown }
  | { readonly kind: 'shared-operations-down'; readonly error: unknown }
  | { readonly kind: 'shared-operations-up' };

export type TelemetryListener = (event: TelemetryEvent) => void;

const listeners = new Set<TelemetryListener>();

/** Tells every listener, at once and in this call. */
export function emit(event: TelemetryEvent): void {
  for (const listener of listeners) listener(event);
}

/** Listens to the events of this process. Returns what ends it. */
export function listen(listener: TelemetryListener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
