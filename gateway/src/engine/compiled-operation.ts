import { type DocumentNode, execute, Kind, type OperationDefinitionNode, OperationTypeNode, visit } from 'graphql';

import type { Plan } from '../plan.js';
import type { Conditions, WithheldFields } from './collect-fields.js';
import { compilePlan, type PlanStep } from './compile-plan.js';
import type { FetchedObject } from './fetched-data.js';
import { LruCache } from './lru-cache.js';
import { isIntrospection, type OperationParts, withRootFields } from './operation-parts.js';
import type { PlanningContext } from './planning-document.js';
import type { PlanSurroundings } from './plan-run.js';
import { compileShaper, type ResponseShaper } from './response-shaper.js';
import { compileSubscription, type SubscriptionSource } from './subscription-source.js';
import { VariablesCoercer } from './variables-coercer.js';

/** Shapers kept of one operation; each set of values of its `@skip` and `@include` variables has its own. */
const maxShapers = 16;

/** An operation, ready to be run any number of times. */
export class CompiledOperation {
  readonly runPlan: PlanStep;
  readonly variables: VariablesCoercer;
  /** Undefined unless the operation is a subscription. */
  readonly source: SubscriptionSource | undefined;
  private readonly introspection: DocumentNode | undefined;
  private readonly conditionVariables: readonly string[];
  private readonly shapers = new LruCache<ResponseShaper>(maxShapers);

  constructor(
    private readonly context: PlanningContext,
    private readonly parts: OperationParts & { readonly withheld: WithheldFields },
    readonly plan: Plan,
    surroundings: PlanSurroundings,
  ) {
    this.runPlan = compilePlan(plan, surroundings);
    this.source = plan.subscription && compileSubscription(plan.subscription, surroundings);
    this.introspection = withRootFields(parts, isIntrospection);
    this.variables = new VariablesCoercer(context.schema, parts.operation.variableDefinitions ?? []);
    this.conditionVariables = variablesOfConditions(parts);
  }

  get isMutation(): boolean {
    return this.parts.operation.operation === OperationTypeNode.MUTATION;
  }

  conditionsOf(variables: Readonly<Record<string, unknown>>): Conditions {
    return new Map(this.conditionVariables.map((name) => [name, variables[name] === true]));
  }

  shaperFor(conditions: Conditions): ResponseShaper {
    const key = [...conditions.values()].map(Number).join('');
    let shaper = this.shapers.get(key);
    if (!shaper) {
      const { operation, fragments, withheld } = this.parts;
      const { schema, dataKeys } = this.context;
      const rootType = schema.getRootType(operation.operation);
      if (!rootType) throw new Error(`The schema has no ${operation.operation} type.`);
      const collecting = {
        schema,
        dataKeys,
        fragments,
        conditions,
        ...(withheld.size > 0 && { withheld }),
      };
      shaper = compileShaper(collecting, rootType, operation.selectionSet);
      this.shapers.set(key, shaper);
    }
    return shaper;
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

function variablesOfConditions({ operation, fragments }: OperationParts): string[] {
  const names = new Set<string>();
  const gather = (node: OperationDefinitionNode | DocumentNode) =>
    visit(node, {
      Directive({ name, arguments: args }) {
        if (name.value !== 'skip' && name.value !== 'include') return;
        for (const { value } of args ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
      },
    });
  gather(operation);
  gather({ kind: Kind.DOCUMENT, definitions: [...fragments.values()] });
  return [...names];
}
