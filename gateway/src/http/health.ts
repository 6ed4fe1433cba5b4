import type { RequestHandler } from './exchange.js';
import { jsonAnswer } from './http-answer.js';

/** What `/health/ready` tells. Answers anyone, so it names no addresses. */
export interface Readiness {
  /** Whether `/graphql` can answer. */
  readonly ready: boolean;
  readonly supergraph: {
    readonly version: string;
    readonly takenAt: string;
    readonly subgraphs: readonly string[];
  } | null;
  /** Whether what the subgraphs show now was taken whole, and if not, why. */
  readonly composition: { readonly ok: boolean; readonly errors: readonly object[] };
  readonly subgraphs: readonly { readonly name: string; readonly state: string; readonly reason?: string }[];
}

/** The process runs and answers. Restart it when it does not. */
export const live: RequestHandler = () => jsonAnswer(200, { live: true });

/** Send traffic while this answers 200. A subgraph that is down is reported, and is no reason to send none. */
export function readyHandler(readiness: () => Readiness): RequestHandler {
  return () => {
    const state = readiness();
    return jsonAnswer(state.ready ? 200 : 503, state, state.ready ? {} : { 'retry-after': '2' });
  };
}
