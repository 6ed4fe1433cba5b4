import type { EngineEvent } from '../engine/engine.js';
import { emit } from '../telemetry/telemetry.js';

/** Failed calls are told by the observed transport already. */
export function reportEngineEvent(event: EngineEvent): void {
  switch (event.kind) {
    case 'internal-error':
      emit({ kind: 'unexpected-error', error: event.error });
      return;
    case 'operation-looked-up':
    case 'planning-failed':
    case 'subgraph-errors-masked':
      emit(event);
      return;
    case 'operation-planned':
    case 'subgraph-call-failed':
  }
}
