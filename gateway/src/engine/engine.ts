import { type DocumentNode, type GraphQLSchema, isObjectType, Kind, OperationTypeNode, print } from 'graphql';

import type { Verdict } from '../authorization/authorization.js';
import { type Planner, PlanningError, PlanningStoppedError } from '../plan.js';
import type { SubgraphTransport } from '../transport/subgraph-transport.js';
import { deriveApiSchema } from './api-schema.js';
import type { CallerContext } from './caller-context.js';
import { CompiledOperation } from './compiled-operation.js';
import { DataKeys } from './data-keys.js';
import type { EngineEvent } from './engine-event.js';
import { type EngineResult, executed, refused, refusedBecause } from './engine-result.js';
import { bindSubscription, type EngineSubscription } from './engine-subscription.js';
import { ErrorLedger } from './error-ledger.js';
import { compileIncluded, OperationCache } from './operation-cache.js';
import { JsonOutput } from './json-output.js';
import { InvalidVariablesError } from './operation-conditions.js';
import { isMetaField, type OperationParts, selectOperation, withRootFields } from './operation-parts.js';
import { OperationTooLargeError, selectionsIn } from './operation-size.js';
import { planningDocument, type PlanningContext } from './planning-document.js';
import type { PlanSurroundings } from './plan-run.js';
import { PlanTrace } from './plan-trace.js';
import { ClosedRouteError, planWhatIsOpen } from './plan-what-is-open.js';
import { queryPlanExtensions, type QueryPlanMode, refusalOfPlan } from './query-plan-answer.js';
import { withheldCode } from './response-writing.js';
import { SharedValues } from './shared-values.js';
import { SubgraphErrorPolicy, type SubgraphErrorRules } from './subgraph-error-policy.js';
import { isOfType, readSupergraph } from './supergraph.js';
import { refusalOfWithheld } from './withheld-refusal.js';
import { nullData } from './written-data.js';

export type { CallerContext, EngineEvent, EngineResult, EngineSubscription, QueryPlanMode, SubgraphErrorRules };

/** The planner's own words tell of the inside; they go into the event. */
const notPlannable = 'The operation cannot be planned: no route through the subgraphs leads to all it asks for.';

const plannedTooLong = 'Planning the operation took too long. Ask for less at once, or again later.';

const closedRoutes = 'The caller lacks the rights to what subgraphs would have to be handed. Nothing was executed.';

/** Executes operations over the subgraphs of one supergraph. */
export interface Engine {
  /** What clients see: the supergraph without what is inaccessible and without the machinery of federation. */
  readonly schema: GraphQLSchema;
  readonly supergraphSdl: string;
  /**
   * Executes a document that is valid by `schema`. Never rejects for a fault of the client or of a subgraph: those are
   * errors of the result.
   */
  execute(request: EngineRequest): Promise<EngineResult>;
  /** Plans a subscription, or says why it cannot be served. Rejects as little as `execute`. */
  subscribe(request: EngineRequest): Promise<EngineResult | EngineSubscription>;
  /** Frees what the engine holds. Operations under way end as they can; the transport stays with whoever opened it. */
  close(): Promise<void>;
}

export interface EngineRequest {
  readonly document: DocumentNode;
  /** The text of the document; with the operation's name it is the key under which compiled operations are kept. */
  readonly source: string;
  readonly operationName?: string | undefined;
  /** As the client sent them; the engine coerces them. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly caller: CallerContext;
  /** Asks for the query plan beside the answer, or in its place. Default: neither. Needs `entitlements.queryPlans`. */
  readonly queryPlan?: QueryPlanMode | undefined;
  /** Aborts calls under way; fields that wait for them become null, with an error. */
  readonly signal?: AbortSignal | undefined;
}

export interface EngineLimits {
  /** Compiled operations kept; each set of values of an operation's conditions is one. Default 1,000. */
  readonly maxCachedOperations?: number;
  /**
   * Fields and fragments that the compiled operations kept select together, fragments written out; 16 characters of text
   * count as one more. Each takes up to 3 KB. Default 200,000.
   */
  readonly maxCachedSelections?: number;
  /** Fields and fragments that one operation selects, fragments written out: more cannot be planned in time. Default 20,000. */
  readonly maxSelections?: number;
  /** Errors listed in one response. Default 1,000. */
  readonly maxErrors?: number;
  /** Time for planning one operation, in milliseconds. Default 10,000. */
  readonly planTimeoutMs?: number;
}

export interface EngineOptions {
  readonly supergraphSdl: string;
  /** Makes the planner, after the supergraph has been checked: `createPlanner` of the planner's room. */
  readonly createPlanner: (supergraphSdl: string) => Planner;
  readonly transport: SubgraphTransport;
  readonly limits?: EngineLimits;
  /** What callers may read of subgraphs' errors. Default: `defaultErrorRule` for every subgraph. */
  readonly subgraphErrors?: SubgraphErrorRules;
  /** Must not throw. */
  readonly onEvent?: (event: EngineEvent) => void;
  /** Labels of `@override(label:)` that hold, other than `percent(x)`. Default: none. */
  readonly isOverrideActive?: (label: string) => boolean;
  /** Where an operation falls, from 0 to 100, for labels `percent(x)`. Default: evenly at random. */
  readonly overridePercentage?: () => number;
}

/** Rejects with an `InvalidSupergraphError` when the text is not a supergraph. */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const supergraph = readSupergraph(options.supergraphSdl);
  const schema = deriveApiSchema(supergraph.document);
  const { fullSchema, urls, authorization } = supergraph;
  const context = { schema, fullSchema, dataKeys: new DataKeys(fullSchema), authorization };
  return new FederationEngine(context, options, options.createPlanner(supergraph.sdl), {
    fullSchema,
    urls,
    transport: options.transport,
    isOneOf: (typename, names) => names.some((name) => isOfType(fullSchema, typename, name)),
    isObjectType: (typename) => isObjectType(fullSchema.getType(typename)),
    errorPolicy: new SubgraphErrorPolicy(options.subgraphErrors ?? {}, options.onEvent),
    output: new JsonOutput(),
    onEvent: options.onEvent,
  });
}

class FederationEngine implements Engine {
  readonly supergraphSdl: string;
  private readonly operations: OperationCache;
  private readonly thresholds: readonly number[];
  readonly schema: GraphQLSchema;

  constructor(
    private readonly context: PlanningContext,
    private readonly options: EngineOptions,
    private readonly planner: Planner,
    private readonly surroundings: PlanSurroundings,
  ) {
    this.schema = context.schema;
    this.supergraphSdl = options.supergraphSdl;
    const { maxCachedOperations = 1_000, maxCachedSelections = 200_000 } = options.limits ?? {};
    const cacheLimits = { entries: maxCachedOperations, selections: maxCachedSelections };
    this.operations = new OperationCache(cacheLimits, context.schema);
    this.thresholds = [...planner.overridePercentages].sort((a, b) => a - b);
  }

  async execute(request: EngineRequest): Promise<EngineResult> {
    try {
      return await this.executeImpl(request);
    } catch (error) {
      return this.refusalFor(error, request);
    }
  }

  async subscribe(request: EngineRequest): Promise<EngineResult | EngineSubscription> {
    const parts = selectOperation(request.document, request.operationName);
    const isSubscription = parts?.operation.operation === OperationTypeNode.SUBSCRIPTION;
    if (!isSubscription || request.queryPlan === 'dry') return this.execute(request);
    const refusal = refusalOfPlan(request.queryPlan, request.caller);
    if (refusal) return refusal;
    try {
      const { variables } = request;
      const maxErrors = this.options.limits?.maxErrors ?? 1_000;
      return bindSubscription(await this.compiled(request, parts), { variables, maxErrors });
    } catch (error) {
      return this.refusalFor(error, request);
    }
  }

  async close(): Promise<void> {
    this.operations.clear();
    await this.planner.close();
  }

  private refusalFor(error: unknown, { operationName }: EngineRequest): EngineResult {
    if (error instanceof PlanningError) {
      this.options.onEvent?.({ kind: 'planning-failed', operationName, error });
      return error instanceof PlanningStoppedError
        ? refusedBecause('PLANNING_TIMEOUT', plannedTooLong)
        : refusedBecause('OPERATION_NOT_PLANNABLE', notPlannable);
    }
    if (error instanceof OperationTooLargeError) return refusedBecause('OPERATION_TOO_LARGE', error.message);
    if (error instanceof InvalidVariablesError) return refused(error.errors);
    if (error instanceof ClosedRouteError) return refusedBecause(withheldCode, closedRoutes);
    this.options.onEvent?.({ kind: 'internal-error', error });
    return refusedBecause('INTERNAL_SERVER_ERROR', 'The operation could not be executed.');
  }

  private async executeImpl(request: EngineRequest): Promise<EngineResult> {
    const parts = selectOperation(request.document, request.operationName);
    if (!parts) return refusedBecause('OPERATION_RESOLUTION_FAILURE', 'The document has no such operation.');
    const refusal = refusalOfPlan(request.queryPlan, request.caller);
    if (refusal) return refusal;
    if (parts.operation.operation === OperationTypeNode.SUBSCRIPTION && request.queryPlan !== 'dry') {
      return refusedBecause(
        'OPERATION_NOT_SUPPORTED',
        'A subscription is answered as a stream: ask for text/event-stream.',
      );
    }
    const trace = request.queryPlan && new PlanTrace();
    const operation = await this.compiled(request, parts);
    trace?.planned();
    if (trace && request.queryPlan === 'dry') {
      return executed(
        nullData(this.surroundings.output),
        [],
        queryPlanExtensions(operation.plan, request.queryPlan, trace),
      );
    }
    return this.run(operation, request, trace);
  }

  private async run(operation: CompiledOperation, request: EngineRequest, trace?: PlanTrace): Promise<EngineResult> {
    const variables = operation.variables.coerce(request.variables);
    if (!variables.ok) return refused(variables.errors);
    const { shaper } = operation;
    const withheld = operation.isMutation ? refusalOfWithheld(shaper.withheldAtRoot) : undefined;
    if (withheld) return withheld;
    if (shaper.asksSubgraphs && !operation.plan.root) {
      return refusedBecause('OPERATION_NOT_PLANNABLE', notPlannable);
    }
    const { caller, signal, queryPlan } = request;
    const maxErrors = this.options.limits?.maxErrors ?? 1_000;
    const ledger = new ErrorLedger(maxErrors, caller.entitlements?.subgraphNames);
    const data = operation.introspect(variables.values);
    const shared = new SharedValues();
    const outcome = { isPlain: true };
    const common = { data, ledger, shared, caller, signal, trace, outcome };
    await operation.runPlan({ ...common, variables: request.variables });
    trace?.finished();
    ledger.settle(shaper.foreignPlacesIn(data));
    const written = operation.write(data, ledger, shared, outcome.isPlain);
    const extensions = trace && queryPlan && queryPlanExtensions(operation.plan, queryPlan, trace);
    return executed(written, ledger.close(), extensions);
  }

  private compiled(request: EngineRequest, parts: OperationParts): Promise<CompiledOperation> {
    const labels = this.planner.overrideLabels.filter((label) => this.options.isOverrideActive?.(label) ?? false);
    const percentage = this.thresholds.length > 0 ? this.percentageBucket() : 0;
    const verdict = this.context.authorization.verdictOn(request.caller.rights);
    const key = [request.operationName ?? '', percentage, verdict.fingerprint, ...labels, request.source].join('\n');
    const known = request.queryPlan ? undefined : this.lookUp(key, request.variables);
    if (known) return known;
    const selections = selectionsIn(parts);
    const { maxSelections = 20_000 } = this.options.limits ?? {};
    if (selections > maxSelections) throw new OperationTooLargeError(selections, maxSelections);
    const asked = { parts, selections, variables: request.variables };
    const compile = (included: OperationParts) => this.compile(included, verdict, new Set(labels), percentage);
    // A plan that is asked for is made anew: how long it took must not tell whether others ran the same.
    return request.queryPlan ? compileIncluded(this.schema, asked, compile) : this.operations.add(key, asked, compile);
  }

  private lookUp(key: string, variables: EngineRequest['variables']): Promise<CompiledOperation> | undefined {
    const operation = this.operations.get(key, variables);
    this.options.onEvent?.({ kind: 'operation-looked-up', hit: operation !== undefined });
    return operation;
  }

  /** The part of the operation that only subgraphs can answer, as it is planned; undefined when there is none. */
  private askedOfSubgraphs({ operation, fragments }: OperationParts): DocumentNode | undefined {
    const whole: DocumentNode = { kind: Kind.DOCUMENT, definitions: [operation, ...fragments.values()] };
    const parts = selectOperation(planningDocument(whole, this.context), undefined);
    return parts && withRootFields(parts, (field) => !isMetaField(field));
  }

  /** Operations between the same two thresholds have the same plan. */
  private percentageBucket(): number {
    const percentage = this.options.overridePercentage?.() ?? Math.random() * 100;
    return this.thresholds.findLast((threshold) => threshold <= percentage) ?? 0;
  }

  private async compile(
    parts: OperationParts,
    verdict: Verdict,
    labels: ReadonlySet<string>,
    percentage: number,
  ): Promise<CompiledOperation> {
    const rootType = this.schema.getRootType(parts.operation.operation)?.name ?? '';
    const operationName = parts.operation.name?.value;
    const started = performance.now();
    const signal = AbortSignal.timeout(this.options.limits?.planTimeoutMs ?? 10_000);
    const { plan, withheld } = await planWhatIsOpen({ ...this.context, parts, rootType, verdict }, async (open) => {
      const asked = this.askedOfSubgraphs(open);
      if (!asked) return { root: undefined };
      return this.planner.plan({ source: print(asked), operationName, labels, percentage, signal });
    });
    const milliseconds = performance.now() - started;
    this.options.onEvent?.({ kind: 'operation-planned', operationName, milliseconds });
    return new CompiledOperation(this.context, { ...parts, withheld }, plan, this.surroundings);
  }
}
