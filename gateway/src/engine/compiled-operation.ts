import { type DocumentNode, execute, OperationTypeNode } from 'graphql';

import type { Plan } from '../plan.js';
import type { WithheldFields } from './collect-fields.js';
import { compilePlan, type PlanStep } from './compile-plan.js';
import type { ErrorLedger, ResponsePath } from './error-ledger.js';
import type { FetchedObject } from './fetched-data.js';
import { type NullAfter, nullAfterIn } from './null-after.js';
import { isIntrospection, type OperationParts, withRootFields } from './operation-parts.js';
import type { PlanningContext } from './planning-document.js';
import type { PlanSurroundings } from './plan-run.js';
import { providersOf } from './providers.js';
import { compileShaper, type ResponseShaper } from './response-shaper.js';
import { ResponseWriting } from './response-writing.js';
import type { SharedValues } from './shared-values.js';
import { compileSubscription, type SubscriptionSource } from './subscription-source.js';
import { VariablesCoercer } from './variables-coercer.js';
import { WrittenData } from './written-data.js';

/** An operation, and which of its fields were not planned since the caller may not read them. */
export interface OpenOperation extends OperationParts {
  readonly withheld: WithheldFields;
}

/** An operation without conditions, ready to be run any number of times. */
export class CompiledOperation {
  readonly runPlan: PlanStep;
  readonly shaper: ResponseShaper;
  readonly variables: VariablesCoercer;
  /** Undefined unless the operation is a subscription. */
  readonly source: SubscriptionSource | undefined;
  private readonly introspection: DocumentNode | undefined;

  constructor(
    private readonly context: PlanningContext,
    private readonly parts: OpenOperation,
    readonly plan: Plan,
    private readonly surroundings: PlanSurroundings,
  ) {
    this.runPlan = compilePlan(plan, surroundings, this.isMutation ? this.nullAfter() : undefined);
    this.source = plan.subscription && compileSubscription(plan.subscription, surroundings);
    this.introspection = withRootFields(parts, isIntrospection);
    this.variables = new VariablesCoercer(context.schema, parts.operation.variableDefinitions ?? []);
    this.shaper = shaperOf(parts, context);
  }

  get isMutation(): boolean {
    return this.parts.operation.operation === OperationTypeNode.MUTATION;
  }

  private nullAfter(): NullAfter {
    const { context, parts, surroundings } = this;
    return nullAfterIn({
      parts,
      keyOf: (field) => context.dataKeys.keyOf(field),
      compileShaper: (complete: OpenOperation) => shaperOf(complete, context),
      output: surroundings.output,
    });
  }

  /**
   * Writes the data of the response from what a run has fetched, and accounts for what is missing.
   *
   * @param isPlain - whether it is known that no string among the data needs an escape
   */
  write(data: FetchedObject, ledger: ErrorLedger, shared: SharedValues, isPlain = false): WrittenData {
    const { output } = this.surroundings;
    const subgraphOf = (path: ResponsePath) => providersOf(this.plan, path)[0];
    output.isPlain = isPlain;
    const writing = new ResponseWriting(output, ledger, shared, subgraphOf);
    return WrittenData.by(output, () => {
      const start = output.length;
      const isWritten = this.shaper.write(data, writing);
      if (!isWritten) writing.cutBackTo(start, -1);
      writing.finish();
      return isWritten;
    });
  }

  /** What the operation asks of the schema itself, under its response keys. */
  introspect(variables: Readonly<Record<string, unknown>>): FetchedObject {
    if (!this.introspection) return {};
    const result = execute({ schema: this.context.schema, document: this.introspection, variableValues: variables });
    if (result instanceof Promise) throw new Error('Introspection waits for nothing.');
    const [error] = result.errors ?? [];
    if (error) throw error;
    return { ...result.data };
  }
}

function shaperOf(
  { operation, fragments, withheld }: OpenOperation,
  { schema, dataKeys }: PlanningContext,
): ResponseShaper {
  const rootType = schema.getRootType(operation.operation);
  if (!rootType) throw new Error(`The schema has no ${operation.operation} type.`);
  const context = { schema, dataKeys, fragments, ...(withheld.size > 0 && { withheld }) };
  return compileShaper(context, rootType, operation.selectionSet);
}
