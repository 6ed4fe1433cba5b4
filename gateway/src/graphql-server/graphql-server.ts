import { ApolloServer, type GraphQLRequest, type HTTPGraphQLRequest } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { KeyValueCache } from '@apollo/utils.keyvaluecache';
import { type ExecutionResult, type GraphQLFormattedError, OperationTypeNode } from 'graphql';
import type { GatewayLimits } from '../config.js';
import { gatewayRefusal, presentError } from '../errors.js';
import { currentRequestId } from '../telemetry/request-scope.js';
import { emit } from '../telemetry/telemetry.js';
import { refuseConditionalSubscriptions } from './conditional-subscriptions.js';
import { depthLimit } from './depth-limit.js';
import { Entrance } from './entrance.js';
import { EngineGenerations } from './engine-generations.js';
import type { CallerContext, OperationEngine, OperationRequest, OperationSubscription } from './operation-engine.js';
import { emptyNamesNothing, noSuchOperation } from './operation-name.js';
import { queryPlanHeader, readQueryPlanMode } from './query-plan-mode.js';
import {
  type OperationOutcome,
  type PresentedResult,
  presented,
  readResult,
  sendResult,
  wrapResult,
} from './written-results.js';

/** What an operation needs to know of the request that carries it. */
export interface OperationContext {
  readonly caller: CallerContext;
  readonly signal: AbortSignal;
  /** False where the request must not change anything. Default: true. */
  readonly mayWrite?: boolean;
  /** Takes a subscription that is planned; absent where one cannot be answered. */
  readonly takeSubscription?: (planned: PlannedOperation) => void;
}

/** An operation that does not come by HTTP, or whose answer does not go by it. */
export interface OperationText {
  readonly query?: string | undefined;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** An answer by HTTP. */
export interface GraphqlAnswer {
  readonly status: number;
  /** Names in lower case. Of the length, what is sent is right, whatever they say. */
  readonly headers: ReadonlyMap<string, string>;
  readonly content: string | Buffer;
}

interface OperationInHttp extends OperationContext {
  /** Takes the answer. */
  readonly onSent?: (bytes: Buffer) => void;
}

/** A subscription, and the text by which it can be planned anew over another supergraph. */
export interface PlannedOperation extends Pick<OperationSubscription, 'kind' | 'source'> {
  readonly operation: OperationText;
  complete(...event: Parameters<OperationSubscription['complete']>): Promise<PresentedResult>;
}

export type OpenedOperation =
  { readonly kind: 'answer'; readonly text: string; readonly isRefusal: boolean } | PlannedOperation;

type GatewayOption = NonNullable<ConstructorParameters<typeof ApolloServer<OperationInHttp>>[0]['gateway']>;
type OnSchema = Parameters<GatewayOption['onSchemaLoadOrUpdate']>[0];
type OperationInGateway = Parameters<NonNullable<Awaited<ReturnType<GatewayOption['load']>>['executor']>>[0];

/** Apollo Server in gateway mode over an engine that can be exchanged while requests run. */
export class GraphqlServer {
  readonly #limits: GatewayLimits;
  readonly #operations: KeyValueCache | undefined;
  readonly #generations = new EngineGenerations();
  readonly #entrance = new Entrance();
  readonly #swapListeners = new Set<() => void>();
  #apollo: ApolloServer<OperationInHttp> | undefined;
  #onSchema: OnSchema | undefined;

  /** @param operations - where persisted operations are kept; by default in this process's memory, bounded */
  constructor(limits: GatewayLimits, operations?: KeyValueCache) {
    this.#limits = limits;
    this.#operations = operations;
  }

  /** Whether there is a schema to query. */
  get isReady(): boolean {
    return this.#apollo !== undefined;
  }

  /**
   * Serves a new engine; requests in flight end on the one they began with, which is then closed. When it throws, the
   * engine before stays and the new one is closed.
   */
  async take(engine: OperationEngine): Promise<void> {
    this.#generations.announce(engine);
    try {
      if (this.#apollo) this.#publish(engine);
      else this.#apollo = await this.#start(engine);
    } catch (error) {
      await engine.close();
      throw error;
    }
    await this.#generations.advance(engine);
    for (const listener of this.#swapListeners) listener();
  }

  /** Tells whenever operations are planned over another supergraph from now on. Returns what ends it. */
  onSwap(listener: () => void): () => void {
    this.#swapListeners.add(listener);
    return () => {
      this.#swapListeners.delete(listener);
    };
  }

  /** Answers one request. Only to be called when {@link isReady}. */
  async execute(httpGraphQLRequest: HTTPGraphQLRequest, context: OperationContext): Promise<GraphqlAnswer> {
    const apollo = this.#apollo;
    if (!apollo) throw new Error('There is no schema to query yet.');
    await this.#entrance.enter();
    let written: Buffer | undefined;
    const onSent = (bytes: Buffer) => {
      written = bytes;
    };
    const {
      status = 200,
      headers,
      body,
    } = await this.#generations.hold(() =>
      apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest,
        context: () => Promise.resolve<OperationInHttp>({ ...context, onSent }),
      }),
    );
    if (body.kind === 'chunked') throw new Error('The engine answers as a whole, yet Apollo Server has parts.');
    const content = written ?? body.string;
    // Closures of Apollo Server may outlive the request for long, and lead here.
    written = undefined;
    return { status, headers, content };
  }

  /**
   * Answers one operation of any kind, on the same way and within the same limits as {@link execute}; a subscription is
   * planned, and its source not yet asked. Only to be called when {@link isReady}.
   */
  async open(operation: OperationText, context: OperationContext): Promise<OpenedOperation> {
    const apollo = this.#apollo;
    if (!apollo) throw new Error('There is no schema to query yet.');
    let planned: PlannedOperation | undefined;
    const takeSubscription = (taken: PlannedOperation) => {
      planned = taken;
    };
    const contextValue = { ...context, takeSubscription };
    const { body } = await this.#generations.hold(() =>
      apollo.executeOperation(requestOf(operation), { contextValue }),
    );
    if (planned) return planned;
    if (body.kind !== 'single') throw new Error('The engine answers as a whole, yet Apollo Server has parts.');
    const { singleResult } = body;
    return {
      kind: 'answer',
      text: this.#told(readResult(singleResult)),
      isRefusal: singleResult.data === undefined,
    };
  }

  async stop(): Promise<void> {
    await this.#apollo?.stop();
    await this.#generations.close();
  }

  async #start(engine: OperationEngine): Promise<ApolloServer<OperationInHttp>> {
    const apollo = new ApolloServer<OperationInHttp>({
      gateway: this.#gatewayOption(engine),
      cache: this.#operations ?? 'bounded',
      introspection: true,
      includeStacktraceInErrorResponses: false,
      stopOnTerminationSignals: false,
      csrfPrevention: true,
      maxRecursiveSelections: true,
      parseOptions: { maxLexicalTokens: this.#limits.maxTokens },
      formatError: (_formatted, error) => formatError(error),
      stringifyResult: (result) => this.#told(sendResult(result)),
      plugins: [
        emptyNamesNothing(),
        depthLimit(this.#limits.maxDepth),
        refuseConditionalSubscriptions(),
        ...disabledPlugins(),
      ],
    });
    await apollo.start();
    return apollo;
  }

  #gatewayOption(first: OperationEngine): GatewayOption {
    return {
      onSchemaLoadOrUpdate: (onSchema) => {
        this.#onSchema = onSchema;
        return () => {
          this.#onSchema = undefined;
        };
      },
      load: async () => {
        this.#publish(first);
        return { executor: (operation) => this.#executeOperation(operation) };
      },
      // Engines are closed by stop(), after the last request.
      stop: () => Promise.resolve(),
    };
  }

  #publish({ schema, supergraphSdl }: OperationEngine): void {
    this.#onSchema?.({ apiSchema: schema, coreSupergraphSdl: supergraphSdl });
  }

  async #executeOperation(operation: OperationInGateway): Promise<ExecutionResult> {
    const { schema, document, source, operationName, request } = operation;
    const { caller, signal, mayWrite = true, takeSubscription, onSent } = operation.context as OperationInHttp;
    // Absent when the document holds no such operation, whatever the type says.
    const kind = (operation.operation as OperationInGateway['operation'] | undefined)?.operation;
    if (!kind) throw noSuchOperation(request.operationName);
    if (kind === OperationTypeNode.MUTATION && !mayWrite) {
      throw gatewayRefusal('METHOD_NOT_ALLOWED', 'A request by GET must not change anything. Send it by POST.');
    }
    const queryPlan = readQueryPlanMode(request.extensions, request.http?.headers.get(queryPlanHeader));
    const engine = this.#generations.engineFor(schema);
    const engineRequest: OperationRequest = {
      document,
      source,
      ...(operationName !== null && { operationName }),
      variables: request.variables ?? {},
      caller,
      ...(queryPlan && { queryPlan }),
      signal,
    };
    if (kind !== OperationTypeNode.SUBSCRIPTION || !takeSubscription) {
      return wrapResult(await engine.execute(engineRequest), onSent);
    }
    const result = await engine.subscribe(engineRequest);
    if (!('kind' in result)) return wrapResult(result);
    const { operationName: name, variables } = request;
    takeSubscription({
      kind: 'subscription',
      source: result.source,
      complete: async (event, on) => presented(await result.complete(event, on)),
      operation: { query: source, operationName: name, variables },
    });
    return { data: {} };
  }

  #told({ text, outcome }: { readonly text: string; readonly outcome: OperationOutcome }): string {
    emit({ kind: 'operation-finished', outcome });
    return text;
  }
}

/** Nothing of Apollo's services, whatever the environment says; answers belong to one caller and are never cached. */
function disabledPlugins() {
  return [
    ApolloServerPluginCacheControlDisabled(),
    ApolloServerPluginInlineTraceDisabled(),
    ApolloServerPluginLandingPageDisabled(),
    ApolloServerPluginSchemaReportingDisabled(),
    ApolloServerPluginUsageReportingDisabled(),
  ];
}

/** Apollo Server reads the request's own fields, and has none of HTTP to look at. */
function requestOf({ query, operationName, variables, extensions }: OperationText): GraphQLRequest {
  return {
    ...(query !== undefined && { query }),
    ...(operationName !== undefined && { operationName }),
    ...(variables !== undefined && { variables: { ...variables } }),
    ...(extensions !== undefined && { extensions: { ...extensions } }),
  };
}

function formatError(error: unknown): GraphQLFormattedError {
  const { shown, isOurs } = presentError(error, currentRequestId());
  if (isOurs) emit({ kind: 'unexpected-error', error });
  return shown;
}
