import type { GraphQLFormattedError } from 'graphql';

import type { OneAnswer } from './opening.js';

/** For whom a subscription runs, as far as this room needs to know. */
export interface Subscriber {
  /** Two callers share it only when they may see exactly the same. */
  readonly key: string;
  /** What the caller may learn of the inside. Absent: nothing. */
  readonly entitlements?: { readonly subgraphNames: boolean };
  headersFor(subgraph: string): Promise<Readonly<Record<string, string>>> | Readonly<Record<string, string>>;
}

/** An operation as a client sent it. */
export interface OperationText {
  readonly query?: string | undefined;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

export interface OpeningContext<S> {
  readonly caller: S;
  readonly signal: AbortSignal;
  /** False where the request must not change anything. */
  readonly mayWrite: boolean;
}

/** What became of an operation: an answer, or a subscription that is planned. */
export type Opened<S> = OneAnswer | PlannedSubscription<S>;

/** What this room needs of whoever parses, validates, plans and completes. */
export interface OperationDesk<S> {
  open(operation: OperationText, context: OpeningContext<S>): Promise<Opened<S>>;
  /** Calls `listener` whenever operations are planned over another supergraph from now on. Returns what ends it. */
  onSwap(listener: () => void): () => void;
}

export interface PlannedSubscription<S> {
  readonly kind: 'subscription';
  /** What to hand in again to have the same planned over another supergraph. */
  readonly operation: OperationText;
  readonly source: { readonly subgraph: string; readonly url: string; readonly body: string };
  /** Completes an event of the source. */
  complete(event: SourceAnswer, on: { readonly caller: S; readonly signal: AbortSignal }): Promise<CompletedEvent>;
}

export interface SourceAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly SourceError[];
}

export interface SourceError {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export interface CompletedEvent {
  /** JSON text of `data`; undefined when there is none. */
  readonly dataText: string | undefined;
  readonly errors?: readonly GraphQLFormattedError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** What this room needs of the way to the subgraphs. */
export interface EventTransport {
  subscribe(call: {
    readonly subgraph: string;
    readonly url: string;
    readonly body: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly signal: AbortSignal;
    /** Called once, when the subgraph has taken the subscription, as far as the protocol lets it be known. */
    readonly onEstablished: () => void;
  }): AsyncGenerator<SourceEvent, void, undefined>;
}

/** What this room needs of a clock; time and chance, so that tests can hold both still. */
export interface EventClock {
  /** From 0 up to 1, which is never reached. */
  random(): number;
  /** Calls back once after so many milliseconds. Returns what forgets it. */
  after(delayMs: number, callback: () => void): () => void;
}

export type SourceEvent =
  | { readonly kind: 'next'; readonly answer: SourceAnswer }
  | { readonly kind: 'error'; readonly errors: readonly SourceError[] };
