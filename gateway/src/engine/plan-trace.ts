import type { EntityFetch, RootFetch } from '../plan.js';
import type { SubgraphAnswer } from '../transport/subgraph-transport.js';
import type { Fault } from './error-ledger.js';

type Fetch = RootFetch | EntityFetch;

/** What one fetch of a run did. Times in milliseconds, from the moment the plan was made. */
export interface FetchTrace {
  readonly startMs: number;
  /** Undefined while it is under way. */
  durationMs?: number;
  /** Of the request's body. */
  readonly requestBytes: number;
  /** Entities that were asked for, each once; undefined for root fields. */
  readonly representations: number | undefined;
  /** Errors in the subgraph's answer. */
  errors?: number;
  /** Why there was no answer. */
  failure?: string;
}

/** How one request was planned and run. Kept only for those who ask and may, and made for that request alone. */
export class PlanTrace {
  /** From the request's arrival at the engine until it could be run. */
  planMs = 0;
  runMs = 0;
  private startedAt = performance.now();
  private readonly representations = new Map<Fetch, number>();
  private readonly fetches = new Map<Fetch, FetchTrace>();

  /** The operation can be run now. */
  planned(): void {
    const now = performance.now();
    this.planMs = now - this.startedAt;
    this.startedAt = now;
  }

  finished(): void {
    this.runMs = this.elapsed();
  }

  asksFor(fetch: Fetch, representations: number): void {
    this.representations.set(fetch, representations);
  }

  sends(fetch: Fetch, body: string): void {
    this.fetches.set(fetch, {
      startMs: this.elapsed(),
      requestBytes: Buffer.byteLength(body),
      representations: this.representations.get(fetch),
    });
  }

  receives(fetch: Fetch, answer: SubgraphAnswer | Fault): void {
    const trace = this.fetches.get(fetch);
    if (!trace) return;
    trace.durationMs = this.elapsed() - trace.startMs;
    if ('message' in answer) trace.failure = String(answer.extensions['code']);
    else trace.errors = answer.errors?.length ?? 0;
  }

  /** Undefined when the fetch was not made: nothing had to be asked, or nobody waited for it any more. */
  of(fetch: Fetch): FetchTrace | undefined {
    return this.fetches.get(fetch);
  }

  private elapsed(): number {
    return performance.now() - this.startedAt;
  }
}
