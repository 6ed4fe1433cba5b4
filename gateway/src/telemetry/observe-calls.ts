import { emit } from './telemetry.js';

interface ObservedCall {
  readonly subgraph: string;
  readonly signal?: AbortSignal;
}

/** Tells of every call of a subgraph that goes through `send`: how it ended and how long it took. */
export function observeCalls<TCall extends ObservedCall, TAnswer>(
  send: (call: TCall) => Promise<TAnswer>,
): (call: TCall) => Promise<TAnswer> {
  return async (call) => {
    const startedAt = performance.now();
    const tell = (outcome: 'answered' | 'failed' | 'aborted') => {
      emit({ kind: 'subgraph-called', subgraph: call.subgraph, outcome, durationMs: performance.now() - startedAt });
    };
    try {
      const answer = await send(call);
      tell('answered');
      return answer;
    } catch (error) {
      tell(call.signal?.aborted ? 'aborted' : 'failed');
      throw error;
    }
  };
}
