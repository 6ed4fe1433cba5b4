import type { SubgraphAnswer } from '../transport/subgraph-transport.js';
import type { CallerContext } from './caller-context.js';
import type { CompiledOperation } from './compiled-operation.js';
import { type EngineResult, executed, refused, refusedBecause } from './engine-result.js';
import { ErrorLedger } from './error-ledger.js';
import { SharedValues } from './shared-values.js';
import type { SubscriptionSource } from './subscription-source.js';
import { refusalOfWithheld } from './withheld-refusal.js';

/** A subscription that is planned. Whoever has it opens the source and hands in what comes from there. */
export interface EngineSubscription {
  readonly kind: 'subscription';
  /** What is asked of whom. Two subscriptions with the same source get the same events. */
  readonly source: { readonly subgraph: string; readonly url: string; readonly body: string };
  /**
   * Completes an event by what other subgraphs know, and writes it as any answer. May be called while another event is
   * being completed, and after the engine was closed. Never rejects for a fault of a subgraph.
   */
  complete(event: SubgraphAnswer, on: EventSurroundings): Promise<EngineResult>;
}

export interface EventSurroundings {
  /** Asked for headers anew with every event: what it said for an earlier one may have expired. */
  readonly caller: CallerContext;
  readonly signal?: AbortSignal | undefined;
}

export interface SubscriptionGround {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly maxErrors: number;
}

/** Binds a compiled subscription to the variables of one request, or says why it cannot be served. */
export function bindSubscription(
  operation: CompiledOperation,
  ground: SubscriptionGround,
): EngineSubscription | EngineResult {
  const { source } = operation;
  const variables = operation.variables.coerce(ground.variables);
  if (!variables.ok) return refused(variables.errors);
  const withheld = refusalOfWithheld(operation.shaper.withheldAtRoot);
  if (withheld) return withheld;
  if (!operation.shaper.asksSubgraphs) {
    return refusedBecause('OPERATION_NOT_SUPPORTED', 'By its conditions, the operation subscribes to nothing.');
  }
  if (!source) return refusedBecause('OPERATION_NOT_PLANNABLE', 'No subgraph offers what the operation subscribes to.');
  return new BoundSubscription(operation, source, ground);
}

class BoundSubscription implements EngineSubscription {
  readonly kind = 'subscription';
  readonly source: EngineSubscription['source'];

  constructor(
    private readonly operation: CompiledOperation,
    private readonly events: SubscriptionSource,
    private readonly ground: SubscriptionGround,
  ) {
    const { subgraph, url } = events;
    this.source = { subgraph, url, body: events.bodyFor(ground.variables) };
  }

  async complete(event: SubgraphAnswer, { caller, signal }: EventSurroundings): Promise<EngineResult> {
    const { operation, events } = this;
    const { variables, maxErrors } = this.ground;
    const ledger = new ErrorLedger(maxErrors, caller.entitlements?.subgraphNames);
    const shared = new SharedValues();
    const data = {};
    const run = { data, ledger, shared, caller, variables, signal };
    events.receive(run, event);
    await operation.runPlan(run);
    ledger.settle(operation.shaper.foreignPlacesIn(data));
    return executed(operation.write(data, ledger, shared), ledger.close());
  }
}
